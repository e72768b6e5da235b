"""Docstrings that a class takes from another one, which readers of the source alone do not see."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import griffe


class TakenDocstrings(griffe.Extension):
    """Give a class with a line such as ``__doc__ = Base.__doc__`` the text that it has when it is imported."""

    def on_class_members(self, *, cls: griffe.Class, agent: Any, **kwargs: Any) -> None:
        """Set the docstring of a class whose members were read."""
        if cls.docstring is None and "__doc__" in cls.members:
            text = inspect.getdoc(getattr(importlib.import_module(cls.module.path), cls.name)) or ""
            cls.docstring = griffe.Docstring(
                text, parent=cls, parser=agent.docstring_parser, parser_options=agent.docstring_options
            )
