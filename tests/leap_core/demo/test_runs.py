"""The demo set's training runs and their report, on the tiny data set with two narrow models."""

from dataclasses import replace

import pytest

from leap_core import presets
from leap_core.config import LeapConfig, TrainConfig
from leap_core.demo import runs
from tests.tiny_dataset import make_dataset, tiny

NAMES = ("mmil_han", "mmil_han_valors_terms", "leap_han")


@pytest.fixture
def narrow(monkeypatch):
    """Two models of twelve numbers' width, two seeds, one epoch."""
    found = {
        model: {
            name: replace(candidate, model=tiny(candidate.model))
            for name, candidate in runs.CANDIDATES[model].items()
        }
        for model in ("mmil_han", "leap_han")
    }
    monkeypatch.setattr(runs, "CANDIDATES", found)
    monkeypatch.setattr(runs, "SEEDS", (1, 2))
    monkeypatch.setattr(runs, "SCHEDULE", TrainConfig(epochs=1, patience=1))


def test_all_are_tuned_alike_but_for_what_belongs_to_a_method():
    every = [candidate for some in runs.CANDIDATES.values() for candidate in some.values()]
    schedules = [runs.schedule(candidate, seed=1) for candidate in every]
    assert len({replace(s, avss_weight=0.0, basic_terms="both") for s in schedules}) == 1
    for candidate, schedule in zip(every, schedules, strict=True):
        leap = isinstance(candidate.model.decoder, LeapConfig)
        assert schedule.avss_weight == leap
        assert schedule.basic_terms == "both" or not leap
        assert candidate.model.width == presets.small(candidate.model).width
    for encoder in ("han", "mm_pyr"):
        assert runs.MODELS[f"mmil_{encoder}"].encoder == runs.MODELS[f"leap_{encoder}"].encoder
        terms = {c.terms for c in runs.CANDIDATES[f"mmil_{encoder}"].values()}
        assert terms == {"both", "segment"}


def test_the_command_writes_what_it_says(narrow, tmp_path, leap):
    make_dataset(tmp_path / "data")
    out, report = tmp_path / "runs", tmp_path / "docs" / "results.md"
    words = "demo", "runs", "--data", tmp_path / "data", "--out", out, "--report", report
    code, _, said = leap(*words)
    assert code == 0 and f"wrote {report}" in said
    page = report.read_text(encoding="utf-8")
    assert {path.relative_to(out).as_posix() for path in out.glob("seed-*/*")} == {
        f"seed-{seed}/{name}" for seed in (1, 2) for name in NAMES
    }
    assert {path.name for path in (out / "results").iterdir()} == {"scores.parquet", "curves.parquet"}
    assert "**synthetic**" in page
    rows = [line for line in page.splitlines() if line.startswith(("| MMIL, HAN", "| LEAP, HAN"))]
    assert (
        len([row for row in rows if row.count("±") == 11]) == 3 * 2 * 3
    )  # gates, subsets of clips, candidates
    assert sum("| chosen |" in row for row in rows) == 1

    stamps = {path: path.stat().st_mtime_ns for path in out.glob("seed-*/**/*") if path.is_file()}
    assert leap(*words)[0] == 0 and report.read_text(encoding="utf-8") == page
    assert stamps == {path: path.stat().st_mtime_ns for path in out.glob("seed-*/**/*") if path.is_file()}
