"""Stand-ins for what libraries removed without a replacement."""
