"""Many runs on the compare screen: seeds of a setting together, and what each run is."""

import json
import shutil
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from leap_core.config import TrainConfig
from leap_core.data.dataset import open_dataset
from leap_core.files import sha256_of
from leap_core.metrics import HEADLINE, binarise, evaluate
from leap_core.runs.store import open_store
from leap_core.training_record import TrainingRecord
from tests.app.test_compare import caption_of, rows_of
from tests.app.test_compare_views import charts, numbers
from tests.demo_fixture import make_run

TITLE, SEEDS = "LEAP, MM-Pyr", ("leap_mm_pyr", "more/seed-2", "more/seed-3")


def note_training(folder, seed: int) -> None:
    """What training leaves of a run of four epochs, the best the second and, alike, the third."""
    training = folder / "training"
    training.mkdir()
    record = TrainingRecord({"width": 7}, TrainConfig(epochs=4, seed=seed), "bundled", "Tiny demo", "")
    (training / "config.json").write_text(json.dumps(asdict(record)))
    scores = pd.DataFrame({name: [10.0, 30.0, 30.0, 20.0] for name in HEADLINE})
    about = {"epoch": range(1, 5), "learning_rate": [1e-3, 1e-3, 1e-4, 1e-4], "total": [4.0, 3.0, 2.0, 1.0]}
    table = pd.DataFrame({**about, "avss": [0.0] * 4}).join(scores)
    table.to_csv(training / "metrics.csv", index=False)


@pytest.fixture
def seeds(demo):
    """LEAP with three seeds, of which two lie deeper; what the first says of all differs between them."""
    for seed, name in enumerate(SEEDS, start=1):
        folder = demo / "runs" / name
        if seed > 1:
            make_run(folder, "leap" if seed == 2 else "mmil")
        note_training(folder, seed)
        values = json.loads((folder / "run.json").read_text())
        values |= {"title": TITLE, "decoder": "leap", "checkpoint_sha256": f"{seed}" * 64}
        (folder / "run.json").write_text(json.dumps(values))
    return demo


@pytest.fixture
def averages(seeds):
    """Avg. of each seed, (S,)."""
    truth = open_dataset(seeds).annotations.grid
    stores = [open_store(seeds / "runs" / name) for name in SEEDS]
    return np.array([evaluate(binarise(s.prediction), truth).scores[:, -1].mean() for s in stores])


def test_seeds_are_one_row_of_mean_and_deviation(open_compare, averages):
    test = open_compare(run=SEEDS[1:])
    rows = rows_of(test)
    assert list(rows) == ["MMIL, MM-Pyr", TITLE]
    assert rows[TITLE]["Avg."] == f"{averages.mean():.1f} ± {averages.std(ddof=1):.1f}"
    assert (rows[TITLE]["seeds"], rows["MMIL, MM-Pyr"]["seeds"]) == ("3", "1")
    assert "of several seeds mean ± SD" in caption_of(test)
    test.toggle(key="each").set_value(True).run()
    rows = rows_of(test)
    assert [rows[f"{TITLE} ({name})"]["Avg."] for name in SEEDS] == [f"{score:.1f}" for score in averages]
    assert "seeds" not in rows["MMIL, MM-Pyr"]


def test_one_run_says_nothing_of_seeds(open_compare, averages):
    test = open_compare(run=SEEDS[1:], table="differences")
    row = rows_of(test)[TITLE]
    assert row["Avg. low"] == row["Avg. p, Holm"] == ""
    assert "none where one side has several seeds and the other one" in caption_of(test)


def test_all_runs_of_a_folder_are_added_at_once(open_compare, seeds):
    test = open_compare()
    test.text_input(key="run folder").set_value("more")
    next(button for button in test.button if button.label == "Add").click().run()
    assert test.query_params["run"] == list(SEEDS[1:])
    assert rows_of(test)[TITLE]["seeds"] == "3"


def test_a_copy_of_a_run_is_no_further_seed(open_compare, seeds):
    shutil.copytree(seeds / "runs" / SEEDS[1], seeds / "runs" / "copy")
    assert rows_of(open_compare(run=SEEDS[1:]))[TITLE]["seeds"] == "3"


def test_details_of_runs(open_compare, seeds, given):
    folder = seeds / "runs" / SEEDS[0]
    (folder / "checkpoint").mkdir()
    weights = folder / "checkpoint" / "model.safetensors"
    weights.write_bytes(b"weights")
    test = open_compare(view="run details")
    assert not test.error
    losses, validation, rate = (chart["data"] for chart in charts(test))
    assert [line["name"] for line in losses] == ["LEAP"] * 2  # the line and its star, of the one loss
    assert numbers(losses[0]["y"]) == [4, 3, 2, 1]
    assert (numbers(losses[1]["x"]), numbers(losses[1]["y"])) == ([3], [2])  # the latest of equals
    assert numbers(validation[1]["y"]) == [30] and numbers(rate[0]["y"]) == [1e-3, 1e-3, 1e-4, 1e-4]
    assert "LEAP: 3 of 4" in "\n".join(markdown.value for markdown in test.markdown)
    assert "without curves: MMIL" in test.info[0].value
    facts = test.table[0].value
    assert facts.loc[("Run", "weights"), "LEAP"] == (
        f"SHA-256 {sha256_of(weights)[:12]}, but the run was made with {'1' * 12}"
    )
    assert facts.loc[("Run", "weights"), "MMIL"] == f"not in its folder; SHA-256 {'0' * 12} as recorded"
    assert facts.loc[("Training", "seed")].tolist() == ["1", ""]
    threshold = ("Threshold of validation", "global gate")
    assert facts.loc[threshold].tolist() == ["0.42 (Seg. Type@AV 71.5)", "0.57 (Seg. Type@AV 71.5)"]
    assert {"curves.csv", "details.csv"} <= given.keys()


def test_details_of_several_and_what_is_broken_is_said(open_compare, seeds):
    (seeds / "runs" / SEEDS[1] / "training" / "metrics.csv").write_text("epoch,total\n1,x\n")
    (seeds / "runs" / SEEDS[2] / "training" / "config.json").write_text("{}")
    test = open_compare(view="run details", run=SEEDS[1:], details=SEEDS)
    assert [column for column in test.table[0].value.columns] == [f"{TITLE} ({name})" for name in SEEDS]
    assert all(line["name"].startswith(f"{TITLE} ({SEEDS[0]})") for line in charts(test)[0]["data"])
    said = "\n".join(error.value for error in test.error)
    assert "metrics.csv" in said and "config.json" in said
    test.multiselect(key="details").set_value(["mmil_mm_pyr"]).run()
    assert test.query_params["details"] == "mmil_mm_pyr" and not charts(test)
