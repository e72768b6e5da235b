"""Parts of `run.py test`; only Python itself is needed to import them."""
