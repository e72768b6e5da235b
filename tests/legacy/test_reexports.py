"""Modules of Keras 0.3 offer what they once imported: their own layers, not those of 1.2."""

import importlib

import numpy as np


def test_names_lead_to_modules_of_that_version():
    from kerasfront.legacy.layers import containers, core, recurrent

    assert recurrent.MaskedLayer is core.MaskedLayer
    assert containers.Layer is core.Layer
    assert core.regularizers is importlib.import_module("kerasfront.legacy.regularizers")
    assert core.np is np
    assert importlib.import_module("kerasfront.legacy.models").containers is containers


def test_import_star():
    namespace = {}
    exec("from kerasfront.legacy.layers.core import *", namespace)
    assert {"Dense", "K", "np", "activations"} <= set(namespace)
