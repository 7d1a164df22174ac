"""Against the truth, by hand: four seconds, of which the middle two are true."""

import numpy as np
import pytest

from leap_core.faithfulness.localisation import auroc, mass_inside, pointing, rank_correlation, ranks

TRUTH = np.array([False, True, True, False])


@pytest.mark.parametrize(
    ("values", "area", "peak", "mass"),
    [
        ([0.1, 0.4, 0.3, 0.2], 1, 1, 0.7),
        ([0.4, 0.1, 0.2, 0.3], 0, 0, 0.3),
        ([0.2, 0.2, 0.4, 0.2], 0.75, 1, 0.6),  # second 1 is level with both that are not true
        ([0.4, 0.4, 0.1, 0.1], 0.5, 0.5, 0.5),  # two peaks, one of them true
        ([-3.0, 1.0, -1.0, 1.0], 0.625, 0.5, 0.5),  # what is below 0 has no mass
    ],
)
def test_one_attribution(values, area, peak, mass):
    values = np.array(values)
    assert auroc(values, TRUTH) == pytest.approx(area)
    assert pointing(values, TRUTH) == pytest.approx(peak)
    assert mass_inside(values, TRUTH) == pytest.approx(mass)


def test_what_cannot_be_said():
    flat, yes = np.zeros((2, 4)), np.array([[True] * 4, [False] * 4])
    assert np.isnan(auroc(flat, yes)).all()
    assert np.isnan(mass_inside(flat, yes)).all()
    assert pointing(flat, yes).tolist() == [1, 0]


def test_ranks():
    assert ranks(np.array([[3, 1, 3, 2]])).tolist() == [[3.5, 1, 3.5, 2]]
    found = rank_correlation(
        np.array([[1, 2, 3], [1, 2, 3], [5, 5, 5]]), np.array([[4, 5, 9], [9, 5, 4], [1, 2, 3]])
    )
    assert found.tolist() == [1, -1, 0]
    # ranks 1 2 3 4 and 1.5 1.5 3 4: products of deviations 1.5 + 0.5 + 0.25 + 2.25 over sqrt(5 x 4.5)
    assert rank_correlation(np.arange(4), np.array([0, 0, 1, 2])) == pytest.approx(4.5 / np.sqrt(22.5))
