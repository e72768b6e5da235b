"""Theano's last release stops at Python 3.11."""

import sys

collect_ignore = [] if sys.version_info < (3, 12) else ["test_theano_compat.py", "test_theano_compiled.py"]
