"""SQLite through peewee; every write happens on the one storage thread."""
