"""Two classes x four seconds, every number worked out by hand."""

import numpy as np
import pytest

from leap_core.metrics import COLUMNS, HEADLINE, binarise, evaluate, graded, report
from leap_core.metrics.event import event_counts
from leap_core.metrics.report import segment_type
from leap_core.metrics.segment import Counts, f1, segment_counts
from leap_core.types import Prediction


def grid(*rows):
    """`"1100"` a class -> bool (C, T)."""
    return np.array([[cell == "1" for cell in row] for row in rows])


TRUTH = np.stack([grid("1100", "0011"), grid("0110", "0000")])  # (2, C, T): audio, visual
FOUND = np.stack([grid("1000", "0111"), grid("0110", "0001")])


def test_a_clip_by_hand():
    report = evaluate(FOUND[None], TRUTH[None])
    scores = dict(zip(COLUMNS, report.per_clip[0], strict=True))
    # audio segments: class 0 TP 1, FN 1 -> 2/3; class 1 TP 2, FP 1 -> 4/5
    assert scores["segment_audio"] == pytest.approx((2 / 3 + 4 / 5) / 2)
    # visual segments: class 0 all right -> 1; class 1 only a false alarm -> 0
    assert scores["segment_visual"] == pytest.approx(1 / 2)
    # heard and seen: truth 0100 in class 0, found nothing there; class 1 found 0001 by mistake
    assert scores["segment_audio_visual"] == 0
    # pooled: class 0 TP 1 + 2, FN 1 -> 6/7; class 1 TP 2, FP 1 + 1 -> 4/6
    assert scores["segment_event"] == pytest.approx((6 / 7 + 4 / 6) / 2)
    # audio events: [0, 1) of [0, 2) is IoU 1/2, a hit; [1, 4) of [2, 4) is 2/3, a hit
    assert scores["event_audio"] == 1
    assert scores["event_visual"] == pytest.approx(1 / 2)
    assert scores["event_audio_visual"] == 0
    # pooled: class 0 two hits -> 1; class 1 a hit and a false alarm -> 2/3
    assert scores["event_event"] == pytest.approx((1 + 2 / 3) / 2)


def test_the_table_is_the_mean_over_clips_in_percent():
    table = evaluate(np.stack([FOUND, TRUTH]), np.stack([TRUTH, TRUTH])).table
    assert tuple(table) == HEADLINE
    assert table["segment_visual"] == pytest.approx(75)  # 1/2 and 1
    assert table["segment_audio_visual"] == pytest.approx(50)
    audio = 100 * ((2 / 3 + 4 / 5) / 2 + 1) / 2
    assert table["segment_type"] == pytest.approx((audio + 75 + 50) / 3)
    assert table["Avg."] == pytest.approx(sum(table[name] for name in HEADLINE[:-1]) / 10)


def test_a_silent_clip_scores_one_where_nothing_is_found():
    nothing = np.zeros((1, 2, 2, 4), bool)
    assert evaluate(nothing, nothing).per_clip.tolist() == [[1.0] * 8]
    assert evaluate(TRUTH[None], nothing).per_clip[0, 0] == 0


def test_segment_counts_and_f1():
    counts = segment_counts(FOUND[None], TRUTH[None])
    assert counts.hits.tolist() == [[[1, 2], [2, 0]]]
    assert counts.errors.tolist() == [[[1, 1], [0, 1]]]
    assert f1(Counts(np.array([[[3.0, 0.0]]]), np.array([[[2.0, 0.0]]]))).tolist() == [[6 / 8]]


@pytest.mark.parametrize(
    "found, truth, hits, errors",
    [
        ("1100", "1110", 1, 0),  # IoU 2/3
        ("1000", "1100", 1, 0),  # exactly 1/2 is enough
        ("1000", "1110", 0, 2),  # 1/3: a false alarm and a miss
        ("1011", "1111", 1, 1),  # [2, 4) covers half; [0, 1) is a false alarm
        ("1111", "1011", 1, 1),  # [2, 4) is matched, [0, 1) is missed
        ("0000", "0110", 0, 1),
        ("0110", "0000", 0, 1),
    ],
)
def test_event_counts(found, truth, hits, errors):
    counts = event_counts(grid(found)[None, None], grid(truth)[None, None])
    assert (counts.hits.item(), counts.errors.item()) == (hits, errors)


def test_event_counts_of_two_events_a_class():
    """Both classes at once: [0, 2) hits [0, 3) at 2/3 beside a false alarm; two hits, of 2/2 and 2/2."""
    found, truth = grid("1100010", "1100110"), grid("1110000", "1100110")
    counts = event_counts(found[None, None], truth[None, None])
    assert counts.hits.tolist() == [[[1, 2]]]
    assert counts.errors.tolist() == [[[1, 0]]]


def prediction(video, audio, visual, audio_segments, visual_segments):
    """One clip; segments are given class x time."""
    return Prediction(
        np.array([[audio_segments, visual_segments]]), np.array([[audio, visual]]), np.array([video])
    )


@pytest.mark.parametrize(
    "gate, kept",
    [
        ("none", (["1010", "0110"], ["1000", "0001"])),
        ("global", (["1010", "0000"], ["1000", "0000"])),  # p = (0.5, 0.4)
        ("or", (["1010", "0110"], ["1000", "0001"])),  # p^a = (0.6, 0.7), p^v = (0.4, 0.9)
        ("modality", (["1010", "0110"], ["0000", "0001"])),
    ],
)
def test_gates(gate, kept):
    example = prediction(
        (0.5, 0.4),
        (0.6, 0.7),
        (0.4, 0.9),
        [(0.5, 0.1, 0.9, 0.49), (0.2, 0.8, 0.6, 0.3)],
        [(0.7, 0.2, 0.3, 0.1), (0.0, 0.1, 0.2, 0.5)],
    )
    assert (binarise(example, 0.5, gate)[0] == np.stack([grid(*rows) for rows in kept])).all()


def test_unless_told_p_and_segments_are_there_from_a_half_on():
    example = prediction(
        (0.5, 0.49), (0, 0), (0, 0), [(0.5, 0.49, 0.1), (1, 1, 1)], [(0.51, 0.4, 1), (0.5, 0.5, 0.5)]
    )
    kept = np.stack([grid("100", "000"), grid("101", "000")])
    assert (binarise(example)[0] == kept).all()


def test_graded_p_is_the_larger_of_both_modalities_class_by_class():
    example = prediction((1, 0), (0.6, 0.7), (0.2, 0.4), [(0.5,), (0.5,)], [(0.5,), (0.5,)])
    assert graded(example).video_prob.tolist() == [[0.6, 0.7]]


def test_the_threshold_holds_for_segments_and_gate():
    example = prediction((0.6, 0.6), (1, 1), (1, 1), [(0.9,), (0.65,)], [(0.6,), (0.1,)])
    assert binarise(example, 0.61, "global").sum() == 0
    assert binarise(example, 0.6, "global").sum() == 3


def test_the_gate_of_a_modality_is_its_own():
    """p^a = (0.6, 0.4), p^v = (0.3, 0.6), at 0.6: equal is present."""
    cells = [(0.9,), (0.9,)]
    example = prediction((0, 0), (0.6, 0.4), (0.3, 0.6), cells, cells)
    assert binarise(example, 0.6, "modality")[0, ..., 0].tolist() == [[True, False], [False, True]]
    assert not binarise(example, 0.61, "modality").any()


def test_either_modality_opens_the_gate_or_for_both():
    """p^a = (0.6, 0.2), p^v = (0.3, 0.5), P = 0.9 throughout."""
    cells = [(0.9,), (0.9,)]
    example = prediction((0, 0), (0.6, 0.2), (0.3, 0.5), cells, cells)
    assert binarise(example, 0.6, "or")[0, ..., 0].tolist() == [[True, False], [True, False]]
    assert binarise(example, 0.5, "or").all() and not binarise(example, 0.61, "or").any()


def test_a_thresholded_p_holds_at_any_threshold_once_graded():
    cells = [(0.9,), (0.9,)]
    example = prediction((1, 0), (0.6, 0.4), (0.3, 0.2), cells, cells)  # p: whether p^a or p^v is 0.5 or more
    assert binarise(example, 0.7, "global")[0, 0, :, 0].tolist() == [True, False]  # of 0.6 and 0.4
    for threshold, kept in ((0.7, [False, False]), (0.5, [True, False]), (0.3, [True, True])):
        assert binarise(graded(example), threshold, "global")[0, 0, :, 0].tolist() == kept


def test_an_unknown_gate_is_named():
    example = prediction((0.6,), (1,), (1,), [(0.9,)], [(0.9,)])
    with pytest.raises(ValueError, match="unknown gate 'strict'; choose one of global, or, modality, none"):
        binarise(example, gate="strict")


BATCH = np.stack([FOUND, TRUTH])  # (2, 2, C, T)


@pytest.mark.parametrize(
    "predictions, truth",
    [
        (FOUND, TRUTH),  # no clip axis
        (BATCH[:, :1], BATCH[:, :1]),  # one modality
        (BATCH[:0], BATCH[:0]),  # no clip
        (BATCH, BATCH[:1]),  # would broadcast
        (BATCH, BATCH[..., :1]),
    ],
)
def test_other_shapes_are_refused(predictions, truth):
    with pytest.raises(ValueError, match=r"expected two \(N, 2, C, T\) grids, found"):
        evaluate(predictions, truth)
    with pytest.raises(ValueError, match=r"expected two \(N, 2, C, T\) grids, found"):
        segment_type(predictions, truth)


@pytest.mark.parametrize("which", [0, 1])
def test_other_types_are_refused(which):
    grids = [BATCH, BATCH]
    grids[which] = BATCH.astype(float)
    with pytest.raises(ValueError, match="predictions and truth must be bool, are"):
        evaluate(*grids)


def test_a_further_metric_leaves_what_papers_print_alone(monkeypatch):
    truth = np.zeros((2, 2, 1, 4), bool)
    truth[0, 0, 0, 1:3] = True
    plain = evaluate(truth, truth)
    extra = report.Metric("extra", "Extra", lambda columns: columns["segment_audio"] / 2, headline=False)
    monkeypatch.setattr(report, "METRICS", (*report.METRICS, extra))
    monkeypatch.setattr(report, "SCORES", (*report.SCORES[:-1], "extra", "Avg."))
    more = evaluate(truth, truth)
    assert more.scores.shape == (2, 12) and more.scores[:, -2].tolist() == [50, 50]
    assert more.table == plain.table and tuple(more.table) == HEADLINE


def test_a_probability_of_zero_is_never_there():
    """At threshold 0 everything is, but what a store has after a clip's end."""
    example = prediction((0, 0), (0, 0), (0, 0), [(0.5, 0), (1e-9, 0)], [(0.2, 0), (0.9, 0)])
    assert binarise(example, 0, "none")[0].tolist() == [[[True, False]] * 2] * 2
