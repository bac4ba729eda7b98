"""One file per command; `line.py` reads the command line and calls them."""
