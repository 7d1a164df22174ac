"""The demo set's training runs and their report, on the tiny data set with two narrow models."""

import sys

import pytest

from leap_core import cli, presets
from leap_core.config import LeapConfig, TrainConfig
from leap_core.demo import runs
from tests.tiny_dataset import make_dataset, tiny

NAMES = ("mmil_han", "leap_han")


@pytest.fixture
def narrow(monkeypatch):
    """Two models of twelve numbers' width, two seeds, one epoch."""
    models = {name: tiny(runs.MODELS[name]) for name in NAMES}
    monkeypatch.setattr(runs, "MODELS", models)
    monkeypatch.setattr(runs, "SEEDS", (1, 2))
    monkeypatch.setattr(runs, "schedule", lambda config, seed: TrainConfig(epochs=1, seed=seed))


def test_all_four_are_tuned_alike():
    schedules = {name: runs.schedule(config, seed=1) for name, config in runs.MODELS.items()}
    assert list(schedules) == ["mmil_han", "leap_han", "mmil_mm_pyr", "leap_mm_pyr"]
    assert len({(s.epochs, s.learning_rate, s.batch_size, s.labels, s.seed) for s in schedules.values()}) == 1
    for name, config in runs.MODELS.items():
        assert schedules[name].avss_weight == isinstance(config.decoder, LeapConfig)
        assert config.width == presets.small(config).width
    for encoder in ("han", "mm_pyr"):
        assert runs.MODELS[f"mmil_{encoder}"].encoder == runs.MODELS[f"leap_{encoder}"].encoder


def test_the_command_writes_what_it_says(narrow, tmp_path, monkeypatch, capfd):
    make_dataset(tmp_path / "data")
    out, report = tmp_path / "runs", tmp_path / "docs" / "results.md"

    def leap():
        options = {"--data": tmp_path / "data", "--out": out, "--report": report}
        arguments = [str(x) for pair in options.items() for x in pair]
        monkeypatch.setattr(sys, "argv", ["leap", "demo", "runs", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert stop.value.code == 0
        return report.read_text(encoding="utf-8")

    page = leap()
    assert f"wrote {report}" in capfd.readouterr().err
    assert {path.relative_to(out).as_posix() for path in out.glob("*/*")} == {
        f"seed-{seed}/{name}" for seed in (1, 2) for name in NAMES
    }
    assert "**synthetic**" in page
    titles = [line for line in page.splitlines() if line.startswith("## ")]
    assert [title.rpartition(" ")[2] for title in titles] == ["global", "global", "none", "none"]
    assert titles[0] == "## All clips (19), gate: global"
    rows = [line for line in page.splitlines() if line.startswith(("| MMIL, HAN |", "| LEAP, HAN |"))]
    assert len(rows) == 8
    assert all(row.count("±") == 11 for row in rows)

    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert leap() == page
    assert stamps == {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
