"""K on Theano: CPU graphs, compiled to C."""

from kerasfront_theano import classic as classic
from kerasfront_theano.control_flow import *  # noqa: F403
from kerasfront_theano.conv import *  # noqa: F403
from kerasfront_theano.ctc import *  # noqa: F403
from kerasfront_theano.elementwise import *  # noqa: F403
from kerasfront_theano.function import jitted
from kerasfront_theano.graph import *  # noqa: F403
from kerasfront_theano.linalg import *  # noqa: F403
from kerasfront_theano.native import *  # noqa: F403
from kerasfront_theano.nn import *  # noqa: F403
from kerasfront_theano.reductions import *  # noqa: F403
from kerasfront_theano.rng import *  # noqa: F403
from kerasfront_theano.shaping import *  # noqa: F403
from kerasfront_theano.substitution import *  # noqa: F403
from kerasfront_theano.values import *  # noqa: F403
from kerasfront_theano.variables import *  # noqa: F403

UNSUPPORTED = {
    **dict.fromkeys(["get_session", "set_session", "manual_variable_initialization"], "Theano has no sessions"),
    "optimizer_step": "Theano has no optimizers",
    "write_program": "Theano's functions are compiled for one machine",
}
COMPILES_HOST_CALLS = jitted is None  # JAX does not: functions with such calls are left to Theano
