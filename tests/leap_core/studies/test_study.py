"""`leap study` on the tiny data set: a small grid, resumed and broken.  Spread by Ray: tests/ray."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from leap_core.errors import InputError
from leap_core.metrics import HEADLINE
from leap_core.runs.store import open_store
from leap_core.studies import cluster, local
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.jobs import jobs_of
from leap_core.studies.results import load
from tests.tiny_dataset import make_dataset

SMALL = ("--small", "--epochs", "1", "--accelerator", "cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_dataset(tmp_path_factory.mktemp("study") / "data")


def leap(*words):
    command = [sys.executable, "-m", "leap_core", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_one_command_trains_scores_and_goes_on(data, tmp_path):
    words = ("study", "decoder", "--data", data, "--out", tmp_path / "out", "--seeds", "2", *SMALL, "--json")
    result = leap(*words)
    assert result.returncode == 0, result.stderr
    table = json.loads(result.stdout)
    assert table["title"].startswith("Decoder: F1 in percent") and len(table["rows"]) == 4
    assert all("±" in row["Avg."] for row in table["rows"])
    rows = load(tmp_path / "out" / "results.parquet")
    assert len(rows) == 8 and set(rows.seed) == {1, 2} and set(rows.epochs) == {1}
    run = open_store(tmp_path / "out" / "mmil-han" / "seed-2").run
    row = rows[(rows.setting == "HAN, MMIL") & (rows.seed == 2)].iloc[0]
    assert row[list(HEADLINE)].to_dict() == {name: run.metrics[name] for name in HEADLINE}
    assert run.title == "MMIL, HAN, seed 2" and run.blocks == 0 and row.run == "mmil-han/seed-2"
    fewer = leap(*words[:7], "1", *words[8:])  # asks for one seed: the other is still known
    assert fewer.returncode == 0 and json.loads(fewer.stdout) == table
    before = stamps(tmp_path / "out" / "leap-han")
    again = leap(*words)
    assert again.stdout == result.stdout and "8 runs, 8 of them done" in again.stderr
    assert stamps(tmp_path / "out" / "leap-han") == before


def test_a_broken_run_ends_the_study_with_its_message(data, tmp_path):
    folder = tmp_path / "out" / "mmil-han" / "seed-1" / "training"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    result = leap("study", "decoder", "--data", data, "--out", tmp_path / "out", "--seeds", "1", *SMALL)
    assert result.returncode == 2 and "the run here has other settings" in result.stderr
    assert "Traceback" not in result.stderr


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
