"""Parts of `run.py`: the environment, the wheel, the site, releases; only Python itself is needed to import them."""
