"""What the site has beside the pages in docs/: pages made of docstrings, examples and files of the checkout."""
