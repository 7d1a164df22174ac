"""Packed features: the same numbers, read by the same code, and refused where they are not what they were."""

import json
import os
import shutil

import numpy as np
import pytest

from leap_core.data.check import check_dataset
from leap_core.data.dataset import open_dataset
from leap_core.data.pack import pack_dataset
from leap_core.errors import InputError
from tests.tiny_dataset import (
    SIZES,
    WIDTHS,
    S,
    T,
    as_patches,
    feature_file,
    make_dataset,
    names,
    without_motion,
)


@pytest.fixture
def root(tmp_path):
    return make_dataset(tmp_path / "data")


def read(root, split="test"):
    return open_dataset(root, split).features(names(split))


@pytest.mark.parametrize("change", [lambda root: root, as_patches, without_motion])
@pytest.mark.parametrize("precision", ["fp32", "fp16"])  # the files are float16: nothing is rounded
def test_a_pack_reads_as_the_files_did(root, change, precision):
    root = change(root)
    before = {split: read(root, split) for split in ("train", "test")}
    told = []
    made = pack_dataset(root, precision, lambda *step: told.append(step))
    assert made.clips == sum(SIZES.values()) and made.lacking == ()
    kinds = list(before["test"].kinds)
    assert told[-1] == (len(kinds) * made.clips,) * 2 and len(told) == told[-1][0]
    visual = np.load(root / "packed" / "visual.npy", mmap_mode="r")
    assert visual.shape == (made.clips * T * S, WIDTHS["visual"])
    assert visual.dtype == {"fp32": np.float32, "fp16": np.float16}[precision]
    shutil.move(root / "features", root.parent / "away")  # read from the pack alone
    for split, wanted in before.items():
        found = read(root, split)
        assert list(found.kinds) == kinds
        for kind in kinds:
            assert (found.kinds[kind] == wanted.kinds[kind]).all(), kind


def test_clips_of_different_length_are_packed_as_they_are(root):
    own = {name: 1 + n % T for n, name in enumerate(names("test"))}
    (root / "AVVP_segments.csv").write_text(
        "filename\tsegments\n" + "".join(f"{n}\t{t}\n" for n, t in own.items())
    )
    for name, t in own.items():
        for kind in WIDTHS:
            path = feature_file(root, kind, name)
            np.save(path, np.load(path)[: t * (S if kind == "visual" else 1)])
    before = read(root)
    pack_dataset(root)
    after = read(root)
    assert (after.segments == list(own.values())).all() and (after.visual == before.visual).all()


def test_what_is_packed_is_counted(root):
    feature_file(root, "visual", names("test")[3]).unlink()
    made = pack_dataset(root)
    assert made.lacking == (names("test")[3],)
    checked = check_dataset(root)
    row = next(row for row in checked.rows if row["split"] == "test")
    assert row["features, packed/audio"] == SIZES["test"] - 1
    with pytest.raises(
        InputError, match=f"packed: expected audio of {names('test')[3]}, which was not packed"
    ):
        read(root)


def test_clips_in_the_order_of_the_pack_are_mapped_and_not_copied(root):
    pack_dataset(root)
    data, order = open_dataset(root, "test"), names("test")
    found, mixed = data.features(order[2:9]), data.features(order[8:1:-1])
    for kind, array in found.kinds.items():
        assert not array.flags.owndata and mixed.kinds[kind].flags.owndata, kind
        assert (array == mixed.kinds[kind][::-1]).all()
    before = (root / "packed" / "audio.npy").read_bytes()
    found.audio[:] = 7  # of this batch alone
    assert (data.features(order[2:9]).audio == mixed.audio[::-1]).all()
    assert (root / "packed" / "audio.npy").read_bytes() == before


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_none_is_named_by_its_clip(root, value):
    pack_dataset(root)
    visual = np.load(root / "packed" / "visual.npy", mmap_mode="r+")
    first = sum(SIZES[split] for split in ("train", "val"))
    visual[(first + 4) * T * S + 1, 2] = value
    visual.flush()
    with pytest.raises(InputError, match=rf"visual\.npy, {names('test')[4]}: expected finite numbers"):
        read(root)


def touch(path):
    os.utime(path, ns=(1, 1))


def edit(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def other_rows(path):
    clips = np.load(path)
    clips["first"][5] += 10_000
    np.save(path, clips)


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        (
            "features/audio/test_000003.npy",
            touch,
            r"test_000003\.npy: it has changed since it was packed.*leap data pack",
        ),
        ("packed/pack.json", lambda p: edit(p, format=2), r"pack\.json: its format is 2"),
        ("packed/pack.json", lambda p: edit(p, shapes={"audio": [3, 5]}), r"pack\.json: shapes"),
        (
            "packed/pack.json",
            lambda p: edit(p, shapes={"audio": [3, 5], "visual": [3, 5]}),
            r"expected floats of shape",
        ),
        ("packed/visual.npy", cut, r"visual\.npy: expected packed features as a whole \.npy file"),
        ("packed/visual.npy", lambda p: p.unlink(), r"visual\.npy: expected packed features, found no file"),
        (
            "packed/audio.clips.npy",
            lambda p: np.save(p, np.ones(3)),
            r"audio\.clips\.npy: expected names, rows",
        ),
        ("packed/audio.clips.npy", other_rows, r"audio\.clips\.npy: expected rows among"),
    ],
)
def test_what_is_stale_or_broken_is_refused_and_packing_again_mends_it(root, file, change, message):
    wanted = read(root)
    pack_dataset(root)
    change(root / file)
    with pytest.raises(InputError, match=message):
        read(root)
    shutil.rmtree(root / "packed", ignore_errors="pack.json" not in file)
    pack_dataset(root)
    assert (read(root).visual == wanted.visual).all()


@pytest.mark.parametrize(
    ("value", "message"), [(7e4, "too large for fp16. Pack with fp32"), (np.nan, "expected finite numbers")]
)
def test_what_cannot_be_packed_leaves_no_pack(root, value, message):
    path = feature_file(root, "visual_st", names("val")[2])
    np.save(path, np.full((T, WIDTHS["visual_st"]), value, np.float32))
    with pytest.raises(InputError, match=message):
        pack_dataset(root, "fp16")
    assert not (root / "packed" / "pack.json").exists()
    assert read(root).audio.shape == (SIZES["test"], T, WIDTHS["audio"])  # from the files, as before


def test_a_pack_whose_files_are_gone_is_not_lost(root):
    pack_dataset(root)
    feature_file(root, "audio", names("test")[0]).unlink()
    with pytest.raises(InputError, match=f"those of {names('test')[0]} are gone.*Restore them"):
        pack_dataset(root)
    assert len(read(root).audio) == SIZES["test"]


def test_the_command_says_what_it_did(root, leap):
    code, _, said = leap("data", "pack", root, "--precision", "fp16")
    assert code == 0 and "73 clips packed" in said
    code, _, said = leap("data", "pack", root / "nothing")
    assert code == 2 and "Traceback" not in said
