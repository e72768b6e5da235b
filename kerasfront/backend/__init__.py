"""K: symbolic tensor operations that mean the same on every backend.

``from kerasfront import backend as K`` is how layers, objectives and users reach it. Each family of operations is
specified in the file of its name; the active backend (see `set_backend`, `use`) carries them out.

- The families, which adapters implement: `variables`, `values`, `elementwise`, `reductions`, `shaping`, `linalg`, `nn`,
  `conv`, `ctc`, `control_flow`, `rng`, `graph`, `substitution`, `native`
- How operations are specified and called: `op`, `specification`, `types`; their arguments are checked by `checks`
- The choice of the backend: `selection`, `bound_backend`, `caller`, `foreign_tensors`
- The classic module: `settings`, `common`, `classic`
- For adapters: `symbolic`, the graph for libraries of arrays; `kernels` in C++; and `feeding`, `updates`, `cells`,
  `conv_shapes`, `promotion`, `gradient_list`, `portable_random`, `host_calls`, `delayed`, `empty_tensors`,
  `interrupts`, `private_folder`, `weak_keys`
"""

from kerasfront.backend.bound_backend import load as load
from kerasfront.backend.classic import attribute as __getattr__  # noqa: F401
from kerasfront.backend.control_flow import *  # noqa: F403
from kerasfront.backend.conv import *  # noqa: F403
from kerasfront.backend.ctc import *  # noqa: F403
from kerasfront.backend.elementwise import *  # noqa: F403
from kerasfront.backend.graph import *  # noqa: F403
from kerasfront.backend.linalg import *  # noqa: F403
from kerasfront.backend.native import *  # noqa: F403
from kerasfront.backend.nn import *  # noqa: F403
from kerasfront.backend.reductions import *  # noqa: F403
from kerasfront.backend.rng import *  # noqa: F403
from kerasfront.backend.selection import Backend as Backend
from kerasfront.backend.selection import chosen as chosen
from kerasfront.backend.selection import current as current
from kerasfront.backend.selection import installed as installed
from kerasfront.backend.selection import set_backend as set_backend
from kerasfront.backend.selection import usable as usable
from kerasfront.backend.selection import use as use
from kerasfront.backend.settings import backend as backend
from kerasfront.backend.settings import cast_to_floatx as cast_to_floatx
from kerasfront.backend.settings import epsilon as epsilon
from kerasfront.backend.settings import floatx as floatx
from kerasfront.backend.settings import get_uid as get_uid
from kerasfront.backend.settings import image_dim_ordering as image_dim_ordering
from kerasfront.backend.settings import legacy_weight_ordering as legacy_weight_ordering
from kerasfront.backend.settings import reset_uids as reset_uids
from kerasfront.backend.settings import set_epsilon as set_epsilon
from kerasfront.backend.settings import set_floatx as set_floatx
from kerasfront.backend.settings import set_image_dim_ordering as set_image_dim_ordering
from kerasfront.backend.settings import set_legacy_weight_ordering as set_legacy_weight_ordering
from kerasfront.backend.shaping import *  # noqa: F403
from kerasfront.backend.substitution import *  # noqa: F403
from kerasfront.backend.values import *  # noqa: F403
from kerasfront.backend.variables import *  # noqa: F403
