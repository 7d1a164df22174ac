"""A study's own contrasts: which there are, what is corrected, and what is said of published differences."""

from dataclasses import replace

import numpy as np
import pytest

from leap_core.metrics import AVERAGE, HEADLINE, SCORES, compare_seeds, holm
from leap_core.published import published_scores
from leap_core.studies.clips import scores_of
from leap_core.studies.contrasts import Contrast, contrasts
from leap_core.studies.grid import DEMO, studies
from tests.made_results import made_results

STUDIES = studies(DEMO)
ALIKE = Contrast("a", "b", AVERAGE, 1.0, 0.2, 1.8, 0.01, 0.02, 1.2, 0.6)


def test_only_what_was_listed_is_compared():
    found = made_results({"lambda": {"0": 0.0, "0.5": 0.1, "1": 3.0, "2": 3.0}})
    compared = contrasts(STUDIES["lambda"], found, published_scores("lambda"))
    assert [(c.first, c.second, c.metric) for c in compared] == [
        ("1", "0", AVERAGE), ("1", "0.5", AVERAGE), ("1", "2", AVERAGE),
    ]  # fmt: skip
    means = found.rows.groupby("setting")[AVERAGE].mean()
    for c in compared:
        assert c.here == pytest.approx(means["1"] - means[c.second], abs=1e-4)
        assert c.low < c.here < c.high and c.detectable > c.here - c.low
    assert [c.found for c in compared] == [True, True, False]
    assert [c.published for c in compared] == [None, pytest.approx(0.3), pytest.approx(0.6)]


def test_the_decoder_study_is_corrected_for_all_its_p_together():
    settings = {"HAN, MMIL": 0.0, "HAN, LEAP": 0.2, "MM-Pyr, MMIL": 1.0, "MM-Pyr, LEAP": 0.0}
    found = made_results({"decoder": settings}, seeds=5)
    compared = contrasts(STUDIES["decoder"], found, published_scores("decoder"))
    assert [c.metric for c in compared] == [*HEADLINE, *HEADLINE]
    np.testing.assert_allclose([c.corrected for c in compared], holm(np.array([c.p for c in compared])))
    of = found.rows.groupby("setting").run.agg(list)
    columns = [SCORES.index(m) for m in HEADLINE]
    a, b = (scores_of(found.clips, of[label])[..., columns] for label in ("HAN, LEAP", "HAN, MMIL"))
    np.testing.assert_allclose([c.p for c in compared[:11]], compare_seeds(a, b).p)
    assert all(c.published is not None for c in compared[:11])  # Avg. from the ten
    assert all(c.published is None for c in compared[11:])  # MMIL on MM-Pyr is in no table


def test_one_seed_or_no_clips_bear_no_contrast():
    plan, printed = STUDIES["readout"], published_scores("readout")
    points = {"readout": {"first": 0.0, "last": 1.0}}
    assert contrasts(plan, made_results(points, seeds=1), printed) == []
    found = made_results(points)
    assert contrasts(plan, replace(found, clips=found.clips[:0]), printed) == []
    assert [(c.first, c.second) for c in contrasts(plan, found, printed)] == [("last", "first")]


@pytest.mark.parametrize(
    ("changes", "verdict", "direction", "size"),
    [
        ({}, "a ahead", "same direction", "compatible size"),
        ({"published": 2.5}, "a ahead", "same direction", "other size"),
        ({"here": -1.0, "low": -1.8, "high": -0.2}, "b ahead", "opposite direction", "other size"),
        ({"corrected": 0.07}, "not told apart", "open", "compatible size"),
        ({"published": None}, "a ahead", "", ""),
        ({"published": 0.0}, "a ahead", "", "other size"),
    ],
)
def test_direction_is_said_apart_from_size(changes, verdict, direction, size):
    c = replace(ALIKE, **changes)
    assert (c.verdict, c.direction, c.size) == (verdict, direction, size)


def test_swapped_it_says_the_same_of_the_other():
    other = replace(ALIKE, first="b", second="a", here=-1.0, low=-1.8, high=-0.2, published=-0.6)
    assert (other.verdict, other.direction, other.size) == (ALIKE.verdict, ALIKE.direction, ALIKE.size)


def test_cells():
    assert ALIKE.row() == {
        "contrast": "a against b", "metric": "Avg.", "here": "+1.0 [+0.2, +1.8]",
        "p": "0.010", "p, Holm": "0.020", "found": "a ahead", "detectable": "1.2",
        "published": "+0.6", "direction": "same direction", "size": "compatible size",
    }  # fmt: skip
    assert replace(ALIKE, p=0.0005).row()["p"] == "< 0.001"
