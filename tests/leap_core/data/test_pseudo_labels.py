"""Pseudo-labels: both layouts, broken files, and the simulated teacher."""

import numpy as np
import pytest

from leap_core.data.pseudo_labels import load_pseudo_labels, simulate_teacher
from leap_core.errors import InputError

NAMES = ("-b_12345678_0_7", "abcdefghijk_3_10")
C, T = 5, 7
LAYOUTS = {
    ("pseudo_labels/audio", "pseudo_labels/visual"): lambda name: name,
    ("CLAP/segment_pseudo_labels", "CLIP/segment_pseudo_labels"): lambda name: name[:11],
}


def write(root, folders, stem):
    grid = np.random.default_rng(0).random((2, 2, C, T)) < 0.3
    for m, folder in enumerate(folders):
        (root / folder).mkdir(parents=True)
        for n, name in enumerate(NAMES):
            np.save(root / folder / f"{stem(name)}.npy", grid[n, m].T.astype(np.uint8))
    return grid


@pytest.mark.parametrize("folders", LAYOUTS)
def test_every_layout(tmp_path, folders):
    grid = write(tmp_path, folders, LAYOUTS[folders])
    found = load_pseudo_labels(tmp_path, NAMES, C, [T] * len(NAMES))
    assert found.dtype == bool
    assert (found == grid).all()


@pytest.mark.parametrize(
    "array, message",
    [
        (np.zeros((C, T)), r"expected the shape \(segments, classes\) = \(7, 5\), found \(5, 7\)"),
        (np.full((T, C), 0.5), "expected only 0 and 1"),
        (np.full((T, C), np.nan), "expected only 0 and 1"),
        (None, "expected the pseudo-labels of a clip, found no file"),
        (b"\x93NUMPY", "expected the pseudo-labels of a clip as a whole .npy file"),
    ],
)
def test_a_broken_file_is_named(tmp_path, array, message):
    folders, stem = next(iter(LAYOUTS.items()))
    write(tmp_path, folders, stem)
    path = tmp_path / folders[1] / f"{NAMES[0]}.npy"
    path.unlink()
    if isinstance(array, bytes):
        path.write_bytes(array)
    elif array is not None:
        np.save(path, array)
    with pytest.raises(InputError, match=message) as error:
        load_pseudo_labels(tmp_path, NAMES, C, [T] * len(NAMES))
    assert error.value.source == str(path)


@pytest.mark.parametrize("folders", LAYOUTS)
def test_a_missing_file_is_named_as_its_layout_names_it(tmp_path, folders):
    write(tmp_path, folders, LAYOUTS[folders])
    path = tmp_path / folders[0] / f"{LAYOUTS[folders](NAMES[1])}.npy"
    path.unlink()
    with pytest.raises(InputError, match="found no file") as error:
        load_pseudo_labels(tmp_path, NAMES, C, [T] * len(NAMES))
    assert error.value.source == str(path)


def test_clips_of_one_video_have_labels_of_their_own(tmp_path):
    """A file named by id beside the two named by clip is not mistaken for either."""
    folders, names = next(iter(LAYOUTS)), ("abcdefghijk_3_10", "abcdefghijk_50_57")
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
        for name, value in zip((*names, "abcdefghijk"), (1, 0, 0), strict=True):
            np.save(tmp_path / folder / f"{name}.npy", np.full((T, C), value))
    found = load_pseudo_labels(tmp_path, names, C, [T] * len(names))
    assert found[0].all() and not found[1].any()


def test_without_any_the_remedy_is_weak_labels(tmp_path):
    with pytest.raises(InputError, match="leap train --weak"):
        load_pseudo_labels(tmp_path, NAMES, C, [T] * len(NAMES))


def test_the_teacher_errs_at_the_stated_rates():
    rng = np.random.default_rng(1)
    grid = rng.random((4000, 2, C, T)) < 0.4
    weak = rng.random((4000, C)) < 0.5
    grid &= weak[:, None, :, None]
    taught = simulate_teacher(grid, weak, miss_rate=0.15, false_alarm_rate=0.1, seed=3)
    silent = ~grid & weak[:, None, :, None]
    assert 1 - taught[grid].mean() == pytest.approx(0.15, abs=0.005)
    assert taught[silent].mean() == pytest.approx(0.10, abs=0.005)
    assert not taught[~grid & ~weak[:, None, :, None]].any()
    assert (taught == simulate_teacher(grid, weak, 0.15, 0.1, seed=3)).all()
    assert (taught != simulate_teacher(grid, weak, 0.15, 0.1, seed=4)).any()


def test_a_perfect_teacher_repeats_the_truth():
    grid = np.random.default_rng(2).random((3, 2, C, T)) < 0.4
    assert (simulate_teacher(grid, grid.any(axis=(1, 3)), 0, 0, seed=1) == grid).all()
