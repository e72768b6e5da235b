"""Print what makes a shell complete the commands, options, files and backends of `kerasfront`.

bash, zsh: eval "$(kerasfront completion bash)" in ~/.bashrc, with zsh in ~/.zshrc.
fish: kerasfront completion fish > ~/.config/fish/completions/kerasfront.fish
"""

from __future__ import annotations

import argparse
import os
from typing import Any

from kerasfront import backend as K
from kerasfront.utils.optional import require

HELP = "print what makes a shell complete commands, options, files and backends"
SHELLS = ("bash", "zsh", "fish")
ASKED = "_ARGCOMPLETE"
"""Environment variable by which the printed code asks for completions."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=SHELLS)


def run(options: argparse.Namespace) -> int:
    """Print the code."""
    print(_library().shellcode(["kerasfront"], shell=options.shell))
    return 0


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks for completions, and end the process; return at once if none asks."""
    if ASKED in os.environ:
        _library().autocomplete(parser)


def with_backends(action: argparse.Action) -> None:
    """Complete an option by the names of the installed backends."""
    setattr(action, "completer", _backends)  # noqa: B010  (argparse declares no such attribute)


def _backends(**_: Any) -> list[str]:
    return list(K.installed())


def _library() -> Any:
    return require("argcomplete", "completion", "kerasfront completion")
