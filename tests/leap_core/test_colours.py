"""Colours of classes: told apart by every kind of eye on every ground, and by one rule in every clip."""

import itertools
import tomllib
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leap_core.colours import PALETTE, _assign, class_looks
from leap_core.data.dataset import open_dataset
from leap_core.figures.style import LIGHT
from leap_core.metrics import binarise
from leap_core.options import GATE
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.vision import EYES, ciede2000, contrast, seen

ROOT = Path(__file__).parents[2]
THEMES = tomllib.loads((ROOT / "streamlit_config.toml").read_text(encoding="utf-8"))["theme"]
GROUNDS = {
    "light": [THEMES["light"]["backgroundColor"], "#ffffff", LIGHT.ground],  # of the page, of paper
    "dark": [THEMES["dark"]["backgroundColor"], THEMES["dark"]["secondaryBackgroundColor"]],
}
SHARMA = [  # of the paper's table 1
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "apart"), SHARMA)
def test_the_difference_is_that_of_the_paper(one, other, apart):
    assert ciede2000(one, other) == pytest.approx(apart, abs=5e-5)
    assert ciede2000(other, one) == pytest.approx(apart, abs=5e-5)


def test_lab_and_eyes():
    np.testing.assert_allclose(seen("#ff0000", "normal"), [53.24, 80.09, 67.20], atol=0.02)
    for eyes in EYES:  # which see greys as they are
        np.testing.assert_allclose(seen("#808080", eyes), seen("#808080", "normal"), atol=0.01)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", GROUNDS)
def test_no_two_are_closer_than_20(theme, eyes):
    lab = [seen(getattr(colour, theme), eyes) for colour in PALETTE]
    assert len(lab) == 8
    assert min(itertools.starmap(ciede2000, itertools.combinations(lab, 2))) >= 20


@pytest.mark.parametrize("theme", GROUNDS)
def test_each_stands_out_from_its_grounds_and_is_a_colour(theme):
    for colour in (getattr(colour, theme) for colour in PALETTE):
        assert min(contrast(colour, ground) for ground in GROUNDS[theme]) >= 3
        assert seen(colour, "normal")[0] >= 20


meetings = st.integers(1, 19).flatmap(
    lambda c: arrays(float, (c, c), elements=st.floats(0, 3)).map(lambda x: x + x.T)
)


@settings(deadline=None)
@given(meetings)
def test_up_to_eight_classes_differ_and_none_of_more_could_do_better_by_itself(together):
    colours = _assign(together, range(len(together)))
    assert set(colours) <= set(range(8))
    assert len(colours) > 8 or len(set(colours)) == len(colours)
    mates = together * (colours[:, None] == colours) * (1 - np.eye(len(colours)))
    for c, cost in enumerate(mates.sum(axis=1)):
        others = [together[c, (colours == k) & (np.arange(len(colours)) != c)].sum() for k in range(8)]
        assert cost <= min(others) + 1e-6


def test_the_ninth_class_shares_with_the_one_that_it_never_meets():
    together = np.ones((9, 9))
    together[3, 8] = together[8, 3] = 0
    colours = _assign(together, range(9))
    assert colours[3] == colours[8] and len(set(colours)) == 8


@pytest.fixture(scope="module")
def demo():
    dataset = open_dataset(DEMO)
    runs = sorted(path.parent for path in DEMO.glob("runs/*/run.json"))
    return dataset, [open_store(folder) for folder in runs]


def test_a_class_looks_the_same_whichever_run_is_first(demo):
    dataset, stores = demo
    for pair in itertools.combinations(stores, 2):
        assert class_looks(dataset, pair) == class_looks(dataset, pair[::-1])


def test_no_two_classes_look_alike(demo):
    dataset, stores = demo
    for runs in ([], *itertools.combinations(stores, 2)):
        looks = class_looks(dataset, runs)
        assert len({astuple(look) for look in looks}) == len(dataset.categories)


def test_hardly_a_clip_shows_a_colour_twice(demo):
    """Of all clips in all pairs of runs, at the threshold that opens and at a lower one."""
    dataset, stores = demo
    labels = dataset.annotations.weak | dataset.annotations.grid.any(axis=(1, 3))
    for threshold, most in ((0.5, 0.002), (0.3, 0.01)):
        twice = clips = 0
        for pair in itertools.combinations(stores, 2):
            colours = np.array([look.light for look in class_looks(dataset, pair)])
            shown = labels.copy()
            for store in pair:
                rows = [dataset.index(name) for name in store.filenames]
                shown[rows] |= binarise(store.prediction, threshold, GATE).any(axis=(1, 3))
            few = shown[shown.sum(axis=1) <= 8]
            twice += sum(len(set(colours[row])) < row.sum() for row in few)
            clips += len(few)
        assert twice <= most * clips


def test_peaks_are_of_either_modality_and_zero_where_a_run_lacks_the_clip(demo):
    dataset, stores = demo
    name = dataset.annotations.filenames[3]
    highest = stores[0].explanation(name).prediction.segments[0].max(axis=(0, 2))
    nothing = np.zeros(len(highest))
    np.testing.assert_array_equal(stores[0].peaks(["nowhere", name]), [nothing, highest])
