"""The demo set's annotations have LLP's statistics, and each scene is its own."""

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data import load_llp
from leap_core.demo.scenes import NAMES, SEGMENTS, SIZES, generator, scenes
from leap_core.demo.statistics import statistics

SEED = 1


@pytest.fixture(scope="module", params=SIZES)
def split(request):
    return request.param, scenes(request.param, SEED)


def grids(everything):
    return np.stack([scene.grid() for scene in everything])


def test_sizes():
    assert SIZES == {"train": 1200, "val": 300, "test": 128, "study": 1000}


def test_names_are_like_llp(split):
    name, everything = split
    names = [s.filename for s in everything]
    assert len(set(names)) == SIZES[name]
    assert names[0] == f"{NAMES[name]}0001_0_10"
    assert all(len(n.split("_")[0]) == 11 for n in names)


def test_one_to_four_classes_a_clip(split):
    _, everything = split
    assert {len(s.labels) for s in everything} == {1, 2, 3, 4}


def test_every_class_is_heard_and_seen_in_training():
    assert grids(scenes("train", SEED)).any(axis=3).sum(axis=0).min() >= 5


@pytest.mark.parametrize("of", ["all splits", "test"])
def test_the_labels_are_like_llps(llp_root, of):
    """Within 3 points, but for sounds that overlap: LLP's take turns more than chance has it."""
    made = np.concatenate([grids(scenes(s, SEED)) for s in (SIZES if of == "all splits" else (of,))])
    real = np.concatenate([load_llp(llp_root, s).grid for s in ("val", "test")])
    ours, theirs = vars(statistics(made)), vars(statistics(real))
    close = ("heard_only", "seen_only", "largest_class", "three_or_more", "visual_overlap")
    assert {name: ours[name] for name in close} == pytest.approx({n: theirs[n] for n in close}, abs=3)
    assert ours["audio_overlap"] == pytest.approx(theirs["audio_overlap"], abs=7.5)
    whole = ("whole_sounds", "whole_pictures")
    tolerance = 3 if of == "all splits" else 8  # about 200 tracks
    assert {name: ours[name] for name in whole} == pytest.approx({n: theirs[n] for n in whole}, abs=tolerance)


def test_what_only_other_splits_show(split):
    name, everything = split
    assert {scene.unseen for scene in everything} == {name != "train"}


def test_times_are_whole_seconds_in_the_clip(split):
    _, everything = split
    for event in (e for s in everything for e in s.audio + s.visual):
        assert 0 <= event.onset < event.offset <= SEGMENTS
        assert event.onset % 1 == event.offset % 1 == 0


def test_a_seed_gives_the_same_scenes_and_another_seed_others():
    assert scenes("val", 3) == scenes("val", 3)
    assert scenes("val", 3) != scenes("val", 5)


def test_generators_differ_by_clip_split_and_purpose():
    draws = [
        generator(*key).random() for key in ((1, "val", 2), (1, "val", 3), (1, "test", 2), (1, "val", 2, 1))
    ]
    assert len(set(draws)) == 4
    assert draws[0] == generator(1, "val", 2).random()


def test_grid_of_a_scene():
    scene = scenes("test", SEED)[0]
    grid = scene.grid()
    assert grid.shape == (2, len(CATEGORIES), SEGMENTS)
    assert grid[0].sum() == sum(e.offset - e.onset for e in scene.audio)
    assert sorted(np.flatnonzero(grid.any(axis=(0, 2)))) == scene.labels
