"""The demo set's annotations have LLP's statistics, and each scene is its own."""

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.demo.scenes import NAMES, SEGMENTS, SIZES, generator, scenes

SEED = 1


@pytest.fixture(scope="module", params=SIZES)
def split(request):
    return request.param, scenes(request.param, SEED)


def grids(everything):
    return np.stack([scene.grid() for scene in everything])


def test_sizes():
    assert SIZES == {"train": 1200, "val": 200, "test": 128}


def test_names_are_like_llp(split):
    name, everything = split
    names = [s.filename for s in everything]
    assert len(set(names)) == SIZES[name]
    assert names[0] == f"{NAMES[name]}0001_0_10"
    assert all(len(n.split("_")[0]) == 11 for n in names)


def test_labels_a_clip(split):
    _, everything = split
    count = np.array([len(s.labels) for s in everything])
    assert count.min() == 1
    assert count.max() <= 4
    shares = (count == 1).mean(), (count == 2).mean(), (count > 2).mean()
    assert shares == pytest.approx((0.40, 0.55, 0.05), abs=0.05)


def test_every_class_is_heard_and_seen(split):
    _, everything = split
    assert grids(everything).any(axis=3).sum(axis=0).min() >= 2


def test_over_half_hold_two_classes_in_one_second(split):
    _, everything = split
    at_once = grids(everything).any(axis=1).sum(axis=1)  # (N, T) classes
    assert (at_once >= 2).any(axis=1).mean() > 0.5


def test_sound_and_picture_differ_in_about_seven_of_ten(split):
    _, everything = split
    grid = grids(everything)
    assert (grid[:, 0] != grid[:, 1]).any(axis=(1, 2)).mean() == pytest.approx(0.7, abs=0.06)


def test_some_sounds_have_no_picture_and_some_pictures_no_sound(split):
    _, everything = split
    present = grids(everything).any(axis=3)  # (N, 2, C)
    assert (present[:, 0] & ~present[:, 1]).sum() > 0.08 * present.any(axis=1).sum()
    assert (present[:, 1] & ~present[:, 0]).sum() > 0.05 * present.any(axis=1).sum()


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
