"""Models in the hands of other libraries."""
