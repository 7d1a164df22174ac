"""The vectorised scores against the released ones, a plain loop, and what must hold for any grids."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarks.metrics import loop_scores
from leap_core.data.llp import load_llp
from leap_core.metrics import COLUMNS, evaluate

GOLDEN = Path(__file__).parents[2] / "golden" / "metrics_llp_test.npz"
N, C, T = 3, 5, 7
GRIDS = arrays.arrays(bool, (N, 2, C, T), elements=st.booleans(), fill=st.just(False))


def test_the_released_scores_on_llp(llp_root):
    with np.load(GOLDEN, allow_pickle=False) as golden:
        truth = load_llp(llp_root, "test")
        rows = [truth.filenames.index(name) for name in golden["filenames"].tolist()]
        predictions = np.unpackbits(golden["predictions"], axis=-1)[..., :10].astype(bool)  # (N, 2, C, T)
        report = evaluate(predictions, truth.grid[rows])
        assert tuple(golden["columns"]) == COLUMNS
        assert report.per_clip == pytest.approx(golden["per_clip"], abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(GRIDS, GRIDS)
def test_a_plain_loop_gives_the_same(predictions, truth):
    assert evaluate(predictions, truth).per_clip == pytest.approx(loop_scores(predictions, truth), abs=1e-12)


def test_a_plain_loop_gives_the_same_on_every_pair_of_rows():
    """One class of six seconds: all 64 x 64 pairs, so every way in which two sets of events can meet."""
    rows = np.array(list(np.ndindex(*(2,) * 6)), bool)  # (64, 6)
    grids = np.stack(np.broadcast_arrays(rows[:, None], rows), axis=2).reshape(-1, 2, 6)  # (4096, 2, 6)
    predictions, truth = (np.repeat(grids[:, i, None, None], 2, axis=1) for i in (0, 1))  # (4096, 2, 1, 6)
    assert evaluate(predictions, truth).per_clip == pytest.approx(loop_scores(predictions, truth), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(GRIDS, GRIDS, st.permutations(range(C)))
def test_the_order_of_classes_does_not_matter(predictions, truth, order):
    whole, permuted = evaluate(predictions, truth), evaluate(predictions[:, :, order], truth[:, :, order])
    assert permuted.per_clip == pytest.approx(whole.per_clip, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(GRIDS, GRIDS)
def test_a_batch_is_its_clips(predictions, truth):
    single = [evaluate(p[None], t[None]).per_clip[0] for p, t in zip(predictions, truth, strict=True)]
    assert (evaluate(predictions, truth).per_clip == single).all()


@settings(max_examples=30, deadline=None)
@given(GRIDS)
def test_the_truth_itself_scores_one(truth):
    assert (evaluate(truth, truth).per_clip == 1).all()


@settings(max_examples=30, deadline=None)
@given(GRIDS, GRIDS)
def test_time_may_run_backwards(predictions, truth):
    backwards = evaluate(predictions[..., ::-1], truth[..., ::-1]).per_clip
    assert backwards == pytest.approx(evaluate(predictions, truth).per_clip, abs=1e-12)
