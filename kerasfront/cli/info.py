"""Print the installed backends and the effective settings, with the source of each."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Mapping
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import kerasfront
from kerasfront import backend as K
from kerasfront import config
from kerasfront.errors import KerasfrontError

HELP = "show installed backends, devices, threads, BLAS, and the source of each setting"
BACKEND_COLUMNS = ["name", "package", "library", "devices", "threads", "BLAS", "kernels for", "LSTM, GRU"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: there are none."""


def run(options: argparse.Namespace) -> int:
    """Print two tables."""
    console = Console()
    console.print(
        f"kerasfront {kerasfront.__version__}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{platform.machine()}, {platform.system()}"
    )
    facts = {name: _facts(name) for name in K.installed()}
    console.print(_table("Backends", BACKEND_COLUMNS, _backend_rows(facts)))
    for name, known in facts.items():
        if "operations" in known:
            console.print(f"Operations of {name} run {known['operations']}", markup=False)
    console.print(_table("Settings", ["setting", "value", "from"], _setting_rows()))
    return 0


def _table(title: str, columns: list[str], rows: list[list[str]]) -> Table:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    return table


def _facts(name: str) -> dict[str, Any]:
    try:
        return K.load(name).backend_info()
    except KerasfrontError as error:
        return {"error": f"cannot be loaded: {error}"}


def _backend_rows(facts: Mapping[str, dict[str, Any]]) -> list[list[str]]:
    return [[name, package, *_row_of(facts[name])] for name, package in K.installed().items()]


def _row_of(facts: dict[str, Any]) -> list[str]:
    if "error" in facts:
        return [facts["error"], *[""] * 5]
    library, devices = f"{facts['library']} {facts['version']}", ", ".join(facts["devices"])
    rest = [facts.get("instructions", "-"), facts.get("gated_rnn", "step by step")]
    return [library, devices, facts["threads"], facts["blas"], *rest]


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
