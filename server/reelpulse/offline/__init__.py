"""Measures films afterwards, with the code that measures live."""
