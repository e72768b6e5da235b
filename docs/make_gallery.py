"""Write docs/gallery, the pictures of the examples: how the loss falls, and what a script draws.

usage: python docs/make_gallery.py [NAME ...]
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES, GALLERY = ROOT / "examples", ROOT / "docs" / "gallery"
LOSS = re.compile(r"(?<!val_)\bloss(?::| of the critic) ([\d.]+)")


def main(names: Sequence[str]) -> None:
    """Run scripts and draw their pictures; all of them, if none is named."""
    sys.path.insert(0, str(EXAMPLES))
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    for name in names or sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "digits"):
        draw(name, *run(name))


def run(name: str) -> tuple[list[float], list[Any], str]:
    """Run a script; return its losses, the digits that it draws, and its last line."""
    import digits

    drawn: list[Any] = []
    text_of, said = digits.draw, io.StringIO()
    digits.draw = lambda *pictures: drawn.extend(pictures) or text_of(*pictures)
    sys.argv = [f"{name}.py"]
    with contextlib.redirect_stdout(said):
        runpy.run_path(str(EXAMPLES / sys.argv[0]), run_name="__main__")
    digits.draw = text_of
    lines = said.getvalue().strip().splitlines()
    return [float(loss) for loss in LOSS.findall("\n".join(lines))], drawn, lines[-1].strip()


def draw(name: str, losses: Sequence[float], drawn: Sequence[Any], last: str) -> None:
    """Draw the digits, if there are any, above the curve of the losses, and what the script says at its end below."""
    figure = plt.figure(figsize=(4.8, 3.2), layout="constrained")
    upper, lower = figure.subfigures(2, height_ratios=[1, 1.6]) if drawn else (None, figure)
    for axis, picture in zip(upper.subplots(1, len(drawn), squeeze=False)[0] if upper else (), drawn):
        axis.imshow(picture.reshape(8, 8), cmap="gray_r")
        axis.axis("off")
    axis = lower.subplots()
    axis.plot(range(1, len(losses) + 1), losses, color="#17494d", linewidth=2)
    axis.set(ylabel="loss")
    axis.set_xlabel(last, fontsize=9, wrap=True)
    axis.spines[["top", "right"]].set_visible(False)
    GALLERY.mkdir(exist_ok=True)
    figure.savefig(GALLERY / f"{name}.png", dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main(sys.argv[1:])
