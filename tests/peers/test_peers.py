"""sed_eval, sed_scores_eval, pympi-ling and praatio read what `leap events` writes."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.files import write_folder
from leap_core.metrics import binarise
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from leap_core.tracks import WRITERS, tracks_of

HERE = Path(__file__).parent
CLIP, RUN, SLUG = "demotst0075_0_10", "leap_mm_pyr", "LEAP_MM_Pyr"


@pytest.fixture(scope="module")
def demo():
    """The bundled data set and a run."""
    return open_dataset(DEMO), open_store(DEMO / "runs" / RUN)


@pytest.fixture(scope="module")
def labelled(demo):
    data, store = demo
    return tracks_of(data, [store], data.annotations.filenames, 0.5, "none")


@pytest.fixture(scope="module")
def read(labelled, tmp_path_factory):
    """What they find, in an environment of their own."""
    root = tmp_path_factory.mktemp("peers")
    for form in ("elan", "textgrid", "dcase", "scores"):
        write_folder(root / form, WRITERS[form](labelled))
    python = root / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", root / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    done = subprocess.run(
        [python, HERE / "read.py", root, CLIP, SLUG], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_tiers_are_read_with_their_events(labelled, read):
    clip = next(clip for clip in labelled.clips if clip.filename == CLIP)
    tiers = dict(labelled.by_class(clip))
    assert len(tiers) > 5 and tiers.keys() == read["elan"].keys() == read["praat"].keys()
    for name, events in tiers.items():
        text = labelled.classes[events[0].category]
        assert read["praat"][name] == [[e.onset, e.offset, text] for e in events]
        assert read["elan"][name] == [[1000 * e.onset, 1000 * e.offset, text] for e in events]


def test_scorers_find_the_f1_that_is_ours(demo, read):
    data, store = demo
    truth, said = data.annotations.grid[:, 0], binarise(store.prediction, 0.5, "none")[:, 0]
    said = said[store.rows(data.annotations.filenames)]

    def f1(classes) -> float:
        both = (truth & said)[:, classes].sum()
        return 100 * 2 * both / (truth[:, classes].sum() + said[:, classes].sum())

    everything, heard = np.ones(truth.shape[1], bool), truth.any(axis=(0, 2))
    assert read["events"] == pytest.approx(f1(everything), abs=1e-6)
    assert read["scores"] == pytest.approx(f1(heard), abs=1e-6)
