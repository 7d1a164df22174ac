"""A broken run among good ones is said to be broken, and every screen goes on with the others."""

import json
import os
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from leap_app.screens.studies import FOLDER
from leap_core.files import sha256_of
from leap_core.metrics import AVERAGE
from leap_core.metrics import COLUMNS as F1
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.results import save
from tests.app.conftest import alone, opened
from tests.app.test_clip import drawn
from tests.made_results import made_results

SCREENS = ("clip", "browse", "compare", "faith", "studies", "figure")
BROKEN = "a broken one"  # sorts first: whatever looks at the first run looks at it


def text(content):
    return lambda run: (run / "run.json").write_text(content)


def field(**changes):
    """Other values in run.json."""

    def change(run):
        values = json.loads((run / "run.json").read_text())
        (run / "run.json").write_text(json.dumps(values | changes))

    return change


def column(name, make):
    """Another column in predictions.parquet, of which run.json says nothing."""

    def change(run):
        field(files={})(run)
        path = run / "predictions.parquet"
        table = pq.read_table(path)
        place = table.column_names.index(name)
        values = table.column(place)
        pq.write_table(table.set_column(place, name, pa.array(make(values), values.type)), path)

    return change


def some(*, last):
    """The values of a column with another last one."""
    return lambda values: [*values.to_pylist()[:-1], last(values[-1].as_py())]


def junk(*names):
    def change(run):
        for name in names:
            (run / name).parent.mkdir(exist_ok=True)
            (run / name).write_text('{"a": [1')

    return change


def pipe(name):
    """What never ends for who reads it."""

    def change(run):
        (run / name).unlink()
        os.mkfifo(run / name)

    return change


def no_clip(run):
    field(files={})(run)
    path = run / "predictions.parquet"
    pq.write_table(pq.read_table(path).slice(0, 0), path)


def spoilt_and_hashed(run):
    """NaN that was written so: the hash in run.json is that of the file."""
    column("audio_prob", some(last=lambda v: [np.nan, *v[1:]]))(run)
    field(files={"predictions.parquet": sha256_of(run / "predictions.parquet")})(run)


BREAKS = {  # what is done to a run, and what is said of it
    "deep JSON": (text('{"format": 4, "config": ' + "[" * 100_000), "nested too deep"),
    "no JSON": (text("run"), "expected the record of a finished run as a JSON object"),
    "a list": (text("[]"), "expected the record of a finished run as a JSON object"),
    "wrong types": (field(segments="ten", maps=3), "segments cannot be"),
    "many segments": (field(segments=9_999), "expected a column"),
    "a split that is none": (field(split="../.."), "split cannot be"),
    "null rows": (column("video_prob", some(last=lambda v: None)), "a number in every cell"),
    "a null": (column("audio_prob", some(last=lambda v: [None, *v[1:]])), "a number in every cell"),
    "NaN": (column("audio_prob", some(last=lambda v: [np.nan, *v[1:]])), "expected audio_prob from 0 to 1"),
    "a clip without name": (column("filename", some(last=lambda v: None)), "expected names of clips"),
    "a clip twice": (column("filename", lambda v: [v[1].as_py(), *v.to_pylist()[1:]]), "found one twice"),
    "no clip": (no_clip, "expected names of clips"),
    "other bytes": (
        lambda run: (run / "predictions.parquet").write_bytes(b"PAR1" * 99),
        "not what was written",
    ),
    "a pipe for a record": (pipe("run.json"), "found a pipe"),
    "a pipe for predictions": (pipe("predictions.parquet"), "found a pipe"),
    "no predictions": (lambda run: (run / "predictions.parquet").unlink(), "expected a readable Parquet"),
}
LATER = {  # what is only seen where it is read
    "NaN that was written": (spoilt_and_hashed, ("compare",), "expected audio_prob from 0 to 1"),
    "a training record": (junk("training/config.json"), ("compare",), "the record of a training run"),
    "a table of epochs": (junk("training/metrics.csv"), (), ""),
    "a checkpoint": (junk("checkpoint/config.json", "checkpoint/model.safetensors"), (), ""),
}


@pytest.fixture
def runs(demo):
    """The folder of runs with one more, a copy of the first, and with studies."""
    folder = demo / "runs"
    shutil.copytree(folder / "leap_mm_pyr", folder / BROKEN)
    (folder / FOLDER).mkdir()
    points = {"lambda": {label: i for i, label in enumerate(studies(DEMO)["lambda"].settings)}}
    save(folder / FOLDER, made_results(points, seeds=2))
    return folder


def open_one(screen: str, **query: str) -> AppTest:
    test = alone(screen, 60)
    return opened(test, {"study": "lambda", **query})


def said(test: AppTest) -> str:
    return "\n".join(error.value for error in test.error)


def check_shown(screen: str, test: AppTest) -> None:
    """What a screen draws of the runs that are whole."""
    texts = "\n".join(markdown.value for markdown in test.markdown)
    if screen == "clip":
        assert [run["name"] for run in drawn(test)["runs"]] == ["leap_mm_pyr", "mmil_mm_pyr"]
    elif screen == "studies":
        assert len(test.table) == 3
    elif screen == "faith":
        assert len([info for info in test.info if "nothing is known of its maps" in info.value]) == 2
    else:
        assert {"browse": "6 of 6 clips", "compare": "Mean over 6 clips", "figure": "mm** in print"}[
            screen
        ] in texts


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_broken_run_is_named_and_the_others_are_shown(runs, screen, broken):
    change, message = BREAKS[broken]
    change(runs / BROKEN)
    test = open_one(screen)
    check_shown(screen, test)
    if screen != "studies":  # which reads what studies found alone
        assert BROKEN in said(test) and message in said(test)


@pytest.mark.parametrize("broken", LATER)
@pytest.mark.parametrize("screen", SCREENS)
def test_what_no_list_of_runs_can_tell_is_said_where_it_is_read(runs, screen, broken):
    change, screens, message = LATER[broken]
    change(runs / BROKEN)
    test = open_one(screen)
    check_shown(screen, test)
    assert (BROKEN in said(test) and message in said(test)) == (screen in screens)


@pytest.mark.parametrize("broken", [*BREAKS, "NaN that was written"])
@pytest.mark.parametrize("screen", ("clip", "browse", "figure"))
def test_a_broken_run_that_is_asked_for_is_named(runs, screen, broken):
    """A link to it opens, and says what is wrong."""
    (BREAKS | LATER)[broken][0](runs / BROKEN)
    assert BROKEN in said(open_one(screen, a=BROKEN, b="mmil_mm_pyr"))


@pytest.mark.parametrize("spoilt", ["results.parquet", "clips.parquet"])
@pytest.mark.parametrize("how", [b"PAR1", "null", "text"])
def test_broken_results_of_studies_are_said(runs, spoilt, how):
    path = runs / FOLDER / spoilt
    if isinstance(how, bytes):
        path.write_bytes(how)
    else:
        table = pd.read_parquet(path)
        name = (
            "clip" if how == "null" and spoilt == "clips.parquet" else F1[0] if "clip" in table else AVERAGE
        )
        table.assign(**{name: None if how == "null" else "x"}).to_parquet(path)
    test = open_one("studies")
    assert spoilt in said(test) and len(test.table) == 1  # what papers print
    for screen in SCREENS:
        if screen != "studies":
            check_shown(screen, open_one(screen))
