"""Kinds of error, worked out by hand on clips of 2 classes and 8 segments."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leap_core.metrics import ERRORS, error_kinds, evaluate

C, T = 2, 8
DOG, CAT = range(C)


def grid(*events: tuple[str, int, int, int]) -> np.ndarray:
    """Bool (1, 2, C, T) of events (modality, class, onset, offset)."""
    cells = np.zeros((1, 2, C, T), bool)
    for modality, category, onset, offset in events:
        cells[0, ("audio", "visual").index(modality), category, onset:offset] = True
    return cells


def kinds(predicted: list, true: list, ungated: list | None = None) -> set[str]:
    row = error_kinds(grid(*predicted), grid(*true), None if ungated is None else grid(*ungated))
    assert row.shape == (1, 6)
    return {name for name, made in zip(ERRORS, row[0], strict=True) if made}


HEARD = ("audio", DOG, 0, 4)


@pytest.mark.parametrize(
    ("predicted", "true", "made"),
    [
        ([], [], set()),
        ([HEARD], [HEARD], set()),
        ([("audio", DOG, 0, 2)], [HEARD], set()),  # IoU 2/4 = 0.5 agrees
        ([], [HEARD], {"miss"}),
        ([HEARD], [], {"false_alarm"}),
        ([("audio", DOG, 0, 1)], [HEARD], {"wrong_boundary"}),  # IoU 1/4
        ([("audio", DOG, 4, 8)], [HEARD], {"false_alarm", "miss"}),  # no segment shared
        ([("visual", DOG, 0, 4)], [HEARD], {"wrong_modality"}),
        # heard rightly, and seen though it is not: the true event is found
        ([HEARD, ("visual", DOG, 0, 4)], [HEARD], {"wrong_modality"}),
        # heard and seen in truth, heard alone by the run: nothing is in the wrong modality
        ([HEARD], [HEARD, ("visual", DOG, 0, 4)], {"miss"}),
        ([("audio", CAT, 0, 4)], [HEARD], {"confused_class"}),
        ([("audio", CAT, 0, 2)], [HEARD], {"confused_class"}),  # IoU 0.5
        ([("audio", CAT, 0, 1)], [HEARD], {"false_alarm", "miss"}),  # IoU 0.25: too far to be taken for it
        # the dog is found: the cat beside it is no confusion
        ([HEARD, ("audio", CAT, 0, 4)], [HEARD], {"false_alarm"}),
        ([("visual", CAT, 0, 4)], [HEARD], {"false_alarm", "miss"}),  # neither class nor modality
        # each event by itself: heard too long, so a boundary; the seen dog went into what is heard
        (
            [("audio", DOG, 0, 8)],
            [("audio", DOG, 0, 2), ("visual", DOG, 0, 8)],
            {"wrong_boundary", "wrong_modality"},
        ),
        (
            [("audio", DOG, 0, 1), ("visual", CAT, 5, 8)],
            [HEARD, ("audio", CAT, 5, 8)],
            {"wrong_boundary", "wrong_modality"},
        ),
        # the cat is heard at a wrong time, and where the dog is missed; then the dog is, where a cat is said
        ([("audio", CAT, 0, 4)], [HEARD, ("audio", CAT, 3, 8)], {"wrong_boundary", "confused_class"}),
        ([("audio", CAT, 0, 4), ("audio", DOG, 3, 8)], [HEARD], {"wrong_boundary", "confused_class"}),
    ],
)
def test_by_hand(predicted, true, made):
    assert kinds(predicted, true) == made


@pytest.mark.parametrize(
    ("predicted", "ungated", "made"),
    [
        ([], [HEARD], {"shut_out"}),
        ([], [("audio", DOG, 0, 2)], {"shut_out"}),  # IoU 0.5
        ([], [("audio", DOG, 0, 1)], {"miss"}),  # not found with the gate open, either
        ([], [("audio", CAT, 0, 4)], {"miss"}),  # a false alarm that the gate spares
        ([HEARD], [HEARD, ("audio", CAT, 0, 4)], set()),
        ([("visual", DOG, 0, 4)], [HEARD, ("visual", DOG, 0, 4)], {"shut_out", "wrong_modality"}),
    ],
)
def test_what_the_gate_alone_loses_is_shut_out(predicted, ungated, made):
    assert kinds(predicted, [HEARD], ungated) == made


def test_clips_do_not_look_at_one_another():
    a, b = grid(HEARD), grid()
    rows = error_kinds(np.concatenate((a, b)), np.concatenate((b, a)))
    assert [[ERRORS[k] for k in row.nonzero()[0]] for row in rows] == [["false_alarm"], ["miss"]]


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match="bool"):
        error_kinds(np.zeros((1, 2, C, T)), grid())
    with pytest.raises(ValueError, match="bool"):
        error_kinds(grid(), grid(), np.zeros((1, 2, C, T)))


GRIDS = arrays(bool, (7, 2, 3, 5))


@given(predicted=GRIDS, true=GRIDS)
def test_a_clip_without_error_is_one_of_full_marks(predicted, true):
    event_level = evaluate(predicted, true).per_clip[:, 4:6]  # audio and visual
    np.testing.assert_array_equal(~error_kinds(predicted, true).any(axis=1), (event_level == 1).all(axis=1))


@given(predicted=GRIDS, true=GRIDS, order=st.permutations(range(3)))
def test_the_order_of_classes_does_not_matter(predicted, true, order):
    turned = error_kinds(predicted[:, :, order], true[:, :, order])
    np.testing.assert_array_equal(turned, error_kinds(predicted, true))


@settings(deadline=None)
@given(predicted=GRIDS, true=GRIDS)
def test_a_batch_is_its_clips(predicted, true):
    gated = predicted & (np.arange(3) > 0)[:, None]  # the first class is shut out
    singles = [error_kinds(*(g[None] for g in clip)) for clip in zip(gated, true, predicted, strict=True)]
    np.testing.assert_array_equal(error_kinds(gated, true, predicted), np.concatenate(singles))


def test_clips_full_of_events_are_worked_on_a_few_at_a_time(monkeypatch):
    draw = np.random.default_rng(0)
    said, true = (draw.random((7, 2, 5, 11)) < 0.5 for _ in range(2))
    whole = error_kinds(said, true)
    monkeypatch.setattr("leap_core.metrics.errors._PAIRS", 1)
    np.testing.assert_array_equal(error_kinds(said, true), whole)
