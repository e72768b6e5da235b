"""The backend that docs/backend.md shows is what the page says it is."""

import re
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import kerasfront
import kerasfront.backend.selection as backends
from kerasfront import backend
from kerasfront.layers import LSTM, BatchNormalization, Convolution2D, Dense, Dropout, Flatten
from kerasfront.models import Sequential
from kerasfront.testing.conformance.check import MISSING
from kerasfront.testing.conformance.suite import outcome

pytestmark = pytest.mark.filterwarnings("ignore:Output seems independent")  # autograd says so
PACKAGE = Path(__file__).parent / "array_backend"
PAGE = Path(__file__).parents[2] / "docs" / "backend.md"
FAULTY = {"elementwise": 2, "indices": 6, "kinks": 7, "phases": 3}
"""How many cases of a family fail, with autograd's own functions."""


@pytest.fixture
def tiny(monkeypatch):
    """The backend is registered for this test only."""
    point = metadata.EntryPoint("tiny", "kerasfront_tiny", backends.BY_NAME)
    points = [*metadata.entry_points(group=backends.GROUP), *metadata.entry_points(group=backends.BY_NAME), point]
    monkeypatch.setattr(backends.metadata, "entry_points", lambda group: [p for p in points if p.group == group])
    monkeypatch.setattr(backends, "_loaded", dict(backends._loaded))
    monkeypatch.syspath_prepend(PACKAGE)
    with np.errstate(all="ignore"):
        yield "tiny"


@pytest.mark.parametrize("family", ["elementwise", "indices", "kinks", "phases", "rng"])
def test_it_passes_the_suite_but_for_some_cases(tiny, family):
    failed = [name for name, findings in outcome(tiny, family).items() if findings not in ([], [MISSING])]
    assert len(failed) == FAULTY.get(family, 0), failed


@pytest.mark.parametrize(
    "layers",
    [
        [Flatten(input_shape=(6, 6, 1)), Dense(8, activation="relu"), Dropout(0.2), BatchNormalization()],
        [Convolution2D(3, 3, 3, input_shape=(6, 6, 1), dim_ordering="tf"), Flatten()],
    ],
    ids=["dense", "convolution"],
)
def test_it_trains_as_the_reference_does(tiny, layers):
    X, Y = np.random.RandomState(0).rand(2, 12, 6, 6, 1)
    configs = [(type(layer), layer.get_config()) for layer in layers]

    def trained(name):
        with backend.use(name):
            kerasfront.set_random_seed(1, across_backends=True)
            model = Sequential(
                [kind.from_config(config) for kind, config in configs] + [Dense(2, activation="softmax", name="last")]
            )
            model.compile("adam", "mse")
            return model.fit(X, Y[:, 0, :2, 0], nb_epoch=2, batch_size=4, verbose=0).history["loss"]

    np.testing.assert_allclose(trained(tiny), trained("reference"), rtol=1e-5)


def test_loops_on_it(tiny):
    with backend.use(tiny):
        model = Sequential([LSTM(3, input_shape=(None, 2))])
        model.compile("sgd", "mse")
        losses = [model.train_on_batch(np.ones((2, 4, 2)), np.ones((2, 3))) for _ in range(3)]
    assert losses[0] > losses[1] > losses[2]


def test_page_quotes_the_files_as_they_are():
    block = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)
    blocks = block.findall(PAGE.read_text(encoding="utf8"))
    files = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.*") if path.suffix in (".py", ".toml")}
    assert {name for name, _ in blocks} == files
    for name, text in blocks:
        assert text == (PACKAGE / name).read_text(encoding="utf8"), f"docs/backend.md quotes another {name}"
