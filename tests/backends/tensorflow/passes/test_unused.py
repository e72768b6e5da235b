"""What passes have made superfluous is not built."""

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes import Draft
from kerasfront_tensorflow.passes.unused import leave_out_unused


def test_only_what_is_wanted_stays_with_what_has_to_run_before():
    definition = tf.compat.v1.GraphDef()
    for name, inputs in {"a": [], "b": ["a:0", "given:0"], "c": [], "d": ["b:0", "^c"], "e": ["d:0"]}.items():
        definition.node.add(name=name, op="Any", input=inputs)
    draft = Draft(definition, ["d:0", "given:0"], {"given:0": None})
    leave_out_unused(draft)
    assert [node.name for node in draft.definition.node] == ["a", "b", "c", "d"]
