"""One is counted in the singular."""

import pytest

from leap_core.wording import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 clips"), (1, "1 clip"), (2, "2 clips"), (1000, "1,000 clips")]
)
def test_a_count_goes_with_its_noun(number, said):
    assert counted(number, "clip") == said
