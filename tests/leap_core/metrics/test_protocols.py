"""Scores of the authors of other data sets, worked out by hand: 2 classes, 2 clips of 5 and 3 seconds."""

import numpy as np
import pytest

from leap_core.data.events import Event
from leap_core.metrics import Scored, evaluate, protocol_differences, protocol_scores
from leap_core.metrics.labelling import label, labelled_f1, right_labels
from leap_core.metrics.protocols import _PROTOCOLS

DECIDED = np.array([[[1, 1, 0, 0, 0], [0, 1, 1, 0, 0]], [[0, 0, 0, 0, 0], [0, 1, 1, 0, 0]]], bool)
SCORES = np.array([[[0.9, 0.6, 0.8, 0, 0], [0.1, 0.7, 0.9, 0, 0]], [[0.9] * 5, [0.3, 0.8, 0.9, 0, 0]]])
TRUTH = np.array([[[1, 1, 1, 0, 0], [0, 0, 0, 0, 0]], [[0, 0, 0, 0, 0], [0, 1, 1, 0, 0]]], bool)
PRESENT = np.arange(5) < np.array([[5], [3]])
SAID, TRUE = [[0, 1, 1, 2, 2], [2, 1, 1, 2, 2]], [[0, 0, 0, 2, 2], [2, 1, 1, 2, 2]]  # 2 is background
EVENTS = [{Event(0, 0, 3)}, {Event(1, 1, 3)}]
SCORED = Scored(DECIDED, SCORES, TRUTH, EVENTS, PRESENT, ["seen", "unseen"], 1.0)


def test_a_segment_has_the_likeliest_class_that_is_decided_or_background():
    assert (
        label(DECIDED, SCORES).tolist() == SAID
    )  # second 1: 0.7 over 0.6; clip 1, second 0: 0.9 is undecided
    assert label(TRUTH, TRUTH).tolist() == TRUE
    everything = np.ones((1, 2, 3), bool)
    assert label(everything, np.zeros((1, 2, 3))).tolist() == [[0, 0, 0]]  # of equals the first


def test_accuracy_counts_background_and_no_padding():
    said, truth = np.array(SAID), np.array(TRUE)
    assert right_labels(said, truth, PRESENT).tolist() == [3, 3]  # of 5 and of 3
    assert right_labels(said, truth, np.ones((2, 5), bool)).tolist() == [3, 5]
    assert protocol_scores("ave", SCORED)["accuracy"] == pytest.approx(100 * 6 / 8)


def test_f1_of_labels_has_background_as_a_class():
    segment, event = labelled_f1(np.array(SAID), np.array(TRUE), PRESENT, 2).T
    # clip 0: class 0 TP 1, FN 2: 1/2; class 1 FP 2: 0; background 2 of 2: 1; mean 1/2.  Clip 1: all right
    assert segment == pytest.approx([1 / 2, 1])
    # clip 0: [0, 1) of [0, 3) is IoU 1/3, so a miss and a false alarm: 0; class 1: 0; background 1: 1/3
    assert event == pytest.approx([1 / 3, 1])


def test_f1_of_labels_leaves_padding_out():
    """Background: one of two seconds found, 2/3; class 0 a false alarm; events: [0, 1) is half of [0, 2)."""
    said, truth = np.array([[2, 0, 2]]), np.array([[2, 2, 2]])
    found = labelled_f1(said, truth, np.array([[True, True, False]]), 2)
    assert found == pytest.approx(np.array([[1 / 3, 1 / 2]]))


def test_each_protocol_by_hand_and_by_slice():
    assert protocol_scores("ave", SCORED) == pytest.approx(
        {"accuracy": 75, "accuracy_seen": 60, "accuracy_unseen": 100}
    )
    of_slices = {"segment_f1_seen": 50, "event_f1_seen": 100 / 3, "segment_f1_unseen": 100}
    wanted = protocol_scores("ovave", SCORED)
    assert wanted["segment_f1"] == pytest.approx(75) and wanted["event_f1"] == pytest.approx(200 / 3)
    assert {key: wanted[key] for key in of_slices} == pytest.approx(of_slices)
    assert wanted["event_f1_unseen"] == wanted["accuracy_unseen"] == pytest.approx(100)


def test_unav_by_hand():
    """Class 0: [0, 2) of [0, 3) is 2/3; class 1: [1, 3) of clip 1 is all of it, 0.85 over 0.8."""
    plain = protocol_scores("unav", Scored(DECIDED, SCORES, TRUTH, EVENTS, PRESENT, ["", ""], 1.0))
    assert [*plain] == [*(f"map_0.{i}" for i in range(1, 10)), "map_mean"]
    assert plain["map_0.6"] == pytest.approx(100) and plain["map_0.7"] == pytest.approx(50)
    assert plain["map_mean"] == pytest.approx((6 * 100 + 3 * 50) / 9)


def test_detections_are_in_seconds_of_the_data_set():
    """Segments of 2 s: class 0 has [0, 4) of [0, 3), 3/4; class 1 [2, 6) of [1, 3), 1/5."""
    found = protocol_scores("unav", Scored(DECIDED, SCORES, TRUTH, EVENTS, PRESENT, ["", ""], 2.0))
    assert [found[f"map_0.{i}"] for i in (2, 3, 7, 8)] == pytest.approx([100, 50, 50, 0])


def drawn(seed: int, clips: int = 23) -> tuple[Scored, Scored]:
    """Two runs over the same clips of 3 classes and 7 seconds, the first 12 of a slice."""
    draw = np.random.default_rng(seed)
    truth = np.repeat(draw.random((clips, 3, 1)) < 0.5, 7, axis=2)
    truth[:, :, 5:] = False
    events = [{Event(c, 0, 5) for c in range(3) if clip[c, 0]} for clip in truth]
    slices, present = ["seen"] * 12 + [""] * (clips - 12), np.ones((clips, 7), bool)

    def run(noise: float) -> Scored:
        said = np.clip(0.8 * truth + 0.1 + noise * draw.normal(size=truth.shape), 0, 1)
        return Scored(said >= 0.5, said, truth, events, present, slices, 1.0)

    return run(0.2), run(0.35)


@pytest.mark.parametrize("protocol", ["unav", "ave", "ovave"])
def test_differences_are_those_of_the_scores_with_an_interval_around_them(protocol):
    first, second = drawn(3)
    found = protocol_differences(protocol, first, second)
    scores = [protocol_scores(protocol, scored) for scored in (first, second)]
    assert [(c.first, c.second) for c in found] == [(scores[0][k], scores[1][k]) for k in scores[0]]
    assert all(c.low <= c.first - c.second <= c.high for c in found) and found[0].low < found[0].high
    assert [c.name.endswith(", seen") for c in found] == [False] * (len(found) // 2) + [True] * (
        len(found) // 2
    )
    same = protocol_differences(protocol, first, first)
    assert [(c.low, c.high) for c in same] == [(0, 0)] * len(same)
    few = protocol_differences(protocol, *(x.of(np.arange(9)) for x in (first, second)))
    assert all(np.isnan([c.low, c.high]).all() and c.first > 0 for c in few)


@pytest.mark.parametrize("protocol", ["unav", "ave", "ovave"])
def test_a_clip_that_counts_twice_counts_as_two(protocol):
    """What an interval rests on: a drawn sample scores as the data set that it would be."""
    (run, _), draw = drawn(5), np.random.default_rng(11)
    weights = draw.integers(0, 4, len(run.truth)).astype(float)
    weighed = _PROTOCOLS[protocol](run)(np.stack([weights, 2 * weights]))
    rows = np.repeat(np.arange(len(weights)), weights.astype(int))
    wanted = _PROTOCOLS[protocol](run.of(rows))(np.ones(len(rows)))
    for key, value in wanted.items():
        assert weighed[key] == pytest.approx([float(value)] * 2), key


def test_of_audio_visual_truth_alone_the_ten_know_the_audio_visual_ones():
    said = np.stack([DECIDED, DECIDED | TRUTH], axis=1)  # both at once: DECIDED
    report = evaluate(said, TRUTH[:, None])
    table = report.table
    known = {key for key, value in table.items() if not np.isnan(value)}
    assert known == {"segment_audio_visual", "event_audio_visual"}
    # clip 0: class 0 TP 2, FN 1: 4/5; class 1 FP 2: 0; mean 2/5.  Clip 1: 1
    assert table["segment_audio_visual"] == pytest.approx(100 * (2 / 5 + 1) / 2)
    # [0, 2) of [0, 3) is a hit, class 1 a false alarm: 1/2
    assert table["event_audio_visual"] == pytest.approx(100 * (1 / 2 + 1) / 2)
    assert evaluate(said[:, ::-1], TRUTH[:, None]).table == pytest.approx(table, nan_ok=True)
    whole = evaluate(said, np.stack([TRUTH, TRUTH], axis=1)).table  # as if truth were of both
    assert all(table[key] == whole[key] for key in known)
    with pytest.raises(ValueError, match="expected two"):
        evaluate(said[:, :1], TRUTH[:, None])
