"""Folder for PYTHONPATH: Python runs a `sitecustomize` that it finds there at startup. See `compatibility.session`."""
