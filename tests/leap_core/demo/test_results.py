"""The report's figures, by hand: 12 clips, 2 seeds, F1 of 100 or 0."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from leap_core.demo import runs
from leap_core.demo.results import Results, render
from leap_core.types import Prediction

C, T, N = 2, 3, 12
GRID = np.zeros((N, 2, C, T), bool)
GRID[:, :, 0] = True  # class 0 heard and seen
GRID[6:, 0, :, 1] = True  # the later clips: both classes heard at once
NAMES = tuple(f"clip{n}" for n in range(N))
DATASET = SimpleNamespace(annotations=SimpleNamespace(grid=GRID, filenames=NAMES), split="test")


def store(title, grid, p=1.0):
    clips = p * grid.any(axis=3)
    prediction = Prediction(grid.astype(float), clips, clips.max(axis=1))
    return SimpleNamespace(run=SimpleNamespace(title=title), prediction=prediction, filenames=NAMES)


def curve(*scores):
    epochs = np.arange(1, len(scores) + 1)
    return pd.DataFrame({"epoch": epochs, "total": 9.0 / epochs, "segment_type": scores})


def trained(model, title, grids, curves, chosen=True, p=1.0):
    candidate = runs.Candidate(runs.MODELS[model])
    return runs.Trained(model, candidate, tuple(store(title, g, p) for g in grids), curves, chosen)


@pytest.fixture(scope="module")
def results():
    nothing, half = np.zeros_like(GRID), GRID.copy()
    half[::2] = False
    curves = curve(10.0, 60.0, 50.0), curve(10.0, 20.0, 90.0)
    found = {
        "mmil_han": trained("mmil_han", "MMIL, HAN", (half, nothing), curves, False),
        "mmil_han_valors_terms": trained("mmil_han", "MMIL, HAN, VALOR's terms", (half, half), curves),
        "leap_han": trained("leap_han", "LEAP, HAN", (GRID, GRID), curves, p=0.4),
    }
    return Results.collect(found, DATASET)


@pytest.fixture(scope="module")
def page(results):
    return render(results, DATASET)


def cells(page, title, row):
    block = next(block for block in page.split("## ") if block.startswith(title))
    line = next(line for line in block.splitlines() if line.startswith(f"| {row} |"))
    return [cell.strip() for cell in line.split("|")[2:-1]]


def test_mean_and_deviation_over_seeds(page):
    # seed 1 finds every other clip, seed 2 none; nothing is to be seen of class 1
    assert cells(page, "All clips (12), gate: none", "MMIL, HAN (not chosen)")[0] == "25.0 ± 35.4"
    assert cells(page, "All clips (12), gate: none", "LEAP, HAN")[0] == "100.0 ± 0.0"
    assert cells(page, "Clips with overlapping events (6), gate: none", "LEAP, HAN")[0] == "100.0 ± 0.0"


def test_the_gate_is_the_one_named(page):
    assert cells(page, "All clips (12), gate: global", "LEAP, HAN")[0] == "0.0 ± 0.0"  # p is 0.4
    assert cells(page, "All clips (12), gate: global", "MMIL, HAN, VALOR's terms")[0] == "50.0 ± 0.0"


def test_it_says_in_words_who_is_ahead_whichever_it_is(results, page):
    assert "- **MMIL, HAN, VALOR's terms** scores" in page
    assert "points more than LEAP, HAN (95 % interval" in page
    names = {"model": {"leap_han": "mmil_han", "mmil_han": "leap_han"}}
    swapped = Results(results.scores.replace(names), results.curves)
    assert "- **MMIL, HAN, VALOR's terms** scores" in render(swapped, DATASET)


def test_terms_and_epochs(page):
    assert cells(page, "What MMIL", "MMIL, HAN") == ["75.00", ""]  # of 60 and 90
    assert cells(page, "What MMIL", "MMIL, HAN, VALOR's terms") == ["75.00", "chosen"]
    assert "| LEAP" not in page[page.index("## What MMIL") : page.index("## Training")]  # one candidate
    assert cells(page, "Training", "LEAP, HAN") == ["2 of 3: 60.0", "3 of 3: 90.0"]
    assert " in\n3 of 6 runs" in page


def test_the_tables_on_disk_give_the_page_again(results, page, tmp_path):
    results.save(tmp_path / "results")
    assert render(Results.load(tmp_path / "results"), DATASET) == page
