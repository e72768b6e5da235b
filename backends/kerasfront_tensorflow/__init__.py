"""K on TensorFlow: a private `tf.Graph`, run by a session, beside whatever else the process does with TensorFlow."""

from kerasfront_tensorflow import classic as classic
from kerasfront_tensorflow import raw as raw
from kerasfront_tensorflow.control_flow import *  # noqa: F403
from kerasfront_tensorflow.conv import *  # noqa: F403
from kerasfront_tensorflow.ctc import *  # noqa: F403
from kerasfront_tensorflow.elementwise import *  # noqa: F403
from kerasfront_tensorflow.graph import *  # noqa: F403
from kerasfront_tensorflow.linalg import *  # noqa: F403
from kerasfront_tensorflow.native import *  # noqa: F403
from kerasfront_tensorflow.nn import *  # noqa: F403
from kerasfront_tensorflow.reductions import *  # noqa: F403
from kerasfront_tensorflow.rng import *  # noqa: F403
from kerasfront_tensorflow.shaping import *  # noqa: F403
from kerasfront_tensorflow.state import scope as scope
from kerasfront_tensorflow.substitution import *  # noqa: F403
from kerasfront_tensorflow.values import *  # noqa: F403
from kerasfront_tensorflow.variables import *  # noqa: F403
