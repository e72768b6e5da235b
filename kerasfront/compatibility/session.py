"""Environment of a running script, in its own process and in those that it starts.

A new process (started by multiprocessing without fork, by joblib or subprocess) inherits it through environment
variables: PYTHONPATH begins with a folder whose `sitecustomize` calls `join`.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kerasfront import config
from kerasfront.compatibility import import_mapping, loaded, loading, removed_names, startup
from kerasfront.compatibility.api_version import CLASSIC
from kerasfront.compatibility.importers import lies_beside
from kerasfront.compatibility.python2 import why_python2
from kerasfront.compatibility.source import decoded

SESSION, PREFIX = "KERASFRONT_SESSION", "KERASFRONT_SESSION_PREFIX"
"""Environment variables: the session as JSON, and the prefix of the Python that it applies to."""
PATH = "PYTHONPATH"
RUN = ("-c", "from kerasfront.cli import main; raise SystemExit(main())", "run")
"""Arguments that turn a command of Python into one of `kerasfront run`."""


@dataclass(frozen=True)
class Session:
    """Settings that a script runs with.

    Attributes
    ----------
    api : str
        API version of Keras: '1.2' or '0.3'.
    folder : str, optional
        Folder of the script. None: only the import of Keras is mapped.
    is_python2 : bool
        Whether the script and the modules in its folder are Python 2.
    dim_ordering : str, optional
        'th' or 'tf', if given on the command line.
    """

    api: str = CLASSIC
    folder: str | None = None
    is_python2: bool = False
    dim_ordering: str | None = None

    @contextmanager
    def active(self) -> Generator[None]:
        """Activate the session in this process, within the block."""
        mappings = [import_mapping.keras(self.api)]
        with ExitStack() as block:
            if self.folder is not None:
                block.enter_context(removed_names.active())
                block.enter_context(loading.modules_beside(Path(self.folder), self.is_python2))
                mappings += [*import_mapping.plugged_in(), *removed_names.changed(), loaded.system()]
            block.enter_context(import_mapping.active(*mappings))
            yield

    @contextmanager
    def inherited(self) -> Generator[None]:
        """Pass the session to processes that are started within the block."""
        before = {name: os.environ.get(name) for name in (SESSION, PREFIX, PATH)}
        os.environ.update(self._environment())
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value

    def bequeath(self) -> None:
        """Pass the session to all processes that are started from now on."""
        os.environ.update(self._environment())

    def _environment(self) -> Mapping[str, str]:
        folder = str(Path(startup.__file__).parent)
        others = [place for place in os.environ.get(PATH, "").split(os.pathsep) if place not in ("", folder)]
        return {
            SESSION: json.dumps(asdict(self)), PREFIX: sys.prefix, PATH: os.pathsep.join([folder, *others])
        }  # fmt: skip


def map_keras(api: str) -> None:
    """Map `keras` to a version of the API from now on, here and in the processes that are started."""
    import_mapping.install(import_mapping.keras(api))
    replace(_told() or Session(), api=api).bequeath()


def join() -> None:
    """Activate the session from the environment until the end of this process.

    If Python was started with a script in Python 2, run `kerasfront run` instead.
    """
    session = _told()
    if session is None:
        return
    if session.dim_ordering:
        config.put("image_dim_ordering", session.dim_ordering, SESSION)
    _standing.enter_context(session.active())
    place = _place_of_script(sys.orig_argv)
    if place and _is_python2(sys.orig_argv[place]):
        options = ["--quiet", "--api", session.api, "--python", "2"]
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:place], *RUN, *options, *sys.orig_argv[place:]])


def _place_of_script(command: Sequence[str]) -> int | None:
    """Find the index of the script in a command that starts Python; None if there is none."""
    place = 1
    while place < len(command) and command[place].startswith("-"):
        if command[place][1:2] in ("", "c", "m"):  # interactive, -c or -m
            return None
        place += 2 if command[place] in ("-W", "-X") else 1
    return place if place < len(command) else None


def _is_python2(script: str) -> bool:
    return lies_beside(script) and os.path.isfile(script) and bool(why_python2(decoded(Path(script).read_bytes())))


_standing = ExitStack()
atexit.register(_standing.close)


def _told() -> Session | None:
    text = os.environ.get(SESSION)
    return Session(**json.loads(text)) if text else None
