"""The comparison with other libraries on the same machine: run ``python benchmarks/compare.py``."""
