"""The views of the compare screen: what is drawn is what leap_core says, and every chart gives its data."""

import base64
import io
import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.metrics import HEADLINE, binarise, calibration, confusion, evaluate
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS, SHOWCASE

RUNS = {"LEAP": "leap_mm_pyr", "MMIL": "mmil_mm_pyr"}


@pytest.fixture
def known(demo):
    """Truth, and the two runs' stores by what charts call them."""
    data = open_dataset(demo)
    return data.annotations.grid, {run: open_store(demo / "runs" / name) for run, name in RUNS.items()}


@pytest.fixture
def csv_of(given):
    """The data behind the download button of that name, after the screen is drawn."""
    return lambda name: pd.read_csv(io.StringIO(given[name]))


def charts(test) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in test.get("plotly_chart")]


def numbers(values: list | dict) -> list:
    """What a chart draws, which Plotly may have packed."""
    if isinstance(values, list):
        return values
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()


def test_the_view_and_the_metric_live_in_the_address(open_compare):
    test = open_compare(view="threshold", metric="event_audio")
    assert any("Ev. A against the threshold" in m.value for m in test.markdown)
    test.segmented_control(key="view").set_value("calibration").run()
    assert test.query_params["view"] == "calibration"
    test.selectbox(key="metric").select("segment_type").run()
    assert test.query_params["metric"] == "segment_type"
    test = open_compare(view="sideways", metric="beauty")
    said = "\n".join(error.value for error in test.error)
    assert "there is no view 'sideways'" in said and "there is no metric 'beauty'" in said


def test_slices(open_compare, known, csv_of):
    truth, stores = known
    test = open_compare(view="slices", metric="segment_audio")
    assert not test.error
    frame = csv_of("slices-overlap-segment_audio.csv").set_index("slice")
    assert frame["clips"].to_dict() == {"no overlapping events": 5, "overlapping events": 1}
    scores = {s: evaluate(binarise(store.prediction), truth).scores[:, [0]] for s, store in stores.items()}
    rest = [i for i, name in enumerate(CLIPS) if name != SHOWCASE]
    row = frame.loc["no overlapping events"]
    assert row["LEAP"] == pytest.approx(scores["LEAP"][rest].mean())
    assert row["LEAP − MMIL"] == pytest.approx((scores["LEAP"][rest] - scores["MMIL"][rest]).mean())  # noqa: RUF001
    assert row[["low", "high", "p", "p, Holm"]].isna().all()  # five clips
    (chart,) = charts(test)
    assert chart["data"][0]["y"] == ["overlapping events", "no overlapping events"]


def test_slices_by_class_are_sorted_by_difference(open_compare, csv_of):
    test = open_compare(view="slices")
    test.segmented_control(key="slices").set_value("Class").run()
    assert test.query_params["slices"] == "Class"
    frame = csv_of("slices-class-Avg.csv")
    assert frame["LEAP − MMIL"].is_monotonic_decreasing and {"Dog", "Baby_laughter"} <= set(frame["slice"])  # noqa: RUF001


def test_confusion(open_compare, known, csv_of):
    truth, stores = known
    test = open_compare(view="confusion")
    assert not test.error and len(charts(test)) == 2
    frame = csv_of("confusion-audio.csv")
    for run, store in stores.items():
        audio = confusion(binarise(store.prediction), truth)[0]
        assert frame[frame["run"] == run]["segments"].sum() == audio.sum()


def test_calibration_counts_no_padding(open_compare, demo, csv_of):
    """One of the six clips is said to have 7 segments of 10, another 1."""
    (demo / "AVVP_segments.csv").write_text(f"filename\tsegments\n{CLIPS[0]}\t7\n{CLIPS[2]}\t1\n")
    test = open_compare(view="calibration")
    assert not test.error
    found = csv_of("calibration.csv").groupby(["classes", "modality", "run"])["count"].sum()
    assert (found["all classes"] == 25 * (7 + 1 + 4 * 10)).all() and len(found["all classes"]) == 4
    weak, own = open_dataset(demo).annotations.weak, np.array([7, 10, 1, 10, 10, 10])
    assert (found["the clip's own classes"] == (weak.sum(axis=1) * own).sum()).all()


def test_calibration(open_compare, known, csv_of):
    truth, stores = known
    test = open_compare(view="calibration")
    frame = csv_of("calibration.csv")
    table = test.table[0].value
    assert len(charts(test)) == 2 and len(table) == 8
    own = np.broadcast_to(truth.any(axis=(1, 3))[:, :, None], truth[:, 0].shape)  # as its weak labels say
    for scope, counted in (("all classes", None), ("the clip's own classes", own)):
        for m, modality in enumerate(("audio", "visual")):
            for run, store in stores.items():
                wanted = calibration(store.prediction.segments[:, m], truth[:, m], counted)
                of = (frame["run"] == run) & (frame["modality"] == modality) & (frame["classes"] == scope)
                np.testing.assert_allclose(frame[of]["there"], wanted.there)
                row = table.loc[(scope, modality, run)]
                assert row.tolist() == [
                    f"{wanted.error:.3f}",
                    f"{wanted.brier:.3f}",
                ]  # six clips: no interval


def test_threshold(open_compare, known, csv_of):
    truth, stores = known
    open_compare(view="threshold", metric="event_event", gate="none")
    frame = csv_of("thresholds-event_event.csv").set_index("threshold")
    for threshold in (0.05, 0.5, 0.95):
        for run, store in stores.items():
            table = evaluate(binarise(store.prediction, threshold, "none"), truth).table
            assert frame.loc[threshold, run] == pytest.approx(table["event_event"])


def test_clips_by_any_metric(open_compare, known, csv_of):
    truth, stores = known
    open_compare(metric="segment_visual")
    frame = csv_of("clips-segment_visual.csv")
    scores = evaluate(binarise(stores["LEAP"].prediction), truth).scores
    np.testing.assert_allclose(frame["LEAP"], scores[:, HEADLINE.index("segment_visual")])


def test_places_of_clips_say_how_many_they_are(open_compare, known):
    truth, stores = known
    (chart,) = charts(open_compare(metric="segment_visual"))
    (points,) = chart["data"]
    column = HEADLINE.index("segment_visual")
    scores = [evaluate(binarise(store.prediction), truth).scores[:, column] for store in stores.values()]
    places = Counter(zip(*(np.round(of, 1).tolist() for of in scores), strict=True))
    assert max(places.values()) > 1
    counts = [about[1] for about in points["customdata"]]
    found = zip(numbers(points["y"]), numbers(points["x"]), strict=True)
    assert dict(zip(found, counts, strict=True)) == places
    assert points["text"] == [str(about[1]) if about[1] > 1 else "" for about in points["customdata"]]
    largest = max(points["customdata"], key=lambda about: about[1])
    assert largest[2].count("demotst") == min(5, largest[1])


def test_a_run_against_itself_makes_no_difference(open_compare):
    for view in ("overview", "classes", "slices", "confusion", "calibration", "threshold", "run details"):
        assert not open_compare(view=view, b="leap_mm_pyr").error


def test_thresholds_chosen_on_validation_are_offered_and_marked(open_compare, known):
    truth, stores = known
    test = open_compare(view="threshold", metric="segment_type")
    lines = json.loads(test.get("plotly_chart")[-1].proto.spec)["data"]
    for run, threshold in (("LEAP", 0.42), ("MMIL", 0.57)):
        (mark,) = (line for line in lines if line["name"] == f"{run}, chosen on validation")
        table = evaluate(binarise(stores[run].prediction, threshold), truth).table
        assert (mark["x"], mark["y"]) == ([threshold], [pytest.approx(table["segment_type"])])
    assert any("Each run at its own**, LEAP at 0.42 and MMIL at 0.57" in m.value for m in test.markdown)
    test.button(key="chosen mmil_mm_pyr").click().run()
    assert test.query_params["threshold"] == "0.57"
    test.selectbox(key="gate").select("or").run()  # which nothing was chosen for
    assert not [button for button in test.button if str(button.key).startswith("chosen")]
    assert not any("Each run at its own" in m.value for m in test.markdown)
