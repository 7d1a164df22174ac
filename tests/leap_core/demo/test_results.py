"""The report's figures, by hand: 2 clips, 2 seeds, F1 of 100 or 0."""

from types import SimpleNamespace

import numpy as np
import pytest

from leap_core.demo.results import render
from leap_core.types import Prediction

C, T = 2, 3
GRID = np.zeros((2, 2, C, T), bool)
GRID[0, :, 0] = True  # clip 0: class 0, heard and seen
GRID[1, 0, :, 1] = True  # clip 1: both classes heard at once


def store(grid):
    clips = np.zeros((len(grid), 2, C))  # video-level p: the gate `global` closes
    prediction = Prediction(grid.astype(float), clips, clips[:, 0])
    return SimpleNamespace(run=SimpleNamespace(title="LEAP, HAN"), prediction=prediction)


@pytest.fixture(scope="module")
def tables():
    dataset = SimpleNamespace(annotations=SimpleNamespace(grid=GRID), split="test")
    page = render({"leap_han": [store(GRID), store(np.zeros_like(GRID))]}, dataset)
    blocks = page.split("## ")[1:]
    return {block.splitlines()[0]: block.strip().splitlines()[-1].split(" | ")[1:] for block in blocks}


def test_clips_with_overlapping_events_are_those_of_one_modality(tables):
    titles = ["All clips (2)", "Clips with overlapping events (1)"]
    assert list(tables) == [f"{title}, gate: {gate}" for gate in ("global", "none") for title in titles]


def test_mean_and_deviation_over_seeds(tables):
    # seed 1 scores 100; seed 2 is silent and scores 0 but where there is nothing to find: the empty visual
    # and audio-visual tracks of clip 1
    audio, visual, audio_visual = tables["All clips (2), gate: none"][:3]
    assert audio == "50.0 ± 70.7"  # of 100 and 0
    assert visual == audio_visual == "75.0 ± 35.4"  # of 100 and 50
    assert tables["Clips with overlapping events (1), gate: none"][:3] == [
        "50.0 ± 70.7",
        "100.0 ± 0.0",
        "100.0 ± 0.0",
    ]


def test_the_gate_is_the_one_named(tables):
    assert tables["All clips (2), gate: global"][0] == "0.0 ± 0.0"
