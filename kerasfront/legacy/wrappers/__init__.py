"""Wrappers of models of Keras 0.3 for other libraries."""
