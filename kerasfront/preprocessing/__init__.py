"""Conversion of raw data to arrays: texts, sequences, images."""
