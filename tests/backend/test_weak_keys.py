"""Values by objects that may die, of which nothing runs when they do."""

import weakref

import pytest

from kerasfront.backend import weak_keys
from kerasfront.backend.weak_keys import WeakKeys
from kerasfront.layers import LSTM, Dense
from kerasfront.models import Sequential


class Thing:
    pass


def test_values_go_with_their_keys():
    first, second, known = Thing(), Thing(), WeakKeys()
    known[first], known[second] = 1, 2
    assert known[first] == 1 and known.setdefault(second, 3) == 2 and list(known) == [first, second]
    del first
    assert list(known.items()) == [(second, 2)] and len(known) == 1
    del known[second]
    assert second not in known and not known
    with pytest.raises(KeyError):
        del known[second]


def test_an_object_in_the_place_of_a_dead_one_is_another():
    thing, known = Thing(), WeakKeys()
    known._entries[id(thing)] = weakref.ref(Thing()), "of a dead one"
    assert thing not in known
    assert known.setdefault(thing, "its own") == "its own" == known[thing]


def test_dead_keys_do_not_pile_up():
    known, alive = WeakKeys(), [Thing() for _ in range(weak_keys.FEWEST)]
    for thing in alive:
        known[thing] = None
    for _ in range(5 * weak_keys.FEWEST):
        known[Thing()] = None
    assert len(known) == len(alive) and len(known._entries) <= 2 * len(alive)


def test_nothing_runs_when_a_tensor_dies(backend):
    model = Sequential([LSTM(2, input_shape=(3, 1)), Dense(1)])
    for x in (*model.inputs, *model.outputs, *model.weights, model.layers[0].output):
        references = weakref.getweakrefs(x)
        assert [reference.__callback__ for reference in references] == [None] * len(references)
