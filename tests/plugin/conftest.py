"""The plug-in's own tests run where it is installed: `test_plugin.py` does that."""

collect_ignore = ["strict_backend"]
