"""The compare screen: its figures are leap_core's, its choices live in the address, bad input is said."""

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.metrics import HEADLINE, binarise, compare, evaluate, holm, mean_average_precision
from leap_core.options import GATE_NAMES
from leap_core.runs.store import open_store
from leap_core.tables import signed
from tests import demo_fixture
from tests.app.test_browse import drawn
from tests.demo_fixture import CLIPS, EVENTS, make_annotations, make_run, write_run


def rows_of(test) -> dict[str, dict[str, str]]:
    """What the table says, by the names of its rows and columns."""
    view = drawn(test)
    names = [column["name"] for column in view["columns"][1:]]
    texts = {row["name"]: [cell["text"] for cell in row["cells"]] for row in view["rows"]}
    return {name: dict(zip(names, cells, strict=True)) for name, cells in texts.items()}


def caption_of(test) -> str:
    return next(markdown.value for markdown in test.markdown if "F1 in percent" in markdown.value)


def wanted(demo, run: str, threshold: float, gate: str) -> dict[str, float]:
    store, data = open_store(demo / "runs" / run), open_dataset(demo)
    truth = data.annotations.grid[[data.index(name) for name in store.filenames]]
    return evaluate(binarise(store.prediction, threshold, gate), truth).table


@pytest.mark.parametrize(("threshold", "gate"), [("0.5", "global"), ("0.3", "none")])
def test_table_is_what_evaluate_says(open_compare, demo, threshold, gate):
    test = open_compare(threshold=threshold, gate=gate)
    assert not test.error
    rows, truth = rows_of(test), open_dataset(demo).annotations.grid
    assert list(rows) == ["MMIL, MM-Pyr", "LEAP, MM-Pyr"]  # the baseline first
    for title, run in (("LEAP, MM-Pyr", "leap_mm_pyr"), ("MMIL, MM-Pyr", "mmil_mm_pyr")):
        ranked = mean_average_precision(open_store(demo / "runs" / run).prediction.segments, truth)
        scores = [*wanted(demo, run, float(threshold), gate).values(), *ranked]
        assert list(rows[title].values()) == [f"{score:.1f}" for score in scores]
    said = caption_of(test)
    assert "synthetic data" in said and f"{GATE_NAMES[gate]}, threshold {threshold}" in said


def test_choices_go_into_the_address(open_compare):
    test = open_compare()
    test.selectbox(key="gate").select("modality").run()
    assert test.query_params["gate"] == "modality"
    test.slider(key="threshold").set_value(0.7).run()
    assert test.query_params["threshold"] == "0.7"
    test.selectbox(key="b").select("leap_mm_pyr").run()
    assert test.query_params["b"] == "leap_mm_pyr"
    differences = test.table[0].value
    assert list(differences.columns[:2]) == ["LEAP, MM-Pyr (1)", "LEAP, MM-Pyr (2)"]
    assert (differences.iloc[:, 2] == 0).all()


def test_six_clips_bear_differences_alone(open_compare, demo):
    test = open_compare()
    frame = test.table[0].value
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
    frame, known = test.table[0].value, compare(*scores)
    np.testing.assert_allclose(frame["p"], known.p)
    np.testing.assert_allclose(frame["p, Holm"], holm(known.p))
    assert (frame["p, Holm"] > frame["p"]).any() and len(frame) == 11
    np.testing.assert_allclose(frame[["low", "high"]].T, [known.low, known.high])
    assert "Fewer than" not in "\n".join(markdown.value for markdown in test.markdown)


def test_published_rows_are_marked(open_compare):
    test = open_compare()
    test.toggle(key="published").set_value(True).run()
    assert test.query_params["published"] == "1"
    kinds = [row["kind"] for row in drawn(test)["rows"]]
    assert kinds == ["baseline", "run", *["apart"] * 19]
    assert all(name.startswith("published on LLP: ") for name in list(rows_of(test))[2:])
    assert "published rows as their papers print them, on LLP" in caption_of(test)
    test.toggle(key="published").set_value(False).run()
    assert test.query_params["published"] == "0"


def test_what_the_address_cannot_have(open_compare):
    test = open_compare(view="classes", threshold="high", gate="east", level="word", a="nobody")
    said = "\n".join(error.value for error in test.error)
    for text in ("there is no threshold 'high'", "no gate 'east'", "no level 'word'", "no run 'nobody'"):
        assert text in said
    assert [len(row) for row in rows_of(test).values()] == [13, 13]


def test_runs_that_do_not_fit_are_said_and_the_rest_compared(open_compare, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    truth = open_dataset(demo).annotations.grid
    turned = CATEGORIES[::-1]
    write_run(demo / "runs" / "leap_mm_pyr", "leap", CLIPS, truth, truth, "Tiny demo", turned)
    test = open_compare(a="few", b="mmil_mm_pyr")
    assert "leap_mm_pyr" in "\n".join(error.value for error in test.error)
    assert list(rows_of(test)) == ["MMIL, MM-Pyr", "LEAP, MM-Pyr"]
    assert "Mean over 2 clips" in caption_of(test)  # those of both, for one as for the other
    table = evaluate(binarise(open_store(demo / "runs" / "mmil_mm_pyr").prediction), truth).scores[:2]
    assert rows_of(test)["MMIL, MM-Pyr"]["Avg."] == f"{table[:, -1].mean():.1f}"
    assert "on 2 common clips" in "\n".join(markdown.value for markdown in test.markdown)


def shared(test):
    """The table as text, from the menu Share."""
    test.session_state["sharing compare"] = True
    return next(code.value for code in test.run().code if "| " in code.value)


def test_differences_to_the_baseline(open_compare, demo):
    test = open_compare(table="differences", metric="segment_audio")
    a, b = (wanted(demo, run, 0.5, "global") for run in ("leap_mm_pyr", "mmil_mm_pyr"))
    rows = rows_of(test)
    assert rows["MMIL, MM-Pyr"]["Seg. A"] == f"{b['segment_audio']:.1f}"
    assert rows["LEAP, MM-Pyr"]["Seg. A"] == signed(a["segment_audio"] - b["segment_audio"])
    assert rows["LEAP, MM-Pyr"]["Seg. A p, Holm"] == ""  # six clips
    assert "differences to MMIL, MM-Pyr, in points" in caption_of(test)
    assert "differences to MMIL, MM-Pyr" in shared(test)  # what is copied is what is on show
    swapped = rows_of(open_compare(a="mmil_mm_pyr", b="leap_mm_pyr", table="differences"))
    assert swapped["MMIL, MM-Pyr"]["Seg. A"] == signed(b["segment_audio"] - a["segment_audio"])


def test_rows_are_sorted_below_the_baseline(open_compare, demo):
    for name, count in (("x", 3), ("y", 6)):
        make_run(demo / "runs" / name, "leap" if name == "x" else "mmil", CLIPS[:count])
    test = open_compare(order="name")
    names = list(rows_of(test))
    assert names[0] == "MMIL, MM-Pyr (mmil_mm_pyr)" and names[1:] == sorted(names[1:], key=str.casefold)
    test = open_compare(order="-segment_audio")
    scores = [float(row["Seg. A"]) for row in rows_of(test).values()][1:]
    assert scores == sorted(scores, reverse=True)
    assert [line.split(" | ")[0] for line in shared(test).splitlines()[4:]] == [
        f"| {name}" for name in rows_of(test)
    ]
    assert "there is no order 'beauty'" in open_compare(order="beauty").error[0].value


def test_the_runs_of_the_table_are_chosen_in_the_address(open_compare, demo):
    make_run(demo / "runs" / "third", "leap", CLIPS[:2])
    assert "Mean over 2 clips" in caption_of(open_compare())
    test = open_compare(show="leap_mm_pyr")
    assert len(rows_of(test)) == 2 and "Mean over 6 clips" in caption_of(test)  # the baseline is always there
    test.multiselect(key="show").set_value(["leap_mm_pyr", "third"]).run()
    assert test.query_params["show"] == ["leap_mm_pyr", "third"] and len(rows_of(test)) == 3
    assert "there is no run 'nobody'" in open_compare(show="nobody").error[0].value


def test_no_runs_and_no_labels_by_second(open_compare, demo, monkeypatch):
    for modality in ("audio", "visual"):
        (demo / f"AVVP_eval_{modality}.csv").unlink()
    test = open_compare()
    assert test.info or test.error
    monkeypatch.setenv("LEAP_RUNS", str(demo / "clips"))
    assert "expected at least one run folder" in open_compare().error[0].value
