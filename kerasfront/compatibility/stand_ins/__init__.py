"""What libraries have no more and nothing of theirs replaces, in the meaning that it had."""
