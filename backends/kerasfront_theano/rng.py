"""Random tensors. Each operation has a stream of its own, whose state is a shared variable that every call moves on."""

from __future__ import annotations

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.state import collect
from kerasfront_theano.tensors import is_tensor, static_shape, with_shape
from kerasfront_theano.walk import known_int

T = theano.tensor

__all__ = ["dropout", "random_binomial", "random_normal", "random_uniform"]


def random_normal(shape, mean=0.0, std=1.0, dtype=None, seed=None):
    sizes = _sizes(shape)
    return _shaped(_stream(seed).normal(sizes, avg=mean, std=std, dtype=dtype), sizes)


def random_uniform(shape, low=0.0, high=1.0, dtype=None, seed=None):
    sizes = _sizes(shape)
    return _shaped(_stream(seed).uniform(sizes, low=low, high=high, dtype=dtype), sizes)


def random_binomial(shape, p=0.0, dtype=None, seed=None):
    return T.cast(random_uniform(shape, dtype="float32", seed=seed) < p, dtype)


def dropout(x, level, noise_shape=None, seed=None):
    pattern = noise_shape or (None,) * x.ndim
    sizes = [x.shape[i] if size is None else size for i, size in enumerate(pattern)]
    kept = random_uniform(sizes, dtype=x.dtype, seed=seed) >= level
    return T.switch(kept, x * (1.0 / (1.0 - level)), 0.0).astype(x.dtype)


def _stream(seed):
    # The generator has six seeds. From six small equal ones its first draws are much alike.
    seeds = np.random.RandomState(seed).randint(1, 2_147_462_579, 6)
    stream = theano.sandbox.rng_mrg.MRG_RandomStream([int(s) for s in seeds])
    collect(stream)
    return stream


def _sizes(shape):
    if is_tensor(shape):
        return tuple(shape[i] for i in range(static_shape(shape)[0]))
    return tuple(shape)


def _shaped(x, sizes):
    return with_shape(x, tuple(known_int(size) for size in sizes))
