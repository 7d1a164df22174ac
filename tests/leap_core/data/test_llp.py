"""LLP's annotation files: the real ones with their odd rows, and bad ones."""

import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.llp import load_llp
from leap_core.errors import InputError
from leap_core.types import MODALITIES

TWO = ("Dog", "Cat")
HEADER = "filename\tevent_labels\n"
EVENTS = "filename\tonset\toffset\tevent_labels\n"
NAME = "-b_12345678_0_4"


@pytest.fixture
def root(tmp_path):
    """Two test clips; the first has every kind of odd row."""
    (tmp_path / "AVVP_test_pd.csv").write_text(HEADER + f"{NAME}\tDog,Cat\nabcdefghijk_0.5_4.5\tCat\n")
    audio = ["zzzzzzzzzzz_0_4\t0\t1\tCat", f"{NAME}\t0\t2\tDog", f"{NAME}\t0\t2\tDog"]
    audio += [f"{NAME}\t3\t3\tCat", f"{NAME}\t3\t9\tCat", f"{NAME}\t2\t1\tDog"]
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
        '  ids that start with "-": 1',
        '  ids that hold "_": 1',
        "  names with decimal times: 1",
        "  audio events of clips in no split: 1",
        "  audio events that are empty or reversed: 2",
        "  audio events listed more than once: 1",
        "  audio events past the end: 1",
        "  clips without any audio event: 1",
        "  clips without any visual event: 1",
    ]


def test_unless_told_a_clip_has_ten_segments(root):
    assert load_llp(root, "test", TWO).grid.shape == (2, 2, 2, 10)


def test_of_three_clips_one_is_odd_in_each_way(root):
    with (root / "AVVP_test_pd.csv").open("a") as file:
        file.write("cc.cccccccc_0_4\tDog\n")  # beside one that is heard and one that is seen
    counts = load_llp(root, "test", TWO, segments=4).report.counts
    assert [counts[f"clips without any {m} event"] for m in MODALITIES] == [2, 2]
    ways = ('ids that start with "-"', 'ids that hold "_"', "names with decimal times")
    assert [counts[way] for way in ways] == [1, 1, 1]


def test_events_of_another_split_are_nothing_odd(root):
    (root / "AVVP_val_pd.csv").write_text(HEADER + "zzzzzzzzzzz_0_4\tCat\n")
    assert load_llp(root, "test", TWO, segments=4).report.counts["audio events of clips in no split"] == 0


@pytest.mark.parametrize("text", ["x" * 100 + "\ny\n", HEADER + "x" * 100, HEADER + ":" * 100 + "\tDog\n"])
def test_of_a_long_line_a_message_shows_the_start(tmp_path, text):
    (tmp_path / "AVVP_test_pd.csv").write_text(text)
    with pytest.raises(InputError, match=r"found '(x{80}|:{80})'"):
        load_llp(tmp_path, "test", TWO)


def test_a_clip_listed_twice_is_one_clip_with_all_its_labels(root):
    with (root / "AVVP_test_pd.csv").open("a") as file:
        file.write("abcdefghijk_0.5_4.5\tDog\n")
    labels = load_llp(root, "test", TWO, segments=4)
    assert len(labels.filenames) == 2
    assert labels.weak[1].all()
    assert labels.report.counts["clips listed more than once"] == 1


def test_two_clips_of_one_video_are_counted(root):
    with (root / "AVVP_test_pd.csv").open("a") as file:
        file.write("abcdefghijk_50_54\tDog\n")
    report = load_llp(root, "test", TWO, segments=4).report
    assert (report.counts["clips"], report.counts["names of the same video as another"]) == (3, 1)


@pytest.mark.parametrize("seconds, late", [(1.0, 1), (2.0, 1), (2.25, 0)])
def test_the_end_is_that_of_the_last_segment(root, seconds, late):
    labels = load_llp(root, "test", TWO, segments=4, segment_seconds=seconds)
    assert labels.report.counts["audio events past the end"] == late  # the event ends at 9 s
    assert labels.grid[0, 0, 1, -1]


def test_a_class_with_events_that_is_no_label_is_counted(root):
    with (root / "AVVP_eval_visual.csv").open("a") as file:
        file.write("abcdefghijk_0.5_4.5\t0\t1\tDog\n")
    labels = load_llp(root, "test", TWO, segments=4)
    assert labels.report.counts["classes with events that are not among a clip's labels"] == 1
    assert labels.weak[1].tolist() == [False, True]  # what the files say stays


def test_the_annotations_may_lie_in_data(root, tmp_path_factory):
    outer = tmp_path_factory.mktemp("llp")
    root.rename(outer / "data")
    assert load_llp(outer, "test", TWO, segments=4).filenames[0] == NAME


BAD = {
    "AVVP_test_pd.csv": [
        (HEADER + f"{NAME}\tDog,Wolf\n", r"AVVP_test_pd.csv, line 2: unknown class 'Wolf'. Use one of: Dog"),
        (HEADER + f"{NAME} Dog\n", r"line 2: expected 2 tab-separated cells .*Correct the line"),
        (HEADER + f"{NAME}\t\n", r"line 2: expected 2 tab-separated cells .*Correct the line"),
        (HEADER + "../../etc/pass\tDog\n", r"line 2: expected a clip name of letters.*Rename the clip"),
        (HEADER + ".hidden_123_0_4\tDog\n", r"line 2: expected a clip name of letters"),
        ("name,labels\n", r"line 1: expected the tab-separated header filename, event_labels"),
        ("", r"line 1: expected the tab-separated header"),
        (HEADER, r"expected at least one clip"),
    ],
    "AVVP_eval_audio.csv": [
        (EVENTS + f"{NAME}\t0\tsoon\tDog\n", r"AVVP_eval_audio.csv, line 2: expected seconds, found 'soon'"),
        (EVENTS + f"{NAME}\t-1\t2\tDog\n", r"line 2: expected seconds, found '-1'"),
        (EVENTS + f"{NAME}\t0\tnan\tDog\n", r"line 2: expected seconds, found 'nan'"),
        (EVENTS + f"{NAME}\t0\tinf\tDog\n", r"line 2: expected seconds, found 'inf'"),
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
# of audio, then visual: events in no split, empty or reversed, repeated, past the end, clips without any
REAL_EVENTS = {
    "val": ((14, 1, 5, 0, 4), (11, 0, 0, 0, 70)),
    "test": ((14, 4, 3, 0, 6), (11, 0, 0, 0, 121)),
}
UNLISTED = {"val": 27, "test": 38}  # classes with events that are not among a clip's labels


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
        kinds = ("of clips in no split", "that are empty or reversed", "listed more than once")
        for modality, expected in zip(MODALITIES, REAL_EVENTS[split], strict=True):
            names = [f"{modality} events {kind}" for kind in (*kinds, "past the end")]
            assert tuple(counts[n] for n in (*names, f"clips without any {modality} event")) == expected
        assert counts["classes with events that are not among a clip's labels"] == UNLISTED[split]


REAL_ROWS = [  # split, clip, modality, class, its row: an odd line and the sound ones beside it
    ("test", "Baue01N86wE_10_20", 0, "Dog", "0001110001"),  # 1-1, 3-6, 9-10
    ("test", "Baue01N86wE_10_20", 1, "Basketball_bounce", "1000000000"),
    ("test", "H5WcJwyjxIg_2_12", 0, "Baby_cry_infant_cry", "0000000000"),  # 0-0
    ("test", "Gg3pK71kApY_30_40", 0, "Speech", "0000000000"),  # 10-10
    ("val", "8DF2PxdT5tE_390_400", 0, "Cheering", "0000000000"),  # 9-0
    ("val", "8DF2PxdT5tE_390_400", 0, "Speech", "1100000111"),  # 0-2, 7-10
]


@pytest.mark.parametrize("split, name, modality, category, row", REAL_ROWS)
def test_real_rows_by_hand(llp_root, split, name, modality, category, row):
    labels = load_llp(llp_root, split)
    cells = labels.grid[labels.filenames.index(name), modality, CATEGORIES.index(category)]
    assert "".join(str(int(cell)) for cell in cells) == row
