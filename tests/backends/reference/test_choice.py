"""The backend is used where somebody names it, nowhere else."""

import kerasfront.backend as K


def test_it_is_installed_and_never_the_default():
    assert "reference" in K.installed()
    assert "reference" not in K.usable()
    assert K.chosen().value != "reference"
