"""From the arguments of an application to a model with weights, with an application that is small."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.applications import VGG16
from kerasfront.applications.application import Application
from kerasfront.errors import ArgumentError, FileError
from kerasfront.layers import BatchNormalization, Convolution2D, Dense, Flatten
from kerasfront.models import Model
from kerasfront.saving import save_weights
from kerasfront.utils.published import Published

SHAPE = (2, 4, 4)


def body(x):
    return Convolution2D(3, 2, 2, dim_ordering="th", init="normal", name="conv")(x)


def top(x, classes):
    return Dense(classes, init="normal", name="predictions")(Flatten()(x))


def application(*files, by_name=False):
    return Application("small", body, top, {"th": files}, "numbers", 10, by_name)


def build(of, include_top=True, weights=None, classes=10, sha256=None):
    return of.build(SHAPE, "th", include_top, weights, None, classes, sha256)


@pytest.fixture
def x():
    return np.random.random((2, *SHAPE)).astype("float32")


@pytest.mark.parametrize("kernels", ["tensorflow", "theano"])
@pytest.mark.parametrize("include_top", [True, False])
def test_published_weights(backend, home, tmp_path, x, kernels, include_top):
    original = build(application(), include_top)
    path = tmp_path / f"small_{kernels[0]}{'f' if kernels == 'tensorflow' else 'h'}_kernels.h5"
    save_weights(original, path, kernels=kernels)
    file = Published(path.name, path.as_uri(), hashlib.md5(path.read_bytes()).hexdigest())
    other = Published("x.h5", "https://other.invalid/x.h5")
    files = (file, other) if include_top else (other, file)
    model = build(application(*files), include_top, "numbers")
    np.testing.assert_array_equal(model.predict(x), original.predict(x))
    assert (home / "models" / path.name).exists()


@pytest.mark.parametrize("kernels", ["tensorflow", "theano"])
def test_local_file(K, tmp_path, x, kernels):
    original = build(application(), classes=3)
    path = tmp_path / "own.h5"
    save_weights(original, path, kernels=kernels)
    for weights in (path, str(path)):
        np.testing.assert_array_equal(build(application(), weights=weights, classes=3).predict(x), original.predict(x))


def test_one_file_with_and_without_the_top(backend, tmp_path, x):
    original = build(application())
    original.save_weights(tmp_path / "all.h5")
    model = build(application(by_name=True), include_top=False, weights=tmp_path / "all.h5")
    for ours, theirs in zip(model.get_weights(), original.get_weights()[:2]):
        np.testing.assert_array_equal(ours, theirs)


def twin(ordering, include_top=True):
    """The same layers in a dim_ordering."""
    shape, axis = (SHAPE, 1) if ordering == "th" else ((4, 4, 2), 3)

    def image(x):
        x = Convolution2D(3, 2, 2, dim_ordering=ordering, init="normal", name="conv")(x)
        return BatchNormalization(axis=axis, name="bn")(x)

    def build(file):
        application = Application("twin", image, top, {"tf": (file,) * 2, "th": (file,) * 2}, "numbers", 10)
        return application.build(shape, ordering, include_top, file and "numbers", None, 10, None)

    return build


@pytest.mark.parametrize("include_top", [True, False])
@pytest.mark.parametrize("kernels", ["tensorflow", "theano"])
def test_weights_for_channels_last_are_turned(backend, home, tmp_path, x, include_top, kernels):
    last = twin("tf")(None)
    last.set_weights([np.random.uniform(0.5, 1, weights.shape) for weights in last.get_weights()])
    path = tmp_path / f"twin_tf_dim_ordering_{'tf' if kernels == 'tensorflow' else 'th'}_kernels.h5"
    save_weights(last, path, kernels=kernels)
    first = twin("th", include_top)(Published(path.name, path.as_uri(), hashlib.md5(path.read_bytes()).hexdigest()))
    expected = (last if include_top else Model(last.input, last.get_layer("bn").output)).predict(
        x.transpose(0, 2, 3, 1)
    )
    found = first.predict(x)
    np.testing.assert_allclose(found if include_top else found.transpose(0, 2, 3, 1), expected, rtol=1e-5)


def test_weights_for_channels_last_that_do_not_fit(backend, home, tmp_path):
    path = tmp_path / "twin_tf_dim_ordering_tf_kernels.h5"
    twin("tf", include_top=False)(None).save_weights(path)
    with pytest.raises(ArgumentError, match="has no weights of predictions, which .*twin.* needs"):
        twin("th")(Published(path.name, path.as_uri(), hashlib.md5(path.read_bytes()).hexdigest()))


def test_what_cannot_be(backend, tmp_path):
    with pytest.raises(FileError, match="small: there is no file 'nubmers'. weights must be 'numbers'"):
        build(application(), weights="nubmers")
    with pytest.raises(ArgumentError, match="small: weights must be 'numbers', the path of a file.*got 3"):
        build(application(), weights=3)
    with pytest.raises(ArgumentError, match="has 10 classes, got classes=4. Pass include_top=False"):
        build(application(), weights="numbers", classes=4)
    with pytest.raises(ArgumentError, match=r"must be \(224, 224, 3\) with include_top=True, got \(48, 48, 3\)"):
        VGG16(weights=None, input_shape=(48, 48, 3))


def test_a_refused_download_builds_nothing(backend, home):
    refused = Published("x_tf_kernels.h5", "https://example.invalid/x_tf_kernels.h5")
    with pytest.raises(ArgumentError, match="x_tf_kernels.h5 is not downloaded.*weights=FILE"):
        build(application(refused, refused), weights="numbers")
    assert K.get_uid("convolution2d") == 1 and not Path(home).exists()
