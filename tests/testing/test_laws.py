"""The rules that hold for all shapes, on our backends."""

import pytest

from kerasfront.testing.laws import LAWS


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law, K):
    law(K)
