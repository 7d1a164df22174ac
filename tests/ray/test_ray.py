"""`leap study --ray` with real Ray on this machine: the same bytes as without."""

import json
import os
import subprocess
import sys

import pytest

from leap_core.studies import local
from leap_core.studies.results import load
from tests.leap_core.studies.test_study import SMALL, jobs
from tests.tiny_dataset import make_dataset


@pytest.fixture
def data(tmp_path):
    return make_dataset(tmp_path / "data")


def test_ray_does_the_same(data, tmp_path):
    ray, alone = tmp_path / "ray", tmp_path / "alone"
    words = ("study", "blocks", "--data", data, "--out", ray, "--seeds", "1", *SMALL)
    command = [sys.executable, "-m", "leap_core", *map(str, words), "--ray", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout.splitlines()[0])["rows"]) == len(load(ray).rows) == 3
    assert "3/3 runs" in result.stderr  # the progress reached the end
    first = jobs(data, alone, 1, "blocks")
    local.run_jobs(first, workers=os.cpu_count())  # one thread each, as Ray has
    name = "leap-mm_pyr-blocks-1/seed-1/predictions.parquet"
    assert (ray / name).read_bytes() == (alone / name).read_bytes()
