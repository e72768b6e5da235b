"""Support for scripts of 2015-2018: the names, spellings and imports of their time."""
