"""For those who extend kerasfront: checks that an engine, or a layer, does what it should."""
