"""Write docs/reference.md, the reference of K, from its specification.

usage: python docs/make_reference.py
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.specification import OPERATIONS

PAGE = Path(__file__).with_name("reference.md")
WIDTH = 100
PROSE = ("Notes", "References")
INTRODUCTION = f"""\
# Reference of K

What `from kerasfront import backend as K` offers: {len(OPERATIONS)} operations on tensors, the settings, and the choice
of the backend. This page is made from the docstrings and signatures under `kerasfront/backend/` by
`python docs/make_reference.py`; [backend.md](backend.md) says how a backend brings the operations.

- *composed*: written in terms of other operations, so that a backend need not bring it.
- *optional*: a backend may lack it, and then says why (`UnsupportedOperation`).
- Every other operation is there on every backend.

`Tensor` is a symbolic value of the active backend, `TensorLike` a tensor, an array or a number, `Shape` a tuple of
integers with None where a size is not known, `Sizes` a shape to be given to a tensor, `Dtype` the name of a NumPy type,
`Axis` one axis, several, or None for all, and `Update` a pair (variable, new value).

The examples, which are run as tests on every backend, begin with

```python
>>> import numpy as np
>>> from kerasfront import backend as K
```
"""


def page() -> str:
    """The text of the page."""
    families: dict[str, list[str]] = {}
    for name, thing in sorted(vars(K).items()):
        if callable(thing) and not name.startswith("_"):
            families.setdefault(thing.__module__.rpartition(".")[2], []).append(name)
    ordered = dict(sorted(families.items()))
    contents = [f"- [{family}](#{family}): {', '.join(map(_link, names))}" for family, names in ordered.items()]
    chapters = [_chapter(family, names) for family, names in ordered.items()]
    return "\n".join([INTRODUCTION, *contents, "", *chapters])


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _chapter(family: str, names: list[str]) -> str:
    about = _markdown(sys.modules[f"{K.__name__}.{family}"])
    return "\n".join([f"## {family}", "", about, "", *(_entry(name, getattr(K, name)) for name in names)])


def _entry(name: str, thing: Callable[..., Any]) -> str:
    operation = OPERATIONS.get(name)
    kind = ""
    if operation is not None and (operation.default is not None or operation.optional):
        kind = "\n*optional*\n" if operation.optional else "\n*composed*\n"
    return f"### {name}\n\n```python\n{_call(name, thing)}\n```\n{kind}\n{_markdown(thing)}\n"


def _call(name: str, thing: Callable[..., Any]) -> str:
    """The signature, with a line for each parameter if it is long."""
    signature = inspect.signature(thing)
    parameters = [_parameter(p) for p in signature.parameters.values()]
    end = ")" if inspect.isclass(thing) else f") -> {signature.return_annotation}"
    line = f"{name}({', '.join(parameters)}{end}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {p}," for p in parameters), end])


def _parameter(parameter: inspect.Parameter) -> str:
    """Write a parameter as in the source; `str` of a signature would quote its annotation."""
    stars = "**" if parameter.kind is inspect.Parameter.VAR_KEYWORD else ""
    default = "" if parameter.default is inspect.Parameter.empty else f" = {parameter.default!r}"
    return f"{stars}{parameter.name}: {parameter.annotation}{default}"


def _markdown(thing: Any) -> str:
    """The docstring, in which the sections of numpydoc become bold words with lists, and examples become code."""
    text, *sections = re.split(r"\n+(\w+)\n-{3,}\n", inspect.getdoc(thing))
    written = [f"**{heading}**\n\n{_section(heading, body)}" for heading, body in zip(sections[::2], sections[1::2])]
    return "\n\n".join([text, *written])


def _section(heading: str, body: str) -> str:
    if heading in PROSE:
        return body
    if heading == "Examples":
        return f"```python\n{body}\n```"
    entries = re.split(r"\n(?=\S)", body)
    return "\n".join(map(_item, entries))


def _item(entry: str) -> str:
    """An entry of a list: its name and type, and what is said of it."""
    head, _, said = entry.partition("\n")
    name, colon, kind = head.partition(" : ")
    head = f"- `{name}`" + (f" ({kind})" if colon else "")
    return f"{head}: {textwrap.dedent(said)}".replace("\n", "\n  ") if said else head


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
