"""A terminal for tests of what is shown there."""

import io
from contextlib import contextmanager, redirect_stdout


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    encoding = "utf8"

    def isatty(self):
        return True


@contextmanager
def terminal():
    """Within the block, standard output is a terminal; what is shown can be read from it."""
    with redirect_stdout(Terminal()) as out:
        yield out
