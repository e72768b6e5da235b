"""Pages of the reference. mkdocstrings fills them with the signatures and docstrings of what they name."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kerasfront import backend as K
from kerasfront.backend.specification import OPERATIONS


class Page(NamedTuple):
    """A page of the site that is made.

    Attributes
    ----------
    path : str
        Relative to docs/.
    title : str
    text : str
        Markdown.
    """

    path: str
    title: str
    text: str


LAYERS = {
    "core": ("Core layers", "What most models are made of.", "core"),
    "convolutional": ("Convolution", "Filters that move over steps, images or volumes.", "convolutional"),
    "pooling": ("Pooling", "Windows of the input become their mean or their largest value.", "pooling"),
    "local": ("Locally connected layers", "Convolutions whose filters differ from place to place.", "local"),
    "recurrent": ("Recurrent layers", "They read a sequence step by step.", "recurrent convolutional_recurrent"),
    "embeddings": ("Embedding", "Vectors for words and other things that are numbered.", "embeddings"),
    "normalization": ("Normalization", "Activations with mean 0 and variance 1.", "normalization"),
    "activations": ("Advanced activations", "Activation functions that are layers.", "advanced_activations"),
    "noise": ("Noise", "Disturbed inputs in training, against overfitting.", "noise"),
    "wrappers": ("Wrappers", "Layers that hold another layer.", "wrappers"),
}
"""Pages of layers: title, introduction, modules under `kerasfront.layers`."""

FUNCTIONS = {
    "optimizers": ("Optimizers", 'How gradients change the weights: `model.compile(optimizer="adam", ...)`.'),
    "objectives": (
        "Objectives",
        'Losses: `model.compile(loss="mse", ...)`, by name or as a function. Unless stated otherwise, y_true and '
        "y_pred have the shape (samples, ..., n), and the result has the shape (samples, ...); a model averages it.",
    ),
    "metrics": ("Metrics", 'Computed beside the loss: `model.compile(metrics=["accuracy"], ...)`.'),
    "callbacks": ("Callbacks", "What happens between batches and epochs: `model.fit(callbacks=[...])`."),
    "activations": ("Activations", 'By name, `activation="relu"`, or as functions. Most are operations of K.'),
    "initializations": ("Initializations", 'How weights begin: `init="glorot_uniform"`.'),
    "regularizers": ("Regularizers", "Penalties on weights and outputs: `W_regularizer=l2(0.01)`."),
    "constraints": ("Constraints", "What weights fulfil after each update: `W_constraint=maxnorm(2)`."),
    "preprocessing": ("Preprocessing", "Arrays from images, texts and sequences."),
    "utilities": ("Utilities", "Helpers for arrays, and estimators for scikit-learn."),
}
"""Pages of functions and classes: title and introduction."""

MODULES = {
    "preprocessing": ("preprocessing.image", "preprocessing.text", "preprocessing.sequence"),
    "utilities": ("utils.np_utils", "wrappers.scikit_learn"),
}
"""What a page shows, if not the module of its name."""

INNER = {"finder", "get", "get_fans", "weight_name", "weights_of_steps", "clip_norm", "TFOptimizer", "Accumulation"}
"""Names that users do not need."""

FIRST_STEPS = ("add", "pop", "compile", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch")
MODEL = (
    *FIRST_STEPS,
    *("predict_on_batch", "fit_generator", "evaluate_generator", "predict_generator", "summary", "get_layer"),
    *("get_weights", "set_weights", "save", "save_weights", "load_weights", "to_json", "to_yaml", "reset_states"),
)
"""Methods of models, in the order in which they are needed."""

K_INTRODUCTION = f"""\
# K: the functions of the backends

`from kerasfront import backend as K` offers {len(OPERATIONS)} operations on tensors, the settings, and the choice of
the backend. Layers, losses and optimizers are written with K and nothing else, so they work on every backend.

`Tensor` is a symbolic value of the active backend, `TensorLike` a tensor, an array or a number, `Shape` a tuple of
integers with None where a size is not known, `Sizes` a shape to be given to a tensor, `Dtype` the name of a NumPy type,
`Axis` one axis, several, or None for all, and `Update` a pair (variable, new value).

A *composed* operation is written in terms of others, so that a backend need not bring it. A backend may lack an
*optional* one, and then says why (`UnsupportedOperation`). Every other operation is there on every backend.

The examples are run as tests on every backend. They begin with

```python
>>> import numpy as np
>>> from kerasfront import backend as K
```
"""


def pages() -> Iterator[Page]:
    """Iterate over all pages of the reference."""
    yield from _layer_pages()
    for name, (title, about) in FUNCTIONS.items():
        modules = [f"kerasfront.{module}" for module in MODULES.get(name, (name,))]
        yield Page(f"api/{name}.md", title, _page(title, about, _own_members(modules)))
    yield Page("api/models.md", "Model and Sequential", _models())
    yield from _k_pages()


def _layer_pages() -> Iterator[Page]:
    layers = _own_members(["kerasfront.layers"])
    for path, (title, about, modules) in LAYERS.items():
        homes = tuple(f"kerasfront.layers.{module}" for module in modules.split())
        found = {name: layer for name, layer in layers.items() if _within(layer.__module__, homes)}
        yield Page(f"layers/{path}.md", title, _page(title, about, found))
    basics = _own_members(["kerasfront.layers"], "kerasfront.engine.topology")
    title = "Input, merging and the base class"
    yield Page("layers/base.md", title, _page(title, "What models begin with, and layers have in common.", basics))


def _k_pages() -> Iterator[Page]:
    families: dict[str, dict[str, Any]] = {}
    for name, thing in sorted(vars(K).items()):
        if callable(thing) and not name.startswith("_"):
            families.setdefault(thing.__module__, {})[name] = thing
    named = {module.rpartition(".")[2]: members for module, members in sorted(families.items())}
    rows = [f"| [{family}]({family}.md) | {', '.join(map(_code, names))} |" for family, names in named.items()]
    yield Page("K/index.md", "K", "\n".join([K_INTRODUCTION, "| family | functions |", "|---|---|", *rows, ""]))
    for family, members in named.items():
        about = inspect.getdoc(sys.modules[f"{K.__name__}.{family}"]) or ""
        yield Page(f"K/{family}.md", family, _page(f"K: {family}", f"{about}\n\n{_kinds(members)}", members, True))


def _kinds(names: Iterable[str]) -> str:
    operations = {name: OPERATIONS[name] for name in names if name in OPERATIONS}
    optional = [name for name, operation in operations.items() if operation.optional]
    composed = [name for name, x in operations.items() if x.default is not None and not x.optional]
    said = {"Composed": composed, "Optional": optional}
    return "\n\n".join(f"*{kind}:* {', '.join(map(_code, found))}." for kind, found in said.items() if found)


def _models() -> str:
    methods = "".join(f"\n        - {name}" for name in MODEL)
    options = f"      inherited_members: true\n      members:{methods}\n"
    text = "# Model and Sequential\n\nA model is built of layers, compiled, and trained on arrays.\n\n"
    return text + "\n".join(
        _directive(f"kerasfront.models.{module}.{name}", name) + options
        for module, name in (("sequential", "Sequential"), ("model", "Model"))
    )


def _own_members(modules: Iterable[str], home: str = "") -> dict[str, Any]:
    """Find the public functions and classes of modules, without those that come from elsewhere."""
    found: dict[str, Any] = {}
    for name in modules:
        module = importlib.import_module(name)
        for key, thing in vars(module).items():
            ours = inspect.isroutine(thing) or inspect.isclass(thing)
            if ours and not key.startswith("_") and key not in INNER and _within(thing.__module__, (home or name,)):
                found[key] = thing
    return found


def _within(module: str, homes: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{home}.") for home in homes)


def _page(title: str, about: str, members: Mapping[str, Any], types: bool = False) -> str:
    """Write a page with an entry for each thing, which names all its names, and its types if asked for."""
    names: dict[str, list[str]] = {}
    for name, thing in members.items():
        names.setdefault(f"{thing.__module__}.{thing.__qualname__}", []).append(name)
    option = "      show_signature_annotations: true\n" * types
    entries = [_directive(path, *_main_first(path, found)) + option for path, found in names.items()]
    return "\n".join([f"# {title}\n\n{about}\n", *entries])


def _main_first(path: str, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: not path.endswith(f".{name}"))


def _directive(path: str, name: str, *others: str) -> str:
    heading = ", ".join([name, *others])
    return f'::: {path}\n    options:\n      heading: "{heading}"\n      toc_label: {name}\n'


def _code(name: str) -> str:
    return f"`{name}`"
