"""What training says of itself is read from one place."""

import pandas as pd
import pytest

from leap_core.errors import InputError
from leap_core.metrics import HEADLINE
from leap_core.training_record import losses_of, read_curves, read_training

ABOUT = {"epoch": [1, 2], "learning_rate": [0.1, 0.1], "total": [3.0, 2.0], "avss": [0.0, 0.0]}
CURVES = pd.DataFrame(ABOUT).join(pd.DataFrame({name: [5.0, 7.0] for name in HEADLINE}))


@pytest.fixture
def write(tmp_path):
    def write(table: pd.DataFrame):
        (tmp_path / "training").mkdir(exist_ok=True)
        table.to_csv(tmp_path / "training" / "metrics.csv", index=False)
        return tmp_path

    return write


def test_curves_are_read_as_they_were_written(write):
    pd.testing.assert_frame_equal(read_curves(write(CURVES)), CURVES)


def test_losses_are_those_that_training_had():
    assert losses_of(CURVES) == ["total"]
    assert losses_of(CURVES.assign(avss=[0.0, 0.5])) == ["total", "avss"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (CURVES.drop(columns="segment_type"), "with a column segment_type"),
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
