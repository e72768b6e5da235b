"""Changes to a subgraph on its way into a session.

`learning_phase` comes first, while the subgraph is a view of the graph: it decides which operations there are, and so
which random streams a program draws from. What is left is copied into a `Draft`, and `PASSES` change that, in order.
"""

from collections.abc import Callable

from kerasfront_tensorflow.passes.channels_last import keep_channels_last
from kerasfront_tensorflow.passes.draft import Draft
from kerasfront_tensorflow.passes.empty_batches import add_a_sample
from kerasfront_tensorflow.passes.host_calls import call_in_turn
from kerasfront_tensorflow.passes.loop_frames import rename_loop_frames
from kerasfront_tensorflow.passes.shared_reads import share_reads
from kerasfront_tensorflow.passes.unkept_gates import keep_no_gates
from kerasfront_tensorflow.passes.unused import leave_out_unused

PASSES: tuple[Callable[[Draft], None], ...] = (
    share_reads,
    rename_loop_frames,
    keep_channels_last,
    leave_out_unused,
    keep_no_gates,
    call_in_turn,
)

PASSES_IF_EMPTY: tuple[Callable[[Draft], None], ...] = (*PASSES, add_a_sample)
"""For programs that are fed arrays without elements."""

__all__ = ["PASSES", "PASSES_IF_EMPTY", "Draft"]
