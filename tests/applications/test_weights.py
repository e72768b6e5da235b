"""The table of published weights."""

import importlib

import pytest

from kerasfront.applications.weights import convention

MODULES = ("vgg16", "vgg19", "resnet50", "inception_v3", "xception", "music_tagger_crnn")


def test_conventions():
    names = ("vgg16_weights_th_dim_ordering_th_kernels.h5", "tagger_tf_kernels_th_dim_ordering.h5", "mine.h5")
    assert [convention(name) for name in names] == ["theano", "tensorflow", None]


@pytest.mark.parametrize("name", MODULES)
def test_every_checksum_has_its_source(name):
    application = importlib.import_module(f"kerasfront.applications.{name}").APPLICATION
    for file in (file for pair in application.files.values() for file in pair):
        assert file.known == bool(file.stated_by) and (file.md5 is None or len(file.md5) == 32)
        assert file.url.startswith("https://") and file.url.endswith("/" + file.name) and convention(file.name)
