"""Data sets of others, from small files in the form of theirs."""

import json

import numpy as np
import pytest

from leap_core.data import lists
from leap_core.data.check import check_dataset
from leap_core.data.dataset import open_dataset
from leap_core.data.imports.lfav import CATEGORIES
from leap_core.errors import InputError
from tests.command import run_leap

WEAK = {
    "train/train_weakly.csv": ["--96EN9NUQM\talarm,speech", "-3viw1EWLpo\tsilent"],
    "val/val_weak_av.csv": ["ZF-pF6v3fb0\taccordion,laughter"],
    "test/test_weak_av.csv": ["B8ISzf2pryI\tcat,dog", "GywIlkOUPWw\tbicycle"],
}
EVENTS = {
    "val/val_audio.csv": ["ZF-pF6v3fb0\t0\t5\taccordion"],
    "val/val_visual.csv": ["ZF-pF6v3fb0\t0\t12\taccordion", "ZF-pF6v3fb0\t0\t5\tlaughter"],
    "test/test_audio.csv": ["B8ISzf2pryI\t0\t3\tdog"],
    "test/test_visual.csv": [
        "B8ISzf2pryI\t1\t7\tcat",
        "GywIlkOUPWw\t46\t14\tbicycle",  # typed wrong, as some are
        "GywIlkOUPWw\t2\t116117\tbicycle",
        "GywIlkOUPWw\t3\t4\tbicycle",
    ],
}
LENGTHS = {"--96EN9NUQM": 3, "-3viw1EWLpo": 2, "ZF-pF6v3fb0": 13, "B8ISzf2pryI": 7, "GywIlkOUPWw": 5}


def write_lfav(root):
    for files, header in (
        (WEAK, "filename\tevent_labels"),
        (EVENTS, "filename\tonset\toffset\tevent_labels"),
    ):
        for name, rows in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("\n".join([header, *rows]) + "\n")


@pytest.fixture
def lfav(tmp_path):
    write_lfav(tmp_path / "LFAV_dataset")
    for kind, frames, width in (("vggish", 1, 11), ("res18", 1, 13), ("r2plus1d", 1, 17)):
        (tmp_path / kind).mkdir()
        for name, t in LENGTHS.items():
            np.save(tmp_path / kind / f"{name}.npy", np.ones((frames * t, width), np.float16))
    return tmp_path


def test_lfav_opens_with_its_35_classes_and_each_clip_its_length(lfav, capsys):
    folders = ("--audio", lfav / "vggish", "--visual", lfav / "res18", "--visual-st", lfav / "r2plus1d")
    assert run_leap("data", "import", "lfav", lfav, lfav / "data", *folders) == 0
    test = open_dataset(lfav / "data")
    labels = test.annotations
    assert (test.name, test.categories, len(CATEGORIES)) == ("LFAV", CATEGORIES, 35)
    assert [test.segments_of(name) for name in labels.filenames] == [7, 5] and test.segments == 13
    dog, cat, bicycle = (CATEGORIES.index(name) for name in ("dog", "cat", "bicycle"))
    assert labels.grid[0, 0, dog, :7].tolist() == [True] * 3 + [False] * 4
    assert labels.grid[0, 1, cat, :7].tolist() == [False] + [True] * 6
    assert labels.grid[1, 1, bicycle].tolist() == [False, False, True, True, True] + [False] * 8
    said = "\n".join(labels.report.lines())
    assert "visual events that are empty or reversed: 1" in said and "visual events past the end: 2" in said
    train = open_dataset(lfav / "data", "train")
    assert train.annotations.weak.sum(axis=1).tolist() == [2, 0]
    features = test.features(labels.filenames)
    assert features.segments.tolist() == [7, 5] and features.visual.shape == (2, 7, 13)
    capsys.readouterr()
    assert run_leap("data", "check", lfav / "data", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["features, features/audio"] for row in rows] == [2, 1, 2]


def test_without_features_the_last_event_that_can_be_one_tells_the_length(lfav):
    assert run_leap("data", "import", "lfav", lfav / "LFAV_dataset", lfav / "data") == 0
    test = open_dataset(lfav / "data")
    assert [test.segments_of(name) for name in test.annotations.filenames] == [7, 14]
    checked = check_dataset(lfav / "data")
    assert any("no features: expected features in the folders features/audio" in x for x in checked.remarks)
    assert any(
        "test: 2 clips without video or sound (B8ISzf2pryI, GywIlkOUPWw); looked for B8ISzf2pryI.mp4" in text
        for text in checked.remarks
    )


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "val/val_audio.csv",
            "filename\tonset\toffset\tevent_labels\nx\t0\t1\tHarp\n",
            "unknown class 'Harp'",
        ),
        ("test/test_weak_av.csv", "filename\tlabels\n", "expected the tab-separated header"),
        ("test/test_visual.csv", None, "expected a tab-separated text file"),
    ],
)
def test_what_is_not_as_released_is_named_and_nothing_written(lfav, capsys, file, text, said):
    path = lfav / "LFAV_dataset" / file
    path.write_text(text) if text else path.unlink()
    assert run_leap("data", "import", "lfav", lfav, lfav / "data") == 2
    told = capsys.readouterr().err
    assert said in told.replace("\n", " ") and not (lfav / "data").exists()


def test_an_import_that_ends_midway_can_be_run_again(lfav, monkeypatch):
    whole = lists.write_text

    def write(path, text):
        if path.name == "AVVP_test_pd.csv":
            raise OSError(28, "No space left on device")
        whole(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(lists, "write_text", write)
        assert run_leap("data", "import", "lfav", lfav, lfav / "data") == 2
    assert not [*lfav.glob("data*")]
    assert run_leap("data", "import", "lfav", lfav, lfav / "data") == 0


def test_a_data_set_that_is_there_is_left_alone(lfav):
    assert run_leap("data", "import", "lfav", lfav, lfav / "data") == 0
    assert run_leap("data", "import", "lfav", lfav, lfav / "data") == 2
    with pytest.raises(InputError, match=r"expected AVVP_train\.csv"):
        check_dataset(lfav / "vggish")
