"""What holds while a script runs, in its own process and in those that it starts.

A process that is started anew (by multiprocessing where it does not fork, joblib, subprocess) learns of it from its
environment: PYTHONPATH begins with a folder whose `sitecustomize` calls `join`.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kerasfront import config
from kerasfront.compatibility import import_mapping, loaded, loading, startup, yesterday
from kerasfront.compatibility.api_version import CLASSIC
from kerasfront.compatibility.importers import lies_beside
from kerasfront.compatibility.python2 import why_python2
from kerasfront.compatibility.source import decoded

SESSION, PREFIX = "KERASFRONT_SESSION", "KERASFRONT_SESSION_PREFIX"
"""Environment variables: the session as JSON, and the place of the Python that it holds for."""
PATH = "PYTHONPATH"
RUN = ("-c", "from kerasfront.cli import main; raise SystemExit(main())", "run")
"""What makes a command of Python's one of `kerasfront run`."""


@dataclass(frozen=True)
class Session:
    """What a script was written for.

    Attributes
    ----------
    api : str
        Of Keras: '1.2' or '0.3'.
    folder : str, optional
        That of the script. None: only the import of Keras is mapped.
    is_python2 : bool
        The script and all that lies beside it.
    dim_ordering : str, optional
        'th' or 'tf', if it was asked for.
    """

    api: str = CLASSIC
    folder: str | None = None
    is_python2: bool = False
    dim_ordering: str | None = None

    @contextmanager
    def active(self) -> Iterator[None]:
        """Within the block, it holds in this process."""
        mappings = [import_mapping.keras(self.api)]
        with ExitStack() as block:
            if self.folder is not None:
                block.enter_context(yesterday.active())
                block.enter_context(loading.modules_beside(Path(self.folder), self.is_python2))
                mappings += [*import_mapping.plugged_in(), *yesterday.changed(), loaded.system()]
            block.enter_context(import_mapping.active(*mappings))
            yield

    @contextmanager
    def inherited(self) -> Iterator[None]:
        """Within the block, it holds in the processes that are started."""
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
        """From now on, it holds in the processes that are started."""
        os.environ.update(self._environment())

    def _environment(self) -> Mapping[str, str]:
        folder = str(Path(startup.__file__).parent)
        others = [place for place in os.environ.get(PATH, "").split(os.pathsep) if place not in ("", folder)]
        return {
            SESSION: json.dumps(asdict(self)), PREFIX: sys.prefix, PATH: os.pathsep.join([folder, *others])
        }  # fmt: skip


def map_keras(api: str) -> None:
    """From now on, `keras` is that of a version of the API, here and in the processes that are started."""
    import_mapping.install(import_mapping.keras(api))
    replace(_told() or Session(), api=api).bequeath()


def join() -> None:
    """Let the session that the environment tells hold until the end of this process.

    Python that was started with a script in Python 2 runs `kerasfront run` instead.
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
    """Which word of a command that starts Python is the script; None if there is none."""
    place = 1
    while place < len(command) and command[place].startswith("-"):
        if command[place][1:2] in ("", "c", "m"):  # it reads from a terminal, or runs a text or a module
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
