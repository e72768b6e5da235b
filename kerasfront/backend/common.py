"""The classic home of settings that mean the same on every backend."""

from typing import Any

from kerasfront.backend.classic import SETTINGS
from kerasfront.backend.settings import (
    cast_to_floatx as cast_to_floatx,
)
from kerasfront.backend.settings import (
    epsilon as epsilon,
)
from kerasfront.backend.settings import (
    floatx as floatx,
)
from kerasfront.backend.settings import (
    get_uid as get_uid,
)
from kerasfront.backend.settings import (
    image_dim_ordering as image_dim_ordering,
)
from kerasfront.backend.settings import (
    legacy_weight_ordering as legacy_weight_ordering,
)
from kerasfront.backend.settings import (
    reset_uids as reset_uids,
)
from kerasfront.backend.settings import (
    set_epsilon as set_epsilon,
)
from kerasfront.backend.settings import (
    set_floatx as set_floatx,
)
from kerasfront.backend.settings import (
    set_image_dim_ordering as set_image_dim_ordering,
)
from kerasfront.backend.settings import (
    set_legacy_weight_ordering as set_legacy_weight_ordering,
)
from kerasfront.backend.variables import is_keras_tensor as is_keras_tensor


def __getattr__(name: str) -> Any:
    """The variables behind the settings, such as `_EPSILON`."""
    if name in SETTINGS:
        return SETTINGS[name]()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
