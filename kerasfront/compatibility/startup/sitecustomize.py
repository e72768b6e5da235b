"""Run as Python starts in a process that a script has started: what holds for the script holds there, too.

Any Python may meet this file, also one without kerasfront. Python 2 stops at the first import, in silence.
"""

import os
import sys


def _run_the_one_behind():
    """Run the `sitecustomize` that this one stands before, if there is one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [folder for folder in sys.path if os.path.abspath(folder) != here])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


def _go_on():
    """Let the session of the script hold until the end of this process."""
    from kerasfront.compatibility.session import join

    join()


_run_the_one_behind()
if os.environ.get("KERASFRONT_SESSION_PREFIX") == sys.prefix:
    _go_on()
