"""What training says of itself is read from one place."""

import json
from dataclasses import asdict

import pandas as pd
import pytest

from leap_core.config import TrainConfig
from leap_core.errors import InputError
from leap_core.metrics import HEADLINE
from leap_core.training_record import TrainingRecord, first_epochs, losses_of, read_curves, read_training

ABOUT = {"epoch": [1, 2], "learning_rate": [0.1, 0.1], "total": [3.0, 2.0], "avss": [0.0, 0.0]}
CURVES = pd.DataFrame(ABOUT).join(pd.DataFrame({name: [5.0, 7.0] for name in HEADLINE}))


@pytest.fixture
def write(tmp_path):
    def write(table: pd.DataFrame):
        (tmp_path / "training").mkdir(exist_ok=True)
        table.to_csv(tmp_path / "training" / "metrics.csv", index=False)
        return tmp_path

    return write


def test_the_record_is_read_as_it_was_written(tmp_path):
    record = TrainingRecord({"kind": "leap"}, TrainConfig(epochs=7), "none", "Tiny", "13")
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "config.json").write_text(json.dumps(asdict(record)))
    assert read_training(tmp_path) == record


def test_curves_are_read_as_they_were_written(write):
    pd.testing.assert_frame_equal(read_curves(write(CURVES)), CURVES)


EPOCHS = CURVES.to_dict("records")


def test_the_first_epochs_of_a_run_are_those_that_training_writes():
    assert first_epochs(EPOCHS, TrainConfig(epochs=2)) == EPOCHS
    assert first_epochs(EPOCHS[:1], TrainConfig(epochs=2)) == EPOCHS[:1]
    bare = [
        {name: value for name, value in EPOCHS[0].items() if name in ("epoch", "learning_rate", *HEADLINE)}
    ]
    assert first_epochs(bare, TrainConfig(epochs=2)) == bare  # losses need not be there
    nothing, second = [], EPOCHS[1:]
    lacking = [{k: v for k, v in EPOCHS[0].items() if k != "segment_type"}]
    for rows in (None, nothing, second, lacking, [[1]], [EPOCHS[0] | {"total": "low"}]):
        with pytest.raises(ValueError, match="expected"):
            first_epochs(rows, TrainConfig(epochs=2))
    with pytest.raises(ValueError, match="expected 1 to 1 epochs"):
        first_epochs(EPOCHS, TrainConfig(epochs=1))


def test_losses_are_those_that_training_had():
    assert losses_of(CURVES) == ["total"]
    assert losses_of(CURVES.assign(avss=[0.0, 0.5])) == ["total", "avss"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (CURVES.drop(columns="segment_type"), "with a column segment_type"),
        (CURVES.drop(columns=["segment_type", "epoch"]), "with a column epoch"),
        (CURVES[:0], "with an epoch"),
        (CURVES.assign(total="low"), "expected the metrics of a run"),
    ],
)
def test_what_is_no_table_of_epochs_is_said(write, table, said):
    with pytest.raises(InputError, match=said):
        read_curves(write(table))


def test_a_folder_without_training(tmp_path):
    assert read_training(tmp_path) is None
    with pytest.raises(InputError, match="expected the metrics of a run"):
        read_curves(tmp_path)
