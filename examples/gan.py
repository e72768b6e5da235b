"""Two networks play against each other until one of them can draw digits.

The critic learns to tell real digits from drawn ones, the painter learns to draw what the critic takes for
real; while the painter learns, the critic is frozen. Expect pictures that are half as far from real digits as
they were.

    python examples/gan.py [STEPS]
"""

import sys

import digits
import numpy as np

from kerasfront.layers import BatchNormalization, Dense, Dropout, LeakyReLU
from kerasfront.models import Sequential
from kerasfront.optimizers import Adam

np.random.seed(1337)
steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
batch = 64

(x_train, _), (x_test, _) = digits.load_data()
x_train, x_test = x_train.reshape(-1, 64), x_test.reshape(-1, 64)

painter = Sequential()
painter.add(Dense(64, input_dim=16))
painter.add(BatchNormalization(mode=2))
painter.add(LeakyReLU(0.2))
painter.add(Dense(64, activation="sigmoid"))

critic = Sequential()
critic.add(Dense(64, input_dim=64))
critic.add(LeakyReLU(0.2))
critic.add(Dropout(0.3))
critic.add(Dense(1, activation="sigmoid"))
critic.compile(loss="binary_crossentropy", optimizer=Adam(lr=0.001, beta_1=0.5))

critic.trainable = False
game = Sequential([painter, critic])
game.compile(loss="binary_crossentropy", optimizer=Adam(lr=0.002, beta_1=0.5))


def noise(samples):
    return np.random.normal(size=(samples, 16)).astype("float32")


def apart(pictures):
    """How far the nearest real digit is, on average."""
    return np.sqrt(((pictures[:, None] - x_train[None]) ** 2).sum(axis=2)).min(axis=1).mean()


before = apart(painter.predict(noise(100), verbose=0))
for step in range(steps):
    real = x_train[np.random.randint(0, len(x_train), batch)]
    both = np.concatenate([real, painter.predict(noise(batch), verbose=0)])
    critic.trainable = True
    critics_loss = critic.train_on_batch(both, np.repeat([0.9, 0.0], batch))
    critic.trainable = False
    painters_loss = game.train_on_batch(noise(batch), np.ones(batch))
    if step % 250 == 0:
        print(f"step {step}: loss of the critic {critics_loss:.3f}, of the painter {painters_loss:.3f}")

print(digits.draw(*painter.predict(noise(6), verbose=0)))
drawn = apart(painter.predict(noise(100), verbose=0))
print(f"distance to real digits: {before:.2f} -> {drawn:.2f} (real ones: {apart(x_test):.2f})")
