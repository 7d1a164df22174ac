"""AVE by its h5 files: they say what the lists of its splits say, and broken ones end in one message."""

import os
import sys

import h5py
import numpy as np
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.data.imports import ave, ave_h5
from leap_core.errors import InputError

LINES = [
    ave._HEADER,
    "Bark&aaaaaaaaaaa&good&3&7",
    "Truck&bbbbbbbbbbb&good&0&10",
    "Bark&ccccccccccc&good&0&0",  # background alone
    "Frying (food)&ddddddddddd&good&2&9",
    "Mandolin&eeeeeeeeeee&good&8&10",
]
SPLITS = {"train": [1, 3], "val": [4], "test": [0, 2]}  # lines, from 0 after the header
BACKGROUND = len(ave.CATEGORIES)


def labels() -> np.ndarray:
    """(5, 10, 29) as the lines say."""
    found = np.zeros((5, 10, BACKGROUND + 1))
    found[..., BACKGROUND] = 1
    for row, line in enumerate(LINES[1:]):
        name, _, _, onset, offset = line.split("&")
        found[row, int(onset) : int(offset)] = np.eye(BACKGROUND + 1)[
            ave.CATEGORIES.index(ave.class_name(name))
        ]
    return found


@pytest.fixture
def root(tmp_path):
    (tmp_path / "Annotations.txt").write_text("\n".join(LINES) + "\n")
    write(tmp_path / "labels.h5", "avadataset", labels())
    for split, rows in SPLITS.items():
        write(tmp_path / f"{split}_order.h5", "order", rows)
    return tmp_path


def write(path, name, values, **how):
    with h5py.File(path, "w") as file:
        file.create_dataset(name, data=values, **how)


def refused(root, match):
    with pytest.raises(InputError, match=match) as error:
        ave.read_ave(root, {})
    return error.value


def test_they_say_what_the_lists_say(root, tmp_path):
    found = ave.read_ave(root, {})
    for split, rows in SPLITS.items():
        (tmp_path / f"{split}Set.txt").write_text("\n".join(LINES[row + 1] for row in rows) + "\n")
    (tmp_path / "labels.h5").unlink()
    assert found == ave.read_ave(root, {})
    assert found.splits["test"] == {"aaaaaaaaaaa": ["Bark"], "ccccccccccc": []}


def test_they_are_imported(root, tmp_path):
    (tmp_path / "data").mkdir()
    ave.read_ave(root, {}).write(tmp_path / "data")
    data = open_dataset(tmp_path / "data")
    truth = data.annotations.truth
    assert truth is not None and np.argwhere(truth[0, 0]).tolist() == [[2, t] for t in range(3, 7)]
    assert not truth[1].any() and data.annotations.filenames == ("aaaaaaaaaaa", "ccccccccccc")


def test_seconds_apart_are_events_apart(root):
    apart = labels()
    apart[0, 5] = np.eye(BACKGROUND + 1)[BACKGROUND]
    write(root / "labels.h5", "avadataset", apart, compression="gzip")
    events = [event for event in ave.read_ave(root, {}).events["audio-visual"] if event[0] == "aaaaaaaaaaa"]
    assert [event[1:3] for event in events] == [(3, 5), (6, 7)]


def two_at_once(values):
    values[0, 3, 0] = 1
    return values


@pytest.mark.parametrize(
    ("values", "match"),
    [
        (labels()[:4], r"numbers of shape \(5, 10, 29\), found float64 \(4, 10, 29\)"),
        (labels()[..., :-1], r"found float64 \(5, 10, 28\)"),
        (two_at_once(labels()), "expected one class a second"),
        (labels() / 2, "expected one class a second"),
        (np.full((5, 10, 29), np.nan), "expected one class a second"),
        (labels()[[1, 0, 2, 3, 4]], "row 1 of labels.h5 says Bark, its line Truck"),
        (np.full((5, 10, 29), b"x"), r"found \|S1 \(5, 10, 29\)"),
    ],
)
def test_labels_that_are_no_labels(root, values, match):
    write(root / "labels.h5", "avadataset", values)
    refused(root, match)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ([0, 5], "expected lines from 0 to 4"),
        ([-1], "expected lines from 0 to 4"),
        ([0.5], "expected lines from 0 to 4"),
        ([[0]], r"a list of clips, found int64 \(1, 1\)"),
    ],
)
def test_orders_that_are_no_orders(root, values, match):
    write(root / "test_order.h5", "order", values)
    assert refused(root, match).source == str(root / "test_order.h5")


def test_files_that_are_not_what_they_seem(root):
    path = root / "labels.h5"
    whole = path.read_bytes()
    write(path, "other", labels())
    refused(root, "found none in the file itself")
    with h5py.File(path, "w") as file:
        file["avadataset"] = h5py.ExternalLink(str(root / "train_order.h5"), "order")
    refused(root, "found none in the file itself")
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "avadataset", (5, 10, 29), "u1", external=[(str(root / "Annotations.txt"), 0, 1450)]
        )
    refused(root, "found none in the file itself")
    with h5py.File(path, "w") as file:  # which would fill the memory
        file.create_dataset("avadataset", (10**6, 10**6, 29), "u1", chunks=(1, 100, 29))
    refused(root, r"found uint8 \(1000000, 1000000, 29\)")
    for cut in (0, 10, 100, 900, len(whole) // 2):
        path.write_bytes(whole[:cut])
        refused(root, "expected avadataset")
    path.write_bytes(whole)
    os.truncate(path, ave_h5._MOST_BYTES + 1)  # of holes
    refused(root, "in at most 1,000,000,000 bytes")
    (root / "val_order.h5").unlink()
    path.write_bytes(whole)
    refused(root, "expected order, a list of clips .*No such file")


def test_without_h5py_it_says_how_to_get_it(root, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    assert "leap-lens[h5]" in refused(root, "expected h5py to be installed").remedy
