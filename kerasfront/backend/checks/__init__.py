"""Argument checks that no backend should have to repeat, for each family in the file of its name."""
