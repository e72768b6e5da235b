"""Training on sources of batches, beyond what the tests of Model see."""

import kerasfront
from kerasfront.callbacks import BackupAndRestore, LambdaCallback
from kerasfront.layers import Dense
from kerasfront.models import Sequential

from ....sources import Arrays, Rising, regression

X, Y = regression()


def train(callbacks=(), epochs=4):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("adam", "mse")
    source = Arrays(X, Y, 3)
    model.fit_generator(source, nb_epoch=epochs, verbose=0, callbacks=list(callbacks), shuffle=True, nb_worker=2)
    return model.history.history, [weights.tolist() for weights in model.get_weights()]


def test_a_shuffled_sequence_goes_on_from_a_backup(engine, tmp_path):
    kerasfront.set_random_seed(3)
    whole = train()
    kerasfront.set_random_seed(3)
    train([BackupAndRestore(tmp_path / "backup.h5")], epochs=2)
    kerasfront.set_random_seed(99)
    assert train([BackupAndRestore(tmp_path / "backup.h5")]) == whole


class Told(Rising):
    """Gives arrays, and writes down when its epochs end."""

    def __init__(self, events):
        super().__init__(2)
        self.events = events

    def __getitem__(self, index):
        return X, Y

    def on_epoch_end(self):
        self.events.append("source")


def test_a_source_ends_its_epoch_before_callbacks_do(K):
    events = []
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    callback = LambdaCallback(on_epoch_end=lambda epoch, logs: events.append("callbacks"))
    model.fit_generator(Told(events), nb_epoch=2, verbose=0, callbacks=[callback])
    assert events == ["source", "callbacks"] * 2
