"""A layer's arguments: stored by name, converted by name, written into its configuration by name."""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import inspect
import operator
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

import numpy as np

from kerasfront import activations, constraints, initializations, regularizers
from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.types import Dtype, Shape, is_list, is_mapping
from kerasfront.earlier_keras import argument_hint
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.sharing import built, described
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.later_keras import other_spellings, refuse_later_arguments, refuse_other_spellings
from kerasfront.registry import Registry, mention

T = TypeVar("T")


class Layers(Registry):
    """Layers and models by name. Nothing else can stand for one: neither a function nor a class of another kind."""

    def find(self, name: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The class of layers called `name`; see `Registry.find`."""
        found = super().find(name, custom_objects)
        if not (isinstance(found, type) and issubclass(found, Configurable)):
            raise ArgumentTypeError(f"{name!r} must be the name of a class of layers, it stands for {found!r}.")
        return found

    def from_config(self, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Build the layer that `config` describes, with its marks; see `Registry.from_config`."""
        layer = super().from_config(config, custom_objects)
        for name in getattr(layer, "marks", ()):
            if config.get(name) is True:
                setattr(layer, name, True)
        return layer


LAYERS = Layers("layer")
"""Every layer and model class by name: what a configuration or a file can ask for."""

NOT_ARGUMENTS = ("self", "kwargs", "__class__")
OURS = __name__.partition(".")[0] + "."


class Conversion(NamedTuple):
    """Conversion of arguments of some names, from what users and files write and back."""

    matches: Callable[[str], bool]
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


def _named(words: Iterable[str]) -> Callable[[str], bool]:
    words = tuple(words)
    return lambda name: any(name == word or name.endswith("_" + word) for word in words)


def _any_name(name: str) -> bool:
    return True


def _unchanged(value: Any) -> Any:
    return value


def _read_initialization(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else initializations.get(value)


def _read_dim_ordering(value: str | None) -> str:
    return ordering_of("default" if value is None else value)


def _read_layer(value: Any) -> Any:
    return built(value, LAYERS.from_config) if is_mapping(value) else value


def _write_function(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float)) else mention(value)


def _write_object(value: Any) -> Any:
    if not hasattr(value, "get_config"):
        return _write_function(value)
    config, name = value.get_config(), mention(type(value))
    return {**config, "name": name} if config.get("name") == type(value).__name__ else config


def plain(value: Any) -> Any:
    """`value` as JSON has it: tuples and arrays become lists, NumPy numbers become Python numbers."""
    if isinstance(value, (np.ndarray, np.generic)):
        return cast("Any", value).tolist()
    if is_list(value):
        return [plain(part) for part in value]
    if is_mapping(value):
        return {key: plain(part) for key, part in value.items()}
    return value


CONVERSIONS = (
    Conversion(_named(["regularizer"]), regularizers.get, _write_object),
    Conversion(_named(["constraint"]), constraints.get, _write_object),
    Conversion(_named(["activation"]), activations.get, _write_function),
    Conversion(_named(["init"]), _read_initialization, _write_function),
    Conversion(_named(["dim_ordering"]), _read_dim_ordering, plain),
    Conversion(_named(["layer"]), _read_layer, described),
    Conversion(_any_name, _unchanged, plain),
)


def _conversion(name: str) -> Conversion:
    return next(conversion for conversion in CONVERSIONS if conversion.matches(name))


def checked_shape(shape: Any, argument: str, owner: str) -> Shape:
    """`shape` as a tuple of positive integers and None.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    try:
        sizes = tuple(None if size is None else operator.index(size) for size in shape)
        if any(isinstance(size, bool) for size in shape):
            raise TypeError("a truth value is not a size")
    except TypeError:
        raise ArgumentError(f"{owner}: {argument} must be a tuple of integers such as (4,), got {shape!r}.") from None
    if any(size is not None and size <= 0 for size in sizes):
        raise ArgumentError(f"{owner}: {argument} must hold positive sizes, or None where unknown, got {shape!r}.")
    return sizes


class Configurable:
    """Part of a layer: its name, its arguments and its configuration.

    Attributes
    ----------
    name : str
        Unique within a model.
    trainable : bool
        Whether training may change the weights.
    batch_input_shape : tuple or None
        The input's shape with the batch axis, if the arguments gave it.
    input_dtype : str or None
        The input's type, if the arguments gave the shape.
    """

    input_ndim: ClassVar[int | None] = None
    """Rank of the input (with the batch axis) that the classic arguments input_dim and input_length describe."""

    checks: ClassVar[Mapping[str, Callable[[str, Any], Any]]] = {}
    """By argument, a function of (name for messages, value) that gives the value to keep; see `utils.checks`."""

    marks: ClassVar[tuple[str, ...]] = ()
    """Attributes, False or True, that are told beside the configuration, where other readers ignore them."""

    def __new__(cls: type[T], *_: Any, **given: Any) -> T:
        """Arguments of other versions are one error, before Python misses what was given under the other name."""
        if str(cls.__init__.__module__).startswith(OURS):  # what another one takes is not for us to say
            owners = [base.__name__ for base in cls.__mro__]
            unknown = [name for name in other_spellings(given, owners) if name not in _known_arguments(cls)]
            refuse_other_spellings(cls.__name__, unknown, owners)
        return super().__new__(cls)  # type: ignore[misc]

    def __init__(
        self,
        input_shape: Shape | None = None,
        batch_input_shape: Shape | None = None,
        input_dtype: Dtype | None = None,
        name: str | None = None,
        trainable: bool = True,
        **unknown: Any,
    ) -> None:
        if unknown:
            _refuse(type(self), list(unknown))
        if not isinstance(name, (str, type(None))):
            raise ArgumentTypeError(f"{type(self).__name__}: name must be a text, got {name!r}.")
        prefix = type(self).__name__.lower()
        self.name = name or f"{prefix}_{K.get_uid(prefix)}"
        self.trainable = trainable
        self.batch_input_shape: Shape | None = None
        self.input_dtype = input_dtype
        self._arguments: dict[str, str] = {}
        if batch_input_shape is not None:
            self._expect_input(checked_shape(batch_input_shape, "batch_input_shape", self.name))
        elif input_shape is not None:
            self._expect_input((None, *checked_shape(input_shape, "input_shape", self.name)))

    def _expect_input(self, shape: Shape) -> None:
        self.batch_input_shape = shape
        self.input_dtype = self.input_dtype or K.floatx()

    def configure(self, arguments: Mapping[str, Any]) -> None:
        """Store every argument of ``__init__`` as an attribute, converted by its name.

        Call it as ``self.configure(locals())``, right after ``super().__init__(**kwargs)``.

        ``*_regularizer``, ``*_constraint``, ``activation``, ``init`` and their kin accept names and configurations;
        ``dim_ordering='default'`` becomes the one in force; ``layer`` accepts a configuration; ``weights`` are set
        once the layer is built. An argument whose name is a property of layers (``output_shape``) is stored with an
        underscore behind it. ``get_config`` writes all of them back.
        """
        arguments = {name: value for name, value in arguments.items() if name not in NOT_ARGUMENTS}
        if "weights" in arguments:
            self.initial_weights = arguments.pop("weights")
        for name, value in arguments.items():
            attribute = f"{name}_" if isinstance(getattr(type(self), name, None), property) else name
            self._arguments[name] = attribute
            setattr(self, attribute, self._read(name, value))
        if self.input_ndim and arguments.get("input_dim") and self.batch_input_shape is None:
            length = (arguments.get("input_length"),) if self.input_ndim == 3 else ()
            shape = (None, *length, *self._last_sizes(arguments["input_dim"]))
            self._expect_input(checked_shape(shape, "input_dim", self.name))

    def _last_sizes(self, input_dim: Any) -> Iterable[Any]:
        if not is_list(input_dim):
            return (input_dim,)
        warnings.warn(
            f"{self.name}: input_dim is the size of the input's last axis; {input_dim!r} is taken for the shape of a "
            "sample. Give a number, or input_shape.",
            stacklevel=4,
        )
        return input_dim

    def _read(self, name: str, value: Any) -> Any:
        try:
            value = _conversion(name).read(value)
        except ArgumentError as error:
            raise type(error)(f"{self}: {name} cannot be {value!r}. {error}") from None
        return self.checks[name](f"{self}: {name}", value) if name in self.checks else value

    def get_config(self) -> dict[str, Any]:
        """The arguments in plain words (names, numbers, lists, dicts); `from_config` makes an equal layer of them."""
        config: dict[str, Any] = {"name": self.name, "trainable": self.trainable}
        if self.batch_input_shape is not None:
            config["batch_input_shape"] = list(self.batch_input_shape)
        if self.input_dtype is not None:
            config["input_dtype"] = self.input_dtype
        for name, attribute in self._arguments.items():
            config[name] = _conversion(name).write(getattr(self, attribute))
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """An equal layer, with new weights, of what `get_config` gave."""
        return cls(**config)


def _known_arguments(cls: type) -> set[str]:
    known = {name for base in cls.__mro__[:-1] for name in inspect.signature(base.__init__).parameters}
    return (known | set(LayerArguments.__annotations__)) - {*NOT_ARGUMENTS, "unknown"}


def _refuse(cls: type, unknown: list[str]) -> None:
    refuse_later_arguments(cls.__name__, unknown, [base.__name__ for base in cls.__mro__])
    near = argument_hint(unknown[0], _known_arguments(cls))
    raise ArgumentTypeError(f"{cls.__name__} has no argument {unknown[0]!r}. {near}")
