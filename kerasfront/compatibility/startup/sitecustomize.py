"""Activate the session of a script at the startup of Python in a process that the script has started.

Any Python may find this file, even one without kerasfront. Python 2 silently stops at the first import.
"""

import os
import sys


def _run_the_one_behind():
    """Run the `sitecustomize` that this one shadows, if there is one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [folder for folder in sys.path if os.path.abspath(folder) != here])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


def _go_on():
    """Activate the session of the script until the end of this process."""
    from kerasfront.compatibility.session import join

    join()


_run_the_one_behind()
if os.environ.get("KERASFRONT_SESSION_PREFIX") == sys.prefix:
    _go_on()
