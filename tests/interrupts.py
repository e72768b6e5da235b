"""Interrupts at chosen places of what is built when a model is fitted for the first time."""

import gc
import random
import signal
import sys

import numpy as np

from kerasfront import backend as K

PLACES = 200
ANYWHERE = ("",)


class Counter:
    """Counts the lines of Python that are run in `files`, or the calls, and calls `interrupt` at one of them."""

    def __init__(self, event, files, place=None, interrupt=None):
        self.event, self.files, self.place, self.interrupt, self.count = event, files, place, interrupt, 0

    def __call__(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(self.files):
            return None
        if event == self.event:
            self.count += 1
            if self.count == self.place:
                sys.settrace(None)
                self.interrupt()
        return self if self.event == "line" else None


def press_ctrl_c():
    signal.raise_signal(signal.SIGINT)


def fail():
    raise MemoryError


def fit(model):
    x = np.ones((4, *model.input_shape[1:]))
    return model.fit(x, np.ones((4, 1)), nb_epoch=1, batch_size=2, verbose=0)


def traced(model, counter):
    """The number of lines or calls that the first fit ran, up to the place where it was interrupted.

    No garbage is collected meanwhile: finalizers of whatever came before would be counted, and Python ignores an
    exception there.
    """
    tracer = sys.gettrace()
    gc.disable()
    sys.settrace(counter)
    try:
        fit(model)
    except (KeyboardInterrupt, MemoryError):
        pass
    finally:
        sys.settrace(tracer)
        gc.enable()
    return counter.count


def check(network, places, interrupt, files=ANYWHERE, event="line"):
    """The first fit has as many parts of equal length; it is interrupted somewhere in each."""
    total, rng = traced(network(), Counter(event, files)), random.Random(0)
    for part in range(places):
        place = 1 + int((part + rng.random()) * total / places)
        model = network()
        traced(model, Counter(event, files, place, interrupt))
        assert np.isfinite(fit(model).history["loss"]).all(), f"interrupted at {event} {place} of {total}"
        if part % 8 == 7:
            K.clear_session()
