"""Write docs/gallery, pictures of the examples: how the loss falls, which settings win, what a script draws or says.

usage: python docs/make_gallery.py [NAME ...]
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402

COLOUR = "#17494d"
ROOT = Path(__file__).resolve().parents[1]
EXAMPLES, GALLERY = ROOT / "examples", ROOT / "docs" / "gallery"
LOSS = re.compile(r"(?<!val_)\bloss(?::| of the critic) ([\d.]+)")
SCORE = re.compile(r"^([\d.]+) with (\{.*\})$", re.MULTILINE)


def main(names: Sequence[str]) -> None:
    """Run scripts and draw their pictures; all of them, if none is named."""
    sys.path.insert(0, str(EXAMPLES))
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    for name in names or sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "digits"):
        draw(name, *run(name))


def run(name: str) -> tuple[str, list[Any]]:
    """Run a script; return what it says, and the digits that it draws."""
    import digits

    drawn: list[Any] = []
    text_of, said = digits.draw, io.StringIO()
    digits.draw = lambda *pictures: drawn.extend(pictures) or text_of(*pictures)
    sys.argv = [f"{name}.py"]
    with contextlib.redirect_stdout(said):
        runpy.run_path(str(EXAMPLES / sys.argv[0]), run_name="__main__")
    digits.draw = text_of
    return said.getvalue().strip(), drawn


def draw(name: str, said: str, drawn: Sequence[Any]) -> None:
    """Draw the digits, if there are any, above what the script says."""
    figure = plt.figure(figsize=(4.8, 3.2), layout="constrained")
    upper, lower = figure.subfigures(2, height_ratios=[1, 1.6]) if drawn else (None, figure)
    for axis, picture in zip(upper.subplots(1, len(drawn), squeeze=False)[0] if upper else (), drawn):
        axis.imshow(picture.reshape(8, 8), cmap="gray_r")
        axis.axis("off")
    axis = lower.subplots()
    losses, scores = LOSS.findall(said), SCORE.findall(said)
    if losses:
        draw_losses(axis, [*map(float, losses)])
    elif scores:
        draw_scores(axis, {settings.strip("{}").replace("'", ""): float(score) for score, settings in scores})
    else:
        axis.axis("off")
        axis.text(0.5, 0.5, said, ha="center", va="center", fontsize=12, linespacing=2, wrap=True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.set_xlabel(said.splitlines()[-1].strip(), fontsize=9, wrap=True)
    GALLERY.mkdir(exist_ok=True)
    figure.savefig(GALLERY / f"{name}.png", dpi=110)
    plt.close(figure)


def draw_losses(axis: Any, losses: Sequence[float]) -> None:
    """Draw the curve of the losses."""
    axis.plot(range(1, len(losses) + 1), losses, color=COLOUR, linewidth=2)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.set(ylabel="loss")


def draw_scores(axis: Any, scores: Mapping[str, float]) -> None:
    """Draw a bar for each of the settings that were tried."""
    axis.bar_label(axis.barh([*scores], [*scores.values()], color=COLOUR), fmt="%.3f", padding=3, fontsize=9)
    axis.set(xlim=(0, 1.15))
    axis.invert_yaxis()


if __name__ == "__main__":
    main(sys.argv[1:])
