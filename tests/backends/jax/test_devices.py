"""What differs on GPUs, with a GPU pretended."""

import os

import jax
import pytest

from kerasfront_jax import devices
from kerasfront_jax.ops import compiled


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    monkeypatch.setattr(devices, "on_gpu", devices.on_gpu.__wrapped__)
    monkeypatch.setattr(compiled, "on_gpu", devices.on_gpu)


def test_products_are_exact(gpu):
    with devices.our_numbers():
        assert jax.config.jax_default_matmul_precision == "highest"
    assert jax.config.jax_default_matmul_precision is None


def test_the_setting_of_the_library_counts(gpu):
    with jax.default_matmul_precision("tensorfloat32"), devices.our_numbers():
        assert jax.config.jax_default_matmul_precision == "tensorfloat32"


def test_no_custom_calls(gpu):
    assert not compiled.load.__wrapped__("dropout", "KerasfrontDropout")


def test_memory_is_taken_as_it_is_needed():
    assert os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"
