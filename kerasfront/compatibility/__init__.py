"""What lets scripts of 2015-2018 run: names, spellings and imports of their time."""
