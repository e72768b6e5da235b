"""Benchmark: train the same classic models on real digits on every backend, and compare them in a table."""
