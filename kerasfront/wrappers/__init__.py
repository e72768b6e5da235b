"""Wrappers of models for other libraries."""
