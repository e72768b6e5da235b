"""Pictures of models. Those tests that draw them are marked full: they need the program dot of Graphviz."""

import importlib

import pytest

from kerasfront.engine.topology import Input, merge
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.layers import GRU, Activation, Bidirectional, Dense, Merge, TimeDistributed
from kerasfront.models import Model, Sequential
from kerasfront.utils.visualize_util import model_to_dot, plot


def label_of(thing):
    return thing.get_label().strip('"')


def labels(graph):
    return {node.get_name(): label_of(node) for node in graph.get_nodes() if node.get_name() != "node"}


def clusters(graph):
    return {label_of(cluster): cluster for cluster in graph.get_subgraphs()}


def arrows(graph):
    """Edges by what stands in their nodes, in this graph and in all clusters."""
    graphs = [graph]
    for inner in graphs:
        graphs.extend(inner.get_subgraphs())
    names = {name: label for inner in graphs for name, label in labels(inner).items()}
    edges = [edge for inner in graphs for edge in inner.get_edges()]
    return sorted((names[str(edge.get_source())], names[str(edge.get_destination())]) for edge in edges)


@pytest.fixture
def stack(backend):
    return Sequential([Dense(3, input_dim=4, name="first"), Activation("relu", name="second")], name="stack")


def test_stack(stack):
    graph = model_to_dot(stack)
    assert [*labels(graph).values()] == ["dense_input_1: InputLayer", "first: Dense", "second: Activation"]
    assert arrows(graph) == [
        ("dense_input_1: InputLayer", "first: Dense"),
        ("first: Dense", "second: Activation"),
    ]
    assert [*labels(model_to_dot(stack, show_layer_names=False)).values()] == ["InputLayer", "Dense", "Activation"]


def test_shapes(stack):
    _, first, _ = labels(model_to_dot(stack, show_shapes=True)).values()
    assert first == "first: Dense|{input:|output:}|{{(None, 4)}|{(None, 3)}}"


def test_shared_layers_and_wrappers(backend):
    x, y = Input((None, 2), name="x"), Input((5, 2), name="y")
    shared = TimeDistributed(Dense(2, name="d"), name="t")
    z = merge([shared(x), shared(y)], mode="concat", concat_axis=1, name="m")
    model = Model([x, y], Bidirectional(GRU(2, name="g"), name="b")(z))
    found = labels(model_to_dot(model, show_shapes=True)).values()
    assert "t(d): TimeDistributed(Dense)|{input:|output:}|{{multiple}|{multiple}}" in found
    assert "m: Merge|{input:|output:}|{{[(None, None, 2), (None, 5, 2)]}|{(None, None, 2)}}" in found
    assert arrows(model_to_dot(model, show_layer_names=False)) == [
        ("InputLayer", "TimeDistributed(Dense)"),
        ("InputLayer", "TimeDistributed(Dense)"),
        ("Merge", "Bidirectional(GRU)"),
        ("TimeDistributed(Dense)", "Merge"),
        ("TimeDistributed(Dense)", "Merge"),
    ]


def test_models_within_are_clusters(stack):
    x, y = Input((3,), name="x"), Input((3,), name="y")
    two = Model([x, y], [Dense(2, name="p")(y), Dense(2, name="q")(x)], name="two")
    a, b = Input((4,), name="a"), Input((3,), name="b")
    over_q = Activation("tanh", name="over_q")(two([stack(a), b])[1])
    outer = Sequential([Model([a, b], over_q, name="middle"), Dense(1, name="last")])
    (middle,) = model_to_dot(outer).get_subgraphs()
    assert label_of(middle) == "middle: Model" and set(clusters(middle)) == {"stack: Sequential", "two: Model"}
    assert set(labels(clusters(middle)["two: Model"]).values()) == {f"{name}: InputLayer" for name in "xy"} | {
        "p: Dense",
        "q: Dense",
    }
    assert {
        ("a: InputLayer", "dense_input_1: InputLayer"),
        ("second: Activation", "x: InputLayer"),
        ("b: InputLayer", "y: InputLayer"),
        ("q: Dense", "over_q: Activation"),
        ("over_q: Activation", "last: Dense"),
    } < set(arrows(model_to_dot(outer)))


def test_a_first_merge(backend):
    branches = [Sequential([Dense(2, input_dim=3, name=name)], name=f"of_{name}") for name in "ab"]
    graph = model_to_dot(Sequential([Merge(branches, mode="sum", name="m"), Dense(1, name="last")]))
    assert list(labels(graph).values()) == ["m: Merge", "last: Dense"]
    assert set(clusters(graph)) == {"of_a: Sequential", "of_b: Sequential"}
    assert [pair for pair in arrows(graph) if "Input" not in pair[0]] == [
        ("a: Dense", "m: Merge"),
        ("b: Dense", "m: Merge"),
        ("m: Merge", "last: Dense"),
    ]


def test_signs_that_mean_something_to_graphviz(backend):
    model = Sequential([Dense(2, input_dim=3, name='a|b "c" {d} <e> \\n')])
    assert r"a\|b \"c\" \{d\} \<e\> \\n: Dense" in labels(model_to_dot(model)).values()


def test_what_is_missing(stack, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotReadyError, match="plot needs the program 'dot' of Graphviz.*apt-get install graphviz"):
        plot(stack, tmp_path / "x.png")
    with pytest.raises(NotReadyError, match="needs the program 'dot' of Graphviz"):
        stack.plot()
    with pytest.raises(NotReadyError, match="has no layers"):
        plot(Sequential(), tmp_path / "x.png")

    def missing(name, *arguments):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotReadyError, match=r"A diagram of a model needs pydot.*pip install 'kerasfront\[plot\]'"):
        model_to_dot(stack)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "begin"), [("x.png", b"\x89PNG"), ("x.svg", b"<?xml"), ("x.pdf", b"%PDF"), ("without", b"\x89PNG")]
)
def test_files(stack, tmp_path, name, begin):
    plot(Sequential([stack, Dense(1, name='ünusual | "name"')]), tmp_path / name, show_shapes=True)
    assert (tmp_path / name).read_bytes().startswith(begin)


@pytest.mark.full
def test_drawn_labels(stack, tmp_path):
    plot(Sequential([stack, Dense(1, name='<ünusual> | {"name"} \\n')]), str(tmp_path / "x.svg"))
    text = (tmp_path / "x.svg").read_text(encoding="utf8")
    assert "&lt;ünusual&gt; | {&quot;name&quot;} \\n: Dense" in text and "stack: Sequential" in text


@pytest.mark.full
def test_a_format_that_nobody_knows_leaves_no_file(stack, tmp_path):
    with pytest.raises(ArgumentError, match=r"plot cannot write '.*x\.nope': .*nope"):
        plot(stack, tmp_path / "x.nope")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
def test_model_is_drawn_for_notebooks_and_files(stack, tmp_path):
    assert stack.plot()._repr_svg_().startswith("<svg") and "first: Dense" in stack.plot().svg
    assert "to_file" in repr(stack.plot())
    assert stack.plot(tmp_path / "x.png") is None
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
