"""Theano's last release stops at Python 3.11."""

import sys

collect_ignore_glob = [] if sys.version_info < (3, 12) else ["*.py"]
