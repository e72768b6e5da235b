"""Report what a script or notebook needs to run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli.reports import Report, Sheet
from kerasfront.compatibility import api_version, needs
from kerasfront.compatibility.examined import Examined, examine
from kerasfront.compatibility.raw_libraries import imported_libraries, wanted_backend
from kerasfront.compatibility.source import NOTEBOOK

SUFFIXES = (".py", NOTEBOOK)


def run(path: Path, page: Report) -> int:
    """Print a table and problems; the exit status is 1 if there are problems."""
    found = examine(path)
    needed = needs.needs(found)
    problems = list(_problems(found, needed))
    page.show(_facts(path, found, needed))
    for problem in problems:
        page.say(f"problem: {problem}")
    if not problems:
        backend = wanted_backend(found)
        option = f"--backend {backend} " if backend else ""
        page.say(f"Run it: kerasfront run {option}{shlex.quote(str(path))}")
    return int(bool(problems))


def _facts(path: Path, found: Examined, needed: needs.Needs) -> Sheet:
    rows = {
        "contains": "notebook" if found.script.is_notebook else "script",
        "API of Keras": f"{found.api} ({', '.join(found.clues)})" if found.clues else found.api,
        "Python": f"2 ({found.python2}); translated on the fly" if found.python2 else "3",
        "files next to it": ", ".join(list(found.trees)[1:]) or "-",
        "dim_ordering": ", ".join(f"{key} ({clue})" for key, clue in needed.orderings.items()) or "any",
        "libraries of backends": ", ".join(imported_libraries(found)) or "-",
        "replaced": ", ".join(needed.replaced) or "-",
    }
    return Sheet(str(path), ("what", "value"), list(rows.items()))


def _problems(found: Examined, needed: needs.Needs) -> Iterator[str]:
    if not found.trees:
        yield "it is neither valid Python 3 nor Python 2"
    if needed.missing:
        yield f"packages are missing: pip install {' '.join(needed.missing)}"
    yield from needed.absent
    if needed.later:
        yield f"it is written for Keras 2, not for Keras 1: {'; '.join(needed.later)}"
    ordering = K.image_dim_ordering()
    if found.api == api_version.CLASSIC and needed.orderings and ordering not in needed.orderings:
        wanted, clue = next(iter(needed.orderings.items()))
        source = config.get("image_dim_ordering").source
        yield (
            f"its images are {needs.ORDERINGS[wanted]} ({clue}), but the setting is {ordering!r} ({source}): "
            f"run it with --dim-ordering {wanted}"
        )
