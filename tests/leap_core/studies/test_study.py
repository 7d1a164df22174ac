"""`leap study` on the tiny data set: a small grid, resumed and broken.  Spread by Ray: tests/ray."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from leap_core.data import llp
from leap_core.errors import InputError
from leap_core.metrics import AVERAGE, HEADLINE
from leap_core.runs.store import open_store
from leap_core.studies import cluster, local
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.jobs import carry_out, jobs_of
from leap_core.studies.results import collect, load
from tests.tiny_dataset import make_dataset

SMALL = ("--small", "--epochs", "1", "--accelerator", "cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_dataset(tmp_path_factory.mktemp("study") / "data")


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_one_command_trains_scores_and_goes_on(leap, data, tmp_path, monkeypatch):
    words = ("study", "decoder", "--data", data, "--out", tmp_path / "out", "--seeds", "2", *SMALL, "--json")
    code, printed, said = leap(*words)
    assert code == 0, said
    table, tests = map(json.loads, printed.splitlines())
    assert table["title"].startswith("Decoder: F1 in percent") and len(table["rows"]) == 4
    assert all("±" in row["Avg."] for row in table["rows"])
    assert len(tests["rows"]) == 22 and tests["rows"][0]["contrast"] == "HAN, LEAP against HAN, MMIL"
    results = load(tmp_path / "out")
    rows = results.rows
    assert len(rows) == 8 and set(rows.seed) == {1, 2} and set(rows.epochs) == {1}
    run = open_store(tmp_path / "out" / "mmil-han" / "seed-2").run
    row = rows[(rows.setting == "HAN, MMIL") & (rows.seed == 2)].iloc[0]
    assert row[list(HEADLINE)].to_dict() == pytest.approx({name: run.metrics[name] for name in HEADLINE})
    assert results.clips.groupby("run").size().tolist() == [19] * 8 and row.split == "test"
    assert run.title == "MMIL, HAN, seed 2" and run.blocks == 0 and row.run == "mmil-han/seed-2"
    before = stamps(tmp_path / "out" / "leap-han")
    monkeypatch.setattr(local, "run_jobs", lambda jobs, *_: [carry_out(job) for job in jobs])  # no workers
    assert leap(*words[:7], "1", *words[8:])[:2] == (0, printed)  # of one seed: the other is still known
    _, again, said = leap(*words)
    assert again == printed and "8 runs, 8 of them done; scored on the test split" in said
    assert stamps(tmp_path / "out" / "leap-han") == before


def test_a_split_for_studies_is_what_counts(data, tmp_path, monkeypatch):
    """The run on the test split stays, to look at; scores are of the split `study`."""
    monkeypatch.setitem(llp.SPLIT_FILES, "study", "AVVP_study.csv")
    root = Path(shutil.copytree(data, tmp_path / "data"))
    lines = (root / "AVVP_test_pd.csv").read_text().splitlines()
    (root / "AVVP_test_pd.csv").write_text("\n".join(lines[:8]) + "\n")
    (root / "AVVP_study.csv").write_text("\n".join([lines[0], *lines[8:]]) + "\n")
    (job,) = jobs(root, tmp_path / "out", 1)
    carry_out(job)
    run = tmp_path / "out" / job.setting.name / "seed-1"
    assert job.done and [open_store(f).run.split for f in (run, run / "study")] == ["test", "study"]
    scale = replace(DEMO, train=replace(DEMO.train, epochs=1))
    found = collect(tmp_path / "out", studies(scale), scale, root)
    assert set(found.rows.split) == {"study"} and len(found.clips) == 12
    assert found.rows[AVERAGE].iloc[0] == pytest.approx(open_store(run / "study").run.metrics[AVERAGE])
    (run / "study" / "run.json").unlink()
    assert not job.done and not len(collect(tmp_path / "out", studies(scale), scale, root).rows)


def test_a_study_says_how_many_seeds_it_takes(data, tmp_path):
    plans = studies(DEMO)
    some = jobs_of([plans["readout"], plans["blocks"]], None, data, tmp_path, "bundled", "cpu")
    counts = Counter(job.setting.name for job in some)
    assert counts == {
        "leap-mm_pyr": 5, "leap-mm_pyr-readout-first": 5, "leap-mm_pyr-readout-average": 5,
        "leap-mm_pyr-blocks-1": 3, "leap-mm_pyr-blocks-3": 3,
    }  # fmt: skip
    assert [job.seed for job in some] == sorted(job.seed for job in some)
    asked = jobs_of([plans["readout"]], 2, data, tmp_path, "bundled", "cpu")
    assert {job.seed for job in asked} == {1, 2}


def test_a_broken_run_ends_the_study_with_its_message(leap, data, tmp_path):
    folder = tmp_path / "out" / "mmil-han" / "seed-1" / "training"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    words = ("study", "decoder", "--data", data, "--out", tmp_path / "out", "--seeds", "1", *SMALL)
    words += ("--workers", "1")
    code, _, said = leap(*words)
    assert code == 2 and "the run here has other settings" in said and "Traceback" not in said


@pytest.fixture
def interruptible():
    """Processes started here can be interrupted, even where a job in the background started the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_ends_the_workers_and_nothing_is_half_written(data, tmp_path):
    words = ("study", "lambda", "--data", data, "--out", tmp_path / "out", "--seeds", "3", "--small")
    command = [sys.executable, "-m", "leap_core", *map(str, words), "--accelerator", "cpu"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    while not list((tmp_path / "out").glob("*/*/training/state.pt")):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.stderr.read()  # ends when the last of them has ended
    assert process.wait(timeout=30) != 0
    process.stderr.close()
    assert not list(tmp_path.rglob("*.tmp")) and not list((tmp_path / "out").glob("results.parquet"))


def test_a_worker_that_is_ended_takes_no_further_job(monkeypatch):
    """What exits within a job, the pool would keep as that job's result."""
    codes = []
    monkeypatch.setattr(local, "carry_out", lambda *_: sys.exit(1))
    monkeypatch.setattr(local, "_shares", [0])
    monkeypatch.setattr(os, "_exit", codes.append)
    local._work(0, None)
    assert codes == [1]


def jobs(data, folder, count, study="decoder"):
    scale = replace(DEMO, train=replace(DEMO.train, epochs=1))
    return jobs_of([studies(scale)[study]], 1, data, folder, "bundled", "cpu")[:count]


def test_progress_reaches_the_end(data, tmp_path):
    heard = []
    some = jobs(data, tmp_path, 2)
    local.run_jobs(some, 1, lambda *step: heard.append(step))
    assert heard[-1] == (2, 2) and heard == sorted(heard) and all(job.done for job in some)


def test_without_ray_it_says_how_to_get_it(data, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'leap-lens\[ray\]'"):
        cluster.run_jobs(jobs(data, tmp_path, 1), 1)


def test_nothing_is_told_to_the_makers_of_ray():
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
