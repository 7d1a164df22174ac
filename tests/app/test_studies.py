"""The studies screen: what was found here beside what papers print, and the way to the clips."""

import io

import pandas as pd
import pytest

from leap_app.screens.studies import FOLDER
from leap_core.metrics import AVERAGE
from leap_core.published import published_scores
from leap_core.studies.contrasts import contrasts
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.results import load, save
from tests.app.conftest import alone, opened
from tests.demo_fixture import CLIPS, make_run
from tests.made_results import made_results

DONE = ("decoder", "lambda", "queries")


@pytest.fixture
def results(demo):
    """Two studies of two seeds; each setting is a point better than the one before."""
    points = {name: {label: i for i, label in enumerate(studies(DEMO)[name].settings)} for name in DONE}
    folder = demo / "runs" / FOLDER
    folder.mkdir()
    found = made_results(points, seeds=2)
    save(folder, found)
    return found.rows


@pytest.fixture
def open_studies(demo, given):
    return lambda **query: opened(alone("studies", 30), query)


def text(test) -> str:
    return "\n".join(markdown.value for markdown in test.markdown)


def test_a_study_and_apart_from_it_its_published_figures(open_studies, results, given):
    test = open_studies(study="lambda")
    assert "**synthetic data**" in text(test) and "2 seeds, at most 24 epochs, width 48" in text(test)
    ours, printed = test.table[0].value, test.table[2].value
    assert list(ours.index) == ["0", "0.5", "1", "2"]
    assert list(printed.index) == [f"{label} (LEAP supplementary Table 6)" for label in ("0.5", "1", "2")]
    here = results[(results.study == "lambda") & (results.setting == "1")][AVERAGE]
    assert ours.loc["1", AVERAGE] == f"{here.mean():.1f} ± {here.std(ddof=1):.1f}"
    assert printed.loc["1 (LEAP supplementary Table 6)", AVERAGE] == "62.1"
    chart = pd.read_csv(io.StringIO(given["study-lambda-Avg.csv"]))
    assert chart["mean"].tolist()[2] == pytest.approx(here.mean())


def test_a_study_compares_what_it_listed(open_studies, results, demo, given):
    for name, count in (("lambda", 3), ("decoder", 22)):
        test = open_studies(study=name)
        table = test.table[1].value
        wanted = contrasts(studies(DEMO)[name], load(demo / "runs" / FOLDER), published_scores(name))
        assert len(table) == len(wanted) == count
        assert table["found"].tolist() == [c.verdict for c in wanted]
        assert table["p, Holm"].tolist() == [c.row()["p, Holm"] for c in wanted]
        assert ("metric" in table.columns) == (name == "decoder")
        assert f"contrasts-{name}.csv" in given and f"corrected for all {count}" in test.caption[0].value


def test_results_without_clips_say_what_they_lack(open_studies, results, demo):
    (demo / "runs" / FOLDER / "clips.parquet").unlink()
    test = open_studies(study="lambda")
    assert "the scores of their clips" in test.info[0].value and len(test.table) == 2


def test_the_metric_and_the_study_live_in_the_address(open_studies, results, given):
    test = open_studies(study="queries", metric="segment_audio")
    assert "Do queries made from GloVe" in test.subheader[0].value
    assert "segment_audio" in next(iter(given))
    test.segmented_control(key="study").set_value("lambda").run()
    assert test.query_params["study"] == "lambda"
    wrong = open_studies(study="astrology")
    assert "there is no study 'astrology'" in wrong.error[0].value


def test_a_study_that_was_not_run_says_how(open_studies, results, demo):
    test = open_studies(study="blocks")
    assert f"leap study blocks --data {demo} --out {demo / 'runs' / FOLDER}" in test.info[0].value
    assert not test.error


def test_without_any_results_the_published_ones_are_shown(open_studies):
    test = open_studies(study="readout")
    assert "No study was run on this data set yet" in test.info[0].value
    assert "Published, on LLP" in text(test) and len(test.table) == 1
    assert test.table[0].value.index[0] == "first (LEAP supplementary Table 7)"


def test_broken_results_are_said(open_studies, demo):
    (demo / "runs" / FOLDER).mkdir()
    (demo / "runs" / FOLDER / "results.parquet").write_bytes(b"no")
    assert "expected the results of studies as Parquet" in open_studies(study="lambda").error[0].value


def test_runs_that_are_there_open_in_browse(open_studies, results, demo, monkeypatch):
    test = open_studies(study="lambda")
    button = next(b for b in test.button if b.label == "Open in Browse")
    assert button.disabled and "`leap study` makes it" in test.caption[-1].value
    for name in ("leap-mm_pyr-lambda-2", "leap-mm_pyr-lambda-0"):
        make_run(demo / "runs" / FOLDER / name / "seed-1", "leap", CLIPS)
    went = {}
    monkeypatch.setattr("leap_app.state.go", lambda screen, **what: went.update(what, screen=screen))
    test = test.run()
    button = next(b for b in test.button if b.label == "Open in Browse")
    assert not button.disabled
    button.click().run()
    a, b = (f"studies/leap-mm_pyr-lambda-{n}/seed-1" for n in (2, 0))
    assert went["screen"] == "browse"
    assert went["run"] == [a, b] and (went["a"], went["b"]) == (a, b)
    assert '"sort":"distance"' in went["filter"]


def test_complexity(open_studies, given):
    test = open_studies(study="complexity")
    table = test.table[0].value
    published, live = (table.loc["decoder", f"parameters, {of}, M"] for of in ("published", "live"))
    assert published - live == pytest.approx(1.581056)
    assert [metric.value for metric in test.metric] == ["47.3 M", "13.4%", "679.3 M", "18.8%"]
    assert "1.58 M parameters that no forward pass uses" in text(test) and "second attention pass" in text(
        test
    )
    test.selectbox(key="complexity of").select("mmil_han_valor").run()
    assert not test.exception and "complexity-mmil_han_valor.csv" in given


def test_time_is_measured_when_asked(open_studies, monkeypatch):
    from leap_core.speed import Speed

    monkeypatch.setattr("leap_core.speed.measure", lambda config: Speed(12.5, 80.0, "cpu", 2))
    test = open_studies(study="complexity")
    assert len(test.table) == 1
    next(b for b in test.button if b.label == "Measure").click().run()
    assert test.table[1].value.loc["LEAP, MM-Pyr (leap_mm_pyr)", "one clip, ms"] == 12.5
