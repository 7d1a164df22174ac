"""Runs of one setting belong together whatever their folders are called, others never."""

from dataclasses import replace

from leap_core.config import TrainConfig
from leap_core.runs.settings import settings_of
from leap_core.training_record import TrainingRecord
from leap_core.types import Run

RUN = Run("", "LEAP", "mm_pyr", "leap", "toy", "", "test", True, ("Dog",), 5, 0, 0, {}, "", "none")
RECORD = TrainingRecord({"width": 7}, TrainConfig(seed=1), "bundled", "toy", "print")


def run(name: str, weights: str, title: str = "LEAP") -> Run:
    return replace(RUN, name=name, title=title, checkpoint_sha256=weights)


def seed(number: int, **changes) -> TrainingRecord:
    return replace(RECORD, train=replace(RECORD.train, seed=number, **changes))


def test_runs_that_differ_in_their_seed_alone_are_one_setting():
    runs = {"x": run("x", "1", "LEAP, seed 1"), "y": run("y", "2", "LEAP, seed 5")}
    runs["z"] = run("z", "3", "LEAP, slow")
    found = settings_of(runs, {"x": seed(1), "z": seed(1, learning_rate=1e-5), "y": seed(5)})
    assert [(s.title, s.runs) for s in found] == [("LEAP", ("x", "y")), ("LEAP, slow", ("z",))]


def test_folders_alike_are_no_record():
    runs = {"seed-1/leap": run("seed-1/leap", "1"), "seed-2/leap": run("seed-2/leap", "2")}
    assert [s.title for s in settings_of(runs, {})] == ["LEAP (seed-1/leap)", "LEAP (seed-2/leap)"]
    assert len(settings_of(runs, {"seed-1/leap": seed(1)})) == 2


def test_other_data_is_another_setting():
    runs = {"x": run("x", "1"), "y": run("y", "2")}
    assert len(settings_of(runs, {"x": seed(1), "y": replace(seed(2), dataset_fingerprint="other")})) == 2


def test_a_copy_counts_once_and_is_known_by_both_names():
    runs = {"x": run("x", "1"), "y": run("y", "2"), "copy": run("copy", "1")}
    (setting,) = settings_of(runs, {"x": seed(1), "y": seed(2), "copy": seed(1)})
    assert setting.runs == ("x", "y") and setting.names == {"x", "y", "copy"}


def test_a_setting_is_called_what_its_first_run_is_whatever_the_order_of_its_record():
    runs = {"x": run("x", "1", "Mine"), "y": run("y", "2", "Other")}
    one, other = {"width": 7, "classes": 3}, {"classes": 3, "width": 7}
    records = {"x": replace(seed(1), model=one), "y": replace(seed(2), model=other)}
    assert [(s.title, s.runs) for s in settings_of(runs, records)] == [("Mine", ("x", "y"))]
