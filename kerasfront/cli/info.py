"""Print the installed backends and the effective settings, with the source of each."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

import kerasfront
from kerasfront import backend as K
from kerasfront import config
from kerasfront.errors import KerasfrontError

HELP = "show installed backends, devices, threads, BLAS, and the source of each setting"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: there are none."""


def run(options: argparse.Namespace) -> int:
    """Print a list for each backend, and one of the settings."""
    console = Console()
    version = f"kerasfront {kerasfront.__version__}, Python {platform.python_version()}, NumPy {np.__version__}"
    console.print(f"{version}, {platform.machine()}, {platform.system()}")
    for name, package in K.installed().items():
        console.print()
        console.print(f"{name} ({package})", style="bold", markup=False, highlight=False)
        console.print(_aligned(_facts(name)))
    console.print()
    console.print("settings", style="bold")
    console.print(_aligned(_setting_rows()))
    return 0


def _aligned(rows: Iterable[Sequence[str]]) -> Table:
    """Align rows of a name and texts, of which the last takes the rest of the line and is folded there."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(f"  {cell}" if i == 0 else cell, overflow="fold") for i, cell in enumerate(row)))
    return table


def _facts(name: str) -> list[tuple[str, str]]:
    """Name and value of everything that is known of a backend, or why it cannot be loaded."""
    try:
        facts = K.load(name).backend_info()
    except KerasfrontError as error:
        return [("cannot be loaded", str(error))]
    rows = {
        "library": f"{facts['library']} {facts['version']}",
        "devices": ", ".join(facts["devices"]),
        "threads": facts["threads"],
        "BLAS": facts["blas"],
        "kernels for": facts.get("instructions"),
        "recurrent layers": facts.get("gated_rnn", "step by step"),
        "operations": facts.get("operations"),
    }
    return [(key, value) for key, value in rows.items() if value is not None]


def in_words(name: str) -> str:
    """Describe a backend and what its speed depends on, in one line."""
    facts = K.load(name).backend_info()
    kernels = f"; kernels for {facts['instructions']}" if "instructions" in facts else ""
    return f"{name}: {facts['library']} {facts['version']}; threads: {facts['threads']}; {facts['blas']}{kernels}"


def _setting_rows() -> list[list[str]]:
    rows = [_row("backend", _chosen)]
    return rows + [_row(key, lambda key=key: config.get(key)) for key in config.DEFAULTS if key != "backend"]


def _chosen() -> config.Setting:
    K.backend()  # only a backend that can be loaded is taken where nobody chose
    return K.chosen()


def _row(key: str, ask: Any) -> list[str]:
    try:
        setting = ask()
    except KerasfrontError as error:
        return [key, "(error)", str(error)]
    return [key, str(setting.value), setting.source]
