"""The score of a backend as a badge."""

import pytest

from kerasfront.testing.conformance.badge import badge
from kerasfront.testing.conformance.suite import Row
from tests.pages import check_page


@pytest.mark.parametrize(
    ("passed", "failed", "colour"), [(10, 0, "#2e7d32"), (9, 1, "#b26a00"), (8, 2, "#c62828"), (0, 0, "#2e7d32")]
)
def test_badge_has_the_score_in_a_colour(passed, failed, colour):
    text = badge([Row("nn", passed, failed, 3, ())])
    check_page(text)
    assert f">{passed}/{passed + failed}</text>" in text and colour in text
