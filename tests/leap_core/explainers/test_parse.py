"""The events of one video: those that its run has, whatever its length, and how unlike it is."""

import shutil
import threading
from dataclasses import replace

import pytest
import torch

import leap_core as lc
from leap_core.data.dataset import open_dataset
from leap_core.data.events import grid_to_events
from leap_core.errors import InputError
from leap_core.explainers.parse import parse_video
from leap_core.extract import Stopped
from leap_core.metrics import binarise
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.leap_core.extract.conftest import X264, encode, pattern

RUN = DEMO / "runs" / "leap_han"
CLIP = "demotst0003_0_10"


@pytest.fixture(scope="module")
def parsed():
    return parse_video(DEMO / "clips" / f"{CLIP}.mp4", RUN / "checkpoint")


def test_events_are_those_of_the_run(parsed):
    store = open_store(RUN)
    row = store.filenames.index(CLIP)
    grid = binarise(store.prediction)[row]  # (2, C, T)
    expected = {
        (lc.CATEGORIES[c], modality, onset, offset)
        for m, modality in enumerate(("audio", "visual"))
        for c, onset, offset in grid_to_events(grid[m])
    }
    assert {(e.category, e.modality, e.onset, e.offset) for e in parsed.events} == expected
    assert len(parsed.events) == len(expected) > 2
    for event in parsed.events:
        m, c = ("audio", "visual").index(event.modality), lc.CATEGORIES.index(event.category)
        p = store.prediction.segments[row, m, c, int(event.onset) : int(event.offset)]
        assert event.probability == pytest.approx(p.mean(), abs=0.02)  # the run's features were of float16
    assert (parsed.recipe, parsed.seconds, parsed.warnings) == ("compact", 10, ())


def test_another_length_and_what_is_unlike(tmp_path):
    odd = encode(tmp_path / "odd.mkv", pattern(3), X264)
    heard = []
    parsed = parse_video(odd, RUN / "checkpoint", threshold=0, on_second=lambda *x: heard.append(x))
    assert parsed.seconds == 3 and heard[-1] == (3, 3)
    assert len(parsed.events) == 2 * 25 and {e.offset for e in parsed.events} == {3}
    assert any(
        "the picture is unlike what the model was trained on (LEAP Lens demo, train)" in w
        for w in parsed.warnings
    )


def test_a_model_without_statistics_says_so(tmp_path):
    shutil.copytree(RUN / "checkpoint", tmp_path / "checkpoint")
    (warning,) = parse_video(DEMO / "clips" / f"{CLIP}.mp4", tmp_path / "checkpoint").warnings
    assert "is not known" in warning


def model(folder, **changes):
    config = lc.load_checkpoint(RUN / "checkpoint").config
    torch.manual_seed(1)
    lc.save_checkpoint(lc.build_model(replace(config, **changes)), folder)
    return folder


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"visual_dim": 7},
            "no recipe makes features of audio_dim 128, visual_dim 7, visual_st_dim 96: there are",
        ),
        ({"visual_dim": 2048, "visual_st_dim": 512}, "recipe llp: expected the weights"),
        ({"classes": 7}, "the names of its 7 classes are not known"),
    ],
)
def test_a_model_that_does_not_fit(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        parse_video(DEMO / "clips" / f"{CLIP}.mp4", model(tmp_path / "checkpoint", **changes))


def test_it_can_be_stopped():
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(Stopped):
        parse_video(DEMO / "clips" / f"{CLIP}.mp4", RUN / "checkpoint", stopped=stopped)


def test_the_statistics_are_of_the_models_widths():
    assert open_dataset(DEMO).feature_dims == lc.extract.RECIPES["compact"].feature_dims
