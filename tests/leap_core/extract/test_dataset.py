"""A folder of videos is a data set: what is in it, made once, by as many as like, whatever stops them."""

import shutil
import threading

import numpy as np
import pytest

from leap_core.data import compact
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.extract import Stopped, extract_dataset, extract_features
from leap_core.extract.check import compare
from tests.leap_core.extract.conftest import X264, encode, pattern

NAMES = ("both", "heard", "mute")


@pytest.fixture(scope="module")
def made(videos, tmp_path_factory):
    """The data set of all three; not to be changed."""
    return extract_dataset([videos], tmp_path_factory.mktemp("made") / "data", "compact")


@pytest.fixture
def some(videos, tmp_path):
    """A folder of two videos, free to change."""
    (tmp_path / "some").mkdir()
    for name in ("both.mp4", "heard.wav"):
        shutil.copy(videos / name, tmp_path / "some")
    return tmp_path / "some"


def contents(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_it_opens_and_its_truth_is_unknown(made):
    data = open_dataset(made.root)
    assert (data.name, data.segments, data.recipe) == ("Videos: data", 2, "compact")
    assert data.annotations.filenames == made.names == NAMES
    assert not data.annotations.dense and not data.annotations.weak.any()
    assert "  clips of which no truth is known: 3" in data.annotations.report.lines()
    assert data.feature_dims == {"audio_dim": 128, "visual_dim": 192, "visual_st_dim": 96}
    assert [data.media(name).name for name in NAMES] == ["both.mp4", "heard.wav", "mute.mp4"]
    assert (made.reused, made.failed) == (0, ())


def test_features_are_the_recipes(made, videos):
    ours, theirs = open_dataset(made.root).features(["both"]), compact.extract(videos / "both.mp4", 2)
    assert all((getattr(ours, kind) == getattr(theirs, kind)).all() for kind in theirs.kinds)


def test_silence_and_black_stand_in_for_what_is_not_there(made):
    heard, mute = (open_dataset(made.root).features([name]) for name in ("heard", "mute"))
    nothing = compact.nothing()
    assert (mute.audio == nothing.audio).all() and not (heard.audio == nothing.audio).all()
    assert (heard.visual == nothing.visual[:, :1]).all() and not heard.visual_st.any()
    assert mute.visual.shape == (1, 16, 192) and mute.visual_st.any()
    assert made.remarks == (
        "heard has no picture: black stands in for it",
        "mute has no sound: silence stands in for it",
    )


def test_what_is_done_is_not_done_again(some, tmp_path):
    out = tmp_path / "data"
    assert extract_dataset([some], out, "compact").reused == 0
    before, times = contents(out), {p: p.stat().st_mtime_ns for p in out.rglob("*.npy")}
    assert extract_dataset([some], out, "compact").reused == 2
    assert contents(out) == before and {p: p.stat().st_mtime_ns for p in out.rglob("*.npy")} == times
    encode(some / "both.mp4", pattern(2, 10), X264)  # another video by that name
    assert extract_dataset([some], out, "compact").reused == 1
    changed = {name for name, content in contents(out).items() if before[name] != content}
    assert {"clips/both.mp4", "extracted/both.json", "features/visual/both.npy"} <= changed
    assert not [name for name in changed if "heard" in name]


def test_two_processes_make_the_same(made, videos, tmp_path):
    heard = []
    extract_dataset([videos], tmp_path / "data", "compact", workers=2, on_clip=lambda *x: heard.append(x))
    assert contents(tmp_path / "data") == contents(made.root)
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_stopped_and_gone_on_from(videos, made, tmp_path):
    stopped = threading.Event()

    def on_clip(done, total):
        if done >= 1:
            stopped.set()

    with pytest.raises(Stopped):
        extract_dataset([videos], tmp_path / "data", "compact", on_clip=on_clip, stopped=stopped)
    assert [p.name for p in tmp_path.rglob("*.csv")] == []  # no data set yet
    assert extract_dataset([videos], tmp_path / "data", "compact").reused == 1
    assert contents(tmp_path / "data") == contents(made.root)
    with pytest.raises(Stopped):
        extract_features(videos / "both.mp4", "compact", stopped=stopped)


def test_a_file_that_cannot_be_read_is_left_out(some, tmp_path):
    (some / "broken.mkv").write_text("no video")
    made = extract_dataset([some], tmp_path / "data", "compact")
    (error,) = made.failed
    assert "broken.mkv: expected a file of video or sound" in str(error)
    assert open_dataset(tmp_path / "data").annotations.filenames == made.names == NAMES[:2]


def test_nothing_is_written_where_no_file_can_be_read(tmp_path):
    (tmp_path / "broken.mkv").write_text("no video")
    with pytest.raises(InputError, match=r"broken\.mkv"):
        extract_dataset([tmp_path / "broken.mkv"], tmp_path / "data", "compact")
    assert not (tmp_path / "data").exists()


def test_lengths_are_each_clips_own_or_made_one(some, tmp_path):
    encode(some / "long.mp4", pattern(4), X264)
    extract_dataset([some], tmp_path / "data", "compact")
    data = open_dataset(tmp_path / "data")
    assert [data.segments_of(name) for name in ("both", "heard", "long")] == [2, 2, 4]
    features = data.features(["both", "long"])
    assert features.segments.tolist() == [2, 4] and features.visual.shape == (2, 32, 192)
    assert extract_dataset([some], tmp_path / "data", "compact", seconds=3).names == ("both", "heard", "long")
    held = open_dataset(tmp_path / "data").features(["both"]).visual  # (1, 24, 192)
    assert (held[0, 16:, :27] == held[0, 15, :27]).all()  # its last frame


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ("none", "recipe 'none': expected one of compact, llp"),
        ("llp", "recipe llp: expected the weights of VGGish, ResNet-152 and R"),
    ],
)
def test_a_folder_of_others_is_left_alone(made, videos, recipe, message):
    before = contents(made.root)
    with pytest.raises(InputError, match=message):
        extract_dataset([videos], made.root, recipe)
    assert contents(made.root) == before


def test_a_data_set_that_was_not_extracted_is_left_alone(tiny, videos):
    with pytest.raises(InputError, match="found a data set that was not extracted"):
        extract_dataset([videos], tiny, "compact")
    (tiny / "dataset.json").unlink()
    with pytest.raises(InputError, match="found the labels of a data set"):
        extract_dataset([videos], tiny, "compact")


def test_files_of_others_are_not_written_over(videos, some, tmp_path):
    (tmp_path / "data" / "clips").mkdir(parents=True)
    theirs = tmp_path / "data" / "clips" / "both.mp4"
    shutil.copy(videos / "both.mp4", theirs)
    for places in ([videos], [theirs]):
        with pytest.raises(InputError, match=r"both\.mp4: expected no file here but of this command"):
            extract_dataset(places, tmp_path / "data", "compact")
    theirs.unlink()
    extract_dataset([some], tmp_path / "data", "compact")
    with pytest.raises(
        InputError, match=r"both\.mp4: expected no file here"
    ):  # which would be its own source
        extract_dataset([theirs], tmp_path / "data", "compact")


def test_events_become_the_truth(videos, tmp_path):
    truth = tmp_path / "events.csv"
    truth.write_text(
        "filename,onset,offset,event_labels,modality\nboth,0,0.5,Dog,audio\nboth,1,2,Baby laughter,visual\n"
    )
    extract_dataset([videos], tmp_path / "data", "compact", truth=truth)
    labels = open_dataset(tmp_path / "data").annotations
    assert labels.dense and labels.grid.shape == (3, 2, 25, 2)
    dog, laugh = (labels.categories.index(name) for name in ("Dog", "Baby_laughter"))
    assert np.argwhere(labels.grid).tolist() == [[0, 0, dog, 0], [0, 1, laugh, 1]]
    assert labels.weak.sum(axis=1).tolist() == [2, 0, 0]
    truth.write_text('{"audio": [{"both": []}], "visual": []}')
    with pytest.raises(InputError, match="it names 1 of 3 clips, not 'heard'"):
        extract_dataset([videos], tmp_path / "data", "compact", truth=truth.rename(tmp_path / "events.json"))


def test_how_far_features_are_from_others(made, tmp_path):
    for kind in ("audio", "visual", "visual_st"):
        theirs = tmp_path / "features" / kind
        theirs.mkdir(parents=True)
        ours = np.load(made.root / "features" / kind / "both.npy")
        np.save(theirs / "both.npy", ours + (0.5 if kind == "audio" else 0))
    audio, visual, visual_st = compare(made, tmp_path)
    assert [row["features"] for row in (audio, visual, visual_st)] == ["audio", "visual", "visual_st"]
    assert audio["clips"] == 1 and audio["largest_difference"] == pytest.approx(0.5, abs=1e-6)
    spread = np.load(tmp_path / "features" / "audio" / "both.npy").std()
    assert audio["rms"] == pytest.approx(0.5 / spread, rel=1e-5) and audio["cosine"] < 1
    for row in (visual, visual_st):
        assert (row["largest_difference"], row["rms"]) == (0, 0) and row["cosine"] == pytest.approx(1)
    np.save(tmp_path / "features" / "audio" / "both.npy", np.ones((2, 127), np.float32))
    with pytest.raises(InputError, match=r"expected audio of the shape \(2, 128\), found \(2, 127\)"):
        compare(made, tmp_path)
    for path in tmp_path.rglob("*.npy"):
        path.rename(path.with_name("other.npy"))
    with pytest.raises(InputError, match="expected features of both or another of the clips"):
        compare(made, tmp_path)
