"""One seed decides a whole run."""

import numpy as np
import pytest

import kerasfront
from kerasfront import backend as K
from kerasfront.backend.portable_random import draw
from kerasfront.batch_parts import BatchPart
from kerasfront.layers import Dense, Dropout, GaussianNoise
from kerasfront.models import Sequential


def run(validated=False, **options):
    """Losses and weights of a model that is built and trained after the seed is set."""
    kerasfront.set_random_seed(5, **options)
    x = np.random.rand(20, 4)
    model = Sequential([Dense(6, input_dim=4, activation="tanh"), Dropout(0.4), GaussianNoise(0.2), Dense(1)])
    model.compile("adam", "mse")
    validation_data = (x, x[:, :1]) if validated else None
    history = model.fit(x, x[:, :1], 8, nb_epoch=2, verbose=0, validation_data=validation_data)
    assert history.seed == 5
    return [*history.history["loss"], *[weights.tolist() for weights in model.get_weights()]]


def test_a_run_repeats_in_the_same_session(backend):
    assert run() == run()


def test_what_draws_in_training_only_is_not_changed_by_validation(backend):
    assert run(validated=True) == run()


def test_on_request_a_run_is_the_same_on_every_backend(backends):
    first, *others = [_on(backend) for backend in backends]
    for other in others:
        for mine, theirs in zip(first, other):
            np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def _on(backend):
    with K.use(backend):
        return run(validated=True, across_backends=True)


def test_the_request_holds_until_the_next_seed():
    kerasfront.set_random_seed(1, across_backends=True)
    assert kerasfront.randomness.across_backends()
    kerasfront.set_random_seed(1)
    assert not kerasfront.randomness.across_backends()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_draws_of_numpy(dtype):
    """They have the type wanted, and depend on each number of the key."""
    drawn = draw("normal", dtype, (3, 0), (2, 5))
    assert drawn.dtype == dtype and drawn.shape == (2, 5)
    np.testing.assert_array_equal(draw("normal", dtype, (3, 0), (2, 5)), drawn)
    for key in ((4, 0), (3, 1), (3, 0, 0)):
        assert not np.array_equal(draw("normal", dtype, key, (2, 5)), drawn)


@pytest.mark.parametrize(("kind", "dtype"), [("normal", "float32"), ("uniform", "float32"), ("uniform", "float64")])
def test_a_process_draws_for_its_rows(kind, dtype):
    """Of a batch, and of what has two rows for each sample of it; outside, and for what is no batch, all are drawn."""
    whole = draw(kind, dtype, (3, 0), (14, 5))
    part = BatchPart()
    with part.of_batch(first=2, rows=3):
        for each in (1, 2):
            rows = draw(kind, dtype, (3, 0), (3 * each, 5), part)
            np.testing.assert_array_equal(rows, whole[2 * each : 5 * each])
        np.testing.assert_array_equal(draw(kind, dtype, (3, 0), (14, 5)), whole)
    np.testing.assert_array_equal(draw(kind, dtype, (3, 0), (14, 5), part), whole)
