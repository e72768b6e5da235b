"""Instructions of the processor that kernels are compiled for: the setting `instructions`, as options of g++."""

from __future__ import annotations

import functools
import platform
from pathlib import Path

from kerasfront import config
from kerasfront.errors import ConfigurationError

__all__ = ["compiler_options", "in_words", "known", "processor"]

EXTENSIONS = {
    "avx512": ("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx2", "fma"),
    "avx2": ("avx2", "fma"),
    "sse2": ("sse2",),
}
"""What each choice needs beyond the least x86-64, the best first. Linux and g++ have the same names for them."""


def processor() -> str:
    """Identify the processor and the chosen instructions; the text differs wherever other code would be compiled."""
    chosen = config.get("instructions").value
    return "".join([platform.machine(), *_facts(), "" if chosen == "native" else chosen])


@functools.cache
def _facts() -> list[str]:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf8").splitlines() if cpu.exists() else []
    return sorted({line for line in lines if line.startswith(("flags", "model name", "Features"))})


def compiler_options() -> list[str]:
    """Options of the compiler that choose the instructions.

    Raises
    ------
    ConfigurationError
        If the processor lacks what the setting asks for.
    """
    chosen = config.get("instructions")
    if chosen.value == "native":
        return ["-march=native"]
    if chosen.value not in known():
        raise ConfigurationError(
            f"'instructions' from {chosen.source} is {chosen.value!r}, which this processor does not have; it has "
            f"{', '.join(known()) or 'none of them'}. Choose one of these, or 'native', the default."
        )
    return ["-march=x86-64", *(f"-m{extension}" for extension in EXTENSIONS[chosen.value])]


def in_words() -> str:
    """The setting, for people; of 'native', also what it comes to."""
    chosen = config.get("instructions").value
    return f"native: {known()[0]}" if chosen == "native" and known() else chosen


def known() -> list[str]:
    """The choices that this processor has, the best first."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return []
    there = {"sse2", *" ".join(_facts()).split()}
    return [choice for choice, needed in EXTENSIONS.items() if there.issuperset(needed)]
