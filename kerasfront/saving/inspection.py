"""Inspection of files without building a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from kerasfront.engine.topology import LAYERS
from kerasfront.errors import FileError
from kerasfront.saving.hdf5 import Group, reading
from kerasfront.saving.hdf5.source import begins_as_hdf5
from kerasfront.saving.kernels import CONVOLUTION, CORRELATION
from kerasfront.saving.margins import MARK
from kerasfront.saving.names import has_names, read_names
from kerasfront.saving.origin import Origin, read_origin
from kerasfront.saving.plain_data import is_list, is_mapping
from kerasfront.saving.text import read_json, read_yaml
from kerasfront.utils.paths import check_path, opened

MODEL, WEIGHTS, ARCHITECTURE, SETTINGS = "whole model", "weights", "architecture", "settings"
OLD = "0.3"
"""Version of files that have neither names nor a version."""


@dataclass
class InspectedLayer:
    """Description of a layer in a file.

    Attributes
    ----------
    name, class_name, dim_ordering, border_mode : str
        '' where the file does not say.
    shapes : list of shapes
        Of the weights, as they lie in the file.
    leading_margin : bool
        Whether border_mode 'same' pads before the input, as it did on one backend.
    """

    name: str
    class_name: str = ""
    dim_ordering: str = ""
    shapes: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    border_mode: str = ""
    leading_margin: bool = False


@dataclass
class Inspection:
    """Content of a file.

    Attributes
    ----------
    kind : str
        Whole model, weights, architecture or settings.
    origin : Origin
    layers : list of InspectedLayer
        The layers.
    config : mapping
        The settings, or the description of the model; empty if there is none.
    problems : list of str
        What cannot be loaded, and why.
    compiled : bool
        Whether the file has the arguments of `compile`.
    """

    kind: str
    origin: Origin
    layers: list[InspectedLayer]
    config: Mapping[str, Any]
    problems: list[str]
    compiled: bool = False

    @property
    def has_kernels(self) -> bool:
        """Whether there are convolution kernels."""
        return any(len(shape) > 3 for part in self.layers for shape in part.shapes)


def inspect(filepath: str | PathLike[str], isolated: bool = False) -> Inspection:
    """Inspect a file.

    Parameters
    ----------
    filepath : path
    isolated : bool
        Whether a separate process reads an HDF5 file first; see `load_model`.

    Raises
    ------
    FileError
        If it is damaged, or not a file of Keras.
    """
    path = check_path("filepath", filepath)
    return _hdf5(path, isolated) if begins_as_hdf5(path) else _text(path)


def _text(path: Path) -> Inspection:
    with opened(path) as file:
        content = file.read()
    read = read_json if content.lstrip()[:1] in (b"{", b"[") else read_yaml
    config = read(content)
    if not is_mapping(config):
        raise FileError(f"{path} holds neither a model nor settings.")
    if "class_name" in config or "layers" in config or "nodes" in config:
        version = config.get("keras_version") or ("" if "class_name" in config else OLD)
        origin = Origin(keras=str(version) or None)
        return Inspection(ARCHITECTURE, origin, list(_described_layers(config)), config, _problems(config, origin))
    return Inspection(SETTINGS, Origin(), [], config, [])


def _hdf5(path: Path, isolated: bool) -> Inspection:
    with reading(path, isolated) as file:
        whole = file.has("model_config")
        group = file.group("model_weights") if "model_weights" in file else file
        if not has_names(group, "layer_names"):
            if group.has("nb_layers") or "graph" in group:
                return Inspection(WEIGHTS, Origin(keras=OLD), _numbered(group), {}, [_old(path)])
            raise FileError(f"{path} is an HDF5 file, but holds neither a model nor weights of Keras.")
        origin = read_origin(file, group)
        config: Mapping[str, Any] = read_json(file.text("model_config")) if whole else {}
        known = {part.name: part for part in _described_layers(config)}
        layers = [
            _with_shapes(group, name, known.get(name, InspectedLayer(name)))
            for name in read_names(group, "layer_names")
        ]
        kind, compiled = MODEL if whole else WEIGHTS, file.has("training_config")
        found = Inspection(kind, origin, layers, config, _problems(config, origin), compiled)
    if found.has_kernels and origin.kernels is None:
        found.problems.append(
            "the file does not say whether convolution kernels are flipped: load it with "
            f"kernels={CONVOLUTION!r} (probable) or kernels={CORRELATION!r}{_margins(layers)}"
        )
    return found


def _margins(layers: list[InspectedLayer]) -> str:
    names = ", ".join(part.name for part in layers if part.border_mode == "same")
    return names and f". With the former, border_mode 'same' pads before the input where that differs ({names})"


def _with_shapes(group: Group, name: str, part: InspectedLayer) -> InspectedLayer:
    own = group.group(name)
    part.shapes = [own.array(weight).shape for weight in read_names(own, "weight_names")]
    return part


def _numbered(group: Group) -> list[InspectedLayer]:
    """The numbered layers of a file of Keras 0.3."""
    names = [name for name in group.names() if group.is_group(name)]
    own = ((name, group.group(name)) for name in names)
    return [InspectedLayer(name, shapes=[part.array(array).shape for array in part.names()]) for name, part in own]


def _described_layers(config: Any) -> Iterator[InspectedLayer]:
    """The layers in a description, each followed by those within it."""
    if is_list(config):
        for item in config:
            yield from _described_layers(item)
    elif is_mapping(config):
        inner = config.get("config", config)
        if is_mapping(inner):
            if "class_name" in config and not {"layers", "nodes"} & set(inner):
                name = config.get("name") or inner.get("name", "")
                ordering, mode = (str(inner.get(key, "")) for key in ("dim_ordering", "border_mode"))
                yield InspectedLayer(str(name), str(config["class_name"]), ordering, [], mode, config.get(MARK) is True)
            nodes = inner.get("nodes")  # of a Graph, whose shared layers stand elsewhere
            inner = [inner.get(key) for key in ("layers", "layer", "node_config")]
            inner += nodes.values() if is_mapping(nodes) else ()
        yield from _described_layers(inner)


def _problems(config: Mapping[str, Any], origin: Origin) -> list[str]:
    """Reasons why a description cannot be built."""
    if not config:
        return []
    if origin.is_later:
        return [f"its layers have the arguments of Keras {origin.keras}: build the model anew and load its weights"]
    if origin.keras == OLD:
        return [_old("it")]
    unknown = sorted({part.class_name for part in _described_layers(config) if part.class_name not in LAYERS})
    found = [f"{name} is not a layer of Keras: pass it, custom_objects={{{name!r}: ...}}" for name in unknown]
    return found + [f"{name} holds Python code: use allow_code=True, if you trust it" for name in _coded(config)]


def _coded(config: Any) -> Iterator[str]:
    """Names of layers with code."""
    if is_list(config):
        for item in config:
            yield from _coded(item)
    elif is_mapping(config):
        if any(key.endswith("_type") and value == "lambda" for key, value in config.items()):
            yield str(config.get("name", "a layer"))
        yield from _coded(list(config.values()))


def _old(what: Any) -> str:
    return f"{what} is of Keras {OLD}: use kerasfront.legacy.models, which has its own model_from_json and load_weights"
