"""The compare screen: its figures are leap_core's, its choices live in the address, bad input is said."""

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.metrics import HEADLINE, binarise, compare, evaluate, holm, mean_average_precision
from leap_core.options import GATE_NAMES
from leap_core.runs.store import open_store
from tests import demo_fixture
from tests.demo_fixture import CLIPS, EVENTS, make_annotations, make_run, write_run


def wanted(demo, run: str, threshold: float, gate: str) -> dict[str, float]:
    store, data = open_store(demo / "runs" / run), open_dataset(demo)
    truth = data.annotations.grid[[data.index(name) for name in store.filenames]]
    return evaluate(binarise(store.prediction, threshold, gate), truth).table


@pytest.mark.parametrize(("threshold", "gate"), [("0.5", "global"), ("0.3", "none")])
def test_table_is_what_evaluate_says(open_compare, demo, threshold, gate):
    test = open_compare(threshold=threshold, gate=gate)
    assert not test.error
    frame, truth = test.table[0].value, open_dataset(demo).annotations.grid
    assert list(frame.index) == ["LEAP, MM-Pyr", "MMIL, MM-Pyr"]
    for row, run in enumerate(("leap_mm_pyr", "mmil_mm_pyr")):
        ranked = mean_average_precision(open_store(demo / "runs" / run).prediction.segments, truth)
        scores = [*wanted(demo, run, float(threshold), gate).values(), *ranked]
        np.testing.assert_allclose(frame.iloc[row], scores)
    said = test.markdown[0].value
    assert "synthetic data" in said and f"{GATE_NAMES[gate]}, threshold {threshold}" in said


def test_choices_go_into_the_address(open_compare):
    test = open_compare()
    test.selectbox(key="gate").select("modality").run()
    assert test.query_params["gate"] == "modality"
    test.slider(key="threshold").set_value(0.7).run()
    assert test.query_params["threshold"] == "0.7"
    test.selectbox(key="b").select("leap_mm_pyr").run()
    assert test.query_params["b"] == "leap_mm_pyr"
    differences = test.table[1].value
    assert list(differences.columns[:2]) == ["LEAP, MM-Pyr (1)", "LEAP, MM-Pyr (2)"]
    assert (differences.iloc[:, 2] == 0).all()


def test_six_clips_bear_differences_alone(open_compare, demo):
    test = open_compare()
    frame = test.table[1].value
    a, b = (wanted(demo, run, 0.5, "global") for run in ("leap_mm_pyr", "mmil_mm_pyr"))
    np.testing.assert_allclose(frame["LEAP − MMIL"], [a[m] - b[m] for m in HEADLINE])  # noqa: RUF001
    assert frame[["low", "high", "p", "p, Holm"]].isna().all(axis=None)
    assert "Fewer than 10 clips" in "\n".join(markdown.value for markdown in test.markdown)


def test_more_clips_bear_intervals_and_p_as_it_is_and_corrected(open_compare, demo, monkeypatch):
    names = [f"demotst{number:04}_0_10" for number in range(1, 19)]
    monkeypatch.setattr(demo_fixture, "EVENTS", {n: EVENTS[CLIPS[i % 6]] for i, n in enumerate(names)})
    make_annotations(demo)
    scores = []
    for decoder in ("leap", "mmil"):
        make_run(demo / "runs" / f"{decoder}_mm_pyr", decoder, tuple(names))
        store = open_store(demo / "runs" / f"{decoder}_mm_pyr")
        scores.append(evaluate(binarise(store.prediction), open_dataset(demo).annotations.grid).scores)
    test = open_compare()
    frame, known = test.table[1].value, compare(*scores)
    np.testing.assert_allclose(frame["p"], known.p)
    np.testing.assert_allclose(frame["p, Holm"], holm(known.p))
    assert (frame["p, Holm"] > frame["p"]).any() and len(frame) == 11
    np.testing.assert_allclose(frame[["low", "high"]].T, [known.low, known.high])
    assert "Fewer than" not in "\n".join(markdown.value for markdown in test.markdown)


def test_published_rows_are_marked(open_compare):
    test = open_compare()
    test.toggle[0].set_value(True).run()
    published = [name for name in test.table[0].value.index if name.startswith("published on LLP: ")]
    assert (
        len(published) == 14 and "published rows as their papers print them, on LLP" in test.markdown[0].value
    )


def test_text_to_copy(open_compare):
    test = open_compare()
    assert test.code[0].value.startswith("F1 in percent on the test split of Tiny demo (synthetic data)")
    assert test.code[0].value.count("\n| ") == 4 and "**" in test.code[0].value


def test_what_the_address_cannot_have(open_compare):
    test = open_compare(threshold="high", gate="east", level="word", a="nobody")
    said = "\n".join(error.value for error in test.error)
    for text in ("there is no threshold 'high'", "no gate 'east'", "no level 'word'", "no run 'nobody'"):
        assert text in said
    assert test.table[0].value.shape == (2, 13)


def test_runs_that_do_not_fit_are_said_and_the_rest_compared(open_compare, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    truth = open_dataset(demo).annotations.grid
    turned = CATEGORIES[::-1]
    write_run(demo / "runs" / "leap_mm_pyr", "leap", CLIPS, truth, truth, "Tiny demo", turned)
    test = open_compare(a="few", b="mmil_mm_pyr")
    assert "leap_mm_pyr" in "\n".join(error.value for error in test.error)
    assert list(test.table[0].value.index) == ["LEAP, MM-Pyr", "MMIL, MM-Pyr"]
    assert "on 2 common clips" in "\n".join(markdown.value for markdown in test.markdown)


def test_no_runs_and_no_labels_by_second(open_compare, demo, monkeypatch):
    for modality in ("audio", "visual"):
        (demo / f"AVVP_eval_{modality}.csv").unlink()
    test = open_compare()
    assert test.info or test.error
    monkeypatch.setenv("LEAP_RUNS", str(demo / "clips"))
    assert "expected at least one run folder" in open_compare().error[0].value
