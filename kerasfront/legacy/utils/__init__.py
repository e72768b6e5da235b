"""Helpers of Keras 0.3 that differ from those of Keras 1.x."""
