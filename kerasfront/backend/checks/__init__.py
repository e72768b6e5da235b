"""Argument checks that no engine should have to repeat, for each family in the file of its name."""
