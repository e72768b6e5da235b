"""Looks for files that a reader does not take as it should, guided by the lines that they reach.

A program, because what it looks for could end the process::

    python tests/saving/fuzz_guided.py {json,yaml,hdf5,settings} SECONDS FOLDER [OPTIONS of libFuzzer]

begins with the corpus in tests/data/fuzz and ends with a status other than 0 at the first finding, which is then a file
`crash-*`, `timeout-*` or `oom-*` in FOLDER. Beside it are the new files that reach new lines.
"""

import random
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["kerasfront.config", "kerasfront.saving", "kerasfront.engine.topology"]):
    from tests.saving.fuzz_targets import CORPUS, TARGETS
from tests.saving.fuzz import changed

HANG = 20
"""Seconds on the clock for a single file."""
LONGEST, MEMORY = 2**16, 2**13
"""Bytes of a file, and megabytes of the process."""


def mutated(kind, path, content, longest, seed):
    """A changed file: every other one changed as data, and not as bytes."""
    if seed % 2 and kind != "settings":
        try:
            return changed(kind, random.Random(seed), [content], path)[:longest]
        except Exception:  # it is no such data any more
            pass
    return atheris.Mutate(content, longest)


def main(kind, seconds, folder, *options):
    """Fuzz; libFuzzer ends the process."""
    with tempfile.TemporaryDirectory() as temporary:
        target, path = TARGETS[kind](Path(temporary)), Path(temporary, "changed")
        Path(folder, "new").mkdir(exist_ok=True)
        arguments = [f"-max_total_time={seconds}", f"-timeout={HANG}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST}"]
        arguments += [f"-artifact_prefix={folder}/", *options, str(Path(folder, "new")), str(CORPUS / kind)]
        atheris.Setup(
            [sys.argv[0], *arguments],
            target,
            custom_mutator=lambda content, longest, seed: mutated(kind, path, content, longest, seed),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
