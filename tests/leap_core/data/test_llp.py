"""LLP's annotation files: the real ones with their odd rows, and bad ones."""

import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.llp import load_llp
from leap_core.errors import InputError

TWO = ("Dog", "Cat")
HEADER = "filename\tevent_labels\n"
EVENTS = "filename\tonset\toffset\tevent_labels\n"
NAME = "-b_12345678_0_4"


@pytest.fixture
def root(tmp_path):
    """Two test clips; the first has every kind of odd row."""
    (tmp_path / "AVVP_test_pd.csv").write_text(HEADER + f"{NAME}\tDog,Cat\nabcdefghijk_0.5_4.5\tCat\n")
    audio = [f"{NAME}\t0\t2\tDog", f"{NAME}\t0\t2\tDog", f"{NAME}\t3\t3\tCat", f"{NAME}\t3\t9\tCat"]
    audio += [f"{NAME}\t2\t1\tDog", "zzzzzzzzzzz_0_4\t0\t1\tCat"]
    (tmp_path / "AVVP_eval_audio.csv").write_text(EVENTS + "\n".join(audio) + "\n")
    (tmp_path / "AVVP_eval_visual.csv").write_text(EVENTS + "abcdefghijk_0.5_4.5\t1\t3\tCat\n")
    return tmp_path


def test_every_odd_row_is_handled_and_counted(root):
    labels = load_llp(root, "test", TWO, segments=4)
    audio, visual = labels.grid[:, 0].astype(int), labels.grid[:, 1].astype(int)
    assert audio[0].tolist() == [[1, 1, 0, 0], [0, 0, 0, 1]]
    assert audio[1].tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert visual[1].tolist() == [[0, 0, 0, 0], [0, 1, 1, 0]]
    assert labels.weak.tolist() == [[True, True], [False, True]]
    assert labels.report.lines() == [
        "test split: 2 clips",
        '  1 ids that start with "-"',
        '  1 ids that hold "_"',
        "  1 names with decimal times",
        "  1 audio events of clips outside the split",
        "  2 audio events that are empty or reversed",
        "  1 audio events listed more than once",
        "  1 audio events past the end",
        "  1 clips without any audio event",
        "  1 clips without any visual event",
    ]


def test_a_clip_listed_twice_is_one_clip_with_all_its_labels(root):
    with (root / "AVVP_test_pd.csv").open("a") as file:
        file.write("abcdefghijk_0.5_4.5\tDog\n")
    labels = load_llp(root, "test", TWO, segments=4)
    assert len(labels.filenames) == 2
    assert labels.weak[1].all()
    assert labels.report.counts["clips listed more than once"] == 1


def test_the_annotations_may_lie_in_data(root, tmp_path_factory):
    outer = tmp_path_factory.mktemp("llp")
    root.rename(outer / "data")
    assert load_llp(outer, "test", TWO, segments=4).filenames[0] == NAME


BAD = {
    "AVVP_test_pd.csv": [
        (HEADER + f"{NAME}\tDog,Wolf\n", r"AVVP_test_pd.csv, line 2: unknown class 'Wolf'. Use one of: Dog"),
        (HEADER + f"{NAME} Dog\n", r"line 2: expected 2 tab-separated cells .*Correct the line"),
        (HEADER + "../../etc/pass\tDog\n", r"line 2: expected a clip name of letters.*Rename the clip"),
        ("name,labels\n", r"line 1: expected the tab-separated header filename, event_labels"),
        ("", r"line 1: expected the tab-separated header"),
        (HEADER, r"expected at least one clip"),
    ],
    "AVVP_eval_audio.csv": [
        (EVENTS + f"{NAME}\t0\tsoon\tDog\n", r"AVVP_eval_audio.csv, line 2: expected seconds, found 'soon'"),
        (EVENTS + f"{NAME}\t-1\t2\tDog\n", r"line 2: expected seconds, found '-1'"),
        (EVENTS + f"{NAME}\t0\tnan\tDog\n", r"line 2: expected seconds, found 'nan'"),
        (EVENTS + f"{NAME}\t0\t2\n", r"line 2: expected 4 tab-separated cells"),
        (EVENTS + f"{NAME}\t0\t2\tdog\n", r"line 2: unknown class 'dog'"),
    ],
}


@pytest.mark.parametrize("file, content, message", [(f, *case) for f, cases in BAD.items() for case in cases])
def test_bad_lines_are_named(root, file, content, message):
    (root / file).write_text(content)
    with pytest.raises(InputError, match=message):
        load_llp(root, "test", TWO, segments=4)


def test_a_missing_file_is_named(root):
    (root / "AVVP_eval_visual.csv").unlink()
    with pytest.raises(InputError, match=r"AVVP_eval_visual.csv: expected a tab-separated text file"):
        load_llp(root, "test", TWO, segments=4)


def test_no_text_is_named(root):
    (root / "AVVP_eval_visual.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"AVVP_eval_visual.csv: expected a tab-separated text file"):
        load_llp(root, "test", TWO, segments=4)


def test_no_annotations_and_no_such_split(root, tmp_path_factory):
    with pytest.raises(InputError, match=r"expected AVVP_train.csv, .*docs/formats.md"):
        load_llp(tmp_path_factory.mktemp("empty"), "test")
    with pytest.raises(InputError, match=r"there is no split 'all'. Choose one of train, val, test"):
        load_llp(root, "all")


# clips, labels, ids with "-" first, ids with "_", decimal times
REAL = {
    "train": (10_000, 16_057, 132, 1_243, 5),
    "val": (649, 1_170, 7, 62, 0),
    "test": (1_200, 2_178, 12, 165, 0),
}
# empty or reversed and repeated audio events, clips without audio, without visual events, unlisted classes
REAL_EVENTS = {"val": (1, 5, 4, 70, 27), "test": (4, 3, 6, 121, 38)}


@pytest.mark.parametrize("split", REAL)
def test_the_real_files(llp_root, split):
    labels = load_llp(llp_root, split)
    counts = labels.report.counts
    names = ("clips", 'ids that start with "-"', 'ids that hold "_"', "names with decimal times")
    clips, weak, *odd = REAL[split]
    assert [counts[n] for n in names] == [clips, *odd]
    assert labels.weak.sum() == weak
    assert labels.grid.shape == (clips, 2, len(CATEGORIES), 10)
    assert labels.dense == (split != "train")
    if labels.dense:
        names = ("audio events that are empty or reversed", "audio events listed more than once")
        names += ("clips without any audio event", "clips without any visual event")
        names += ("classes with events that are not among a clip's labels",)
        assert tuple(counts[n] for n in names) == REAL_EVENTS[split]
