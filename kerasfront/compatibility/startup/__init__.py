"""A folder for PYTHONPATH: Python runs `sitecustomize`, if it finds one, as it starts. See `compatibility.session`."""
