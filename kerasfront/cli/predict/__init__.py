"""The command `predict`: from files to files, a block at a time."""
