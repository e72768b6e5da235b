"""Texts and images, where Keras 0.3 differs from Keras 1.x."""
