"""Shapley values, interactions, curves and ranks: by hand, against all orders, and what always holds."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import leap_core as lc

faith = lc.faithfulness
# Rows: none, {0}, {1}, {0, 1}, {2}, {0, 2}, {1, 2}, all.  Class 0 adds 1, 2 and 4 up; class 1 is 1 where
# seconds 0 and 1 are both kept, whatever second 2 is.
ADDS_UP = [0, 1, 2, 3, 4, 5, 6, 7]
BOTH = [0, 0, 0, 1, 0, 0, 0, 1]
HAND = np.array([ADDS_UP, BOTH], float).T[None]  # (1, 8, 2)
TABLES = arrays(np.float64, (2, 16, 3), elements=st.floats(0, 1))  # B, 2^T with T = 4, C


def test_by_hand():
    np.testing.assert_allclose(faith.shapley(HAND), [[[1, 2, 4], [0.5, 0.5, 0]]], atol=1e-15)
    np.testing.assert_allclose(faith.leave_one_out(HAND), [[[1, 2, 4], [1, 1, 0]]])
    pairs = faith.interactions(HAND)
    np.testing.assert_allclose(pairs[0, 0], np.zeros((3, 3)), atol=1e-15)
    np.testing.assert_allclose(pairs[0, 1], [[0, 1, 0], [1, 0, 0], [0, 0, 0]], atol=1e-15)


def test_what_carries_a_class_by_hand():
    assert faith.carriers(np.array([1, 2, 4])) == (1, 2)  # 6 of 7 is more than 80 %
    assert faith.carriers(np.array([0, 4, -3, 1])) == (1,)  # 4 of 5 is 80 %
    assert faith.carriers(np.array([-1, 0, -2])) == ()


def test_infidelity_by_hand():
    values = HAND[0].T  # (2, 8)
    exact = np.array([[1, 2, 4], [1, 1, 0]], float)
    assert faith.infidelity(values, exact)[0] == pytest.approx(0)  # it adds up, at any scale
    assert faith.infidelity(values, 3 * exact)[0] == pytest.approx(0)
    # lost without {0}, {1}, both, none: 1, 1, 1, 0; promised 1, 1, 2, 0: best at 2/3, off by 1/3 thrice
    assert faith.infidelity(values, exact)[1] == pytest.approx(3 / 9 / 4)
    assert faith.infidelity(values, np.zeros((2, 3)))[1] == pytest.approx(3 / 4)


def test_curves_by_hand():
    order = faith.order_of(np.array([[[1, 2, 4], [0.5, 0.5, 0]]]))
    assert order.tolist() == [[[2, 1, 0], [0, 1, 2]]]  # ties go to the earlier
    out, back = faith.deletion(HAND, order), faith.insertion(HAND, order)
    assert out.tolist() == [[[7, 3, 1, 0], [1, 0, 0, 0]]]
    assert back.tolist() == [[[0, 4, 6, 7], [0, 0, 1, 1]]]
    np.testing.assert_allclose(faith.area(out), [[(3.5 + 3 + 1) / 3, 0.5 / 3]])
    np.testing.assert_allclose(faith.area(back), [[(4 + 6 + 3.5) / 3, 1.5 / 3]])


def test_all_orders_by_hand():
    curve = faith.all_curves(HAND)
    np.testing.assert_allclose(curve.mean, [[[0, 7 / 3, 14 / 3, 7], [0, 0, 1 / 3, 1]]])
    np.testing.assert_allclose(curve.deviation[0, 1], [0, 0, np.sqrt(2) / 3, 0])
    spread = faith.all_areas(HAND)
    # of class 1 one order in three has both seconds after two steps: its area is 1.5 / 3, of others 0.5 / 3
    np.testing.assert_allclose(spread.mean, [[3.5, 2.5 / 9]])
    np.testing.assert_allclose(spread.deviation[0, 1], np.sqrt(2) / 9)
    np.testing.assert_allclose(faith.rank(HAND[0, :, 1], np.array([0.5 / 3, 1.5 / 3, 1])), [2 / 3, 1 / 6, 0])


@pytest.mark.parametrize("segments", [1, 2, 5])
def test_all_orders_one_by_one(segments):
    b, c = 2, 3
    table = np.random.default_rng(segments).normal(size=(b, 2**segments, c))
    gains, areas = [], []
    for order in permutations(range(segments)):
        rows = np.cumsum([0, *(1 << t for t in order)])
        curve = table[:, rows]  # (B, T + 1, C)
        gain = np.zeros((b, c, segments))
        gain[..., order] = np.diff(curve, axis=1).swapaxes(1, 2)
        gains.append(gain)
        areas.append(np.trapezoid(curve, dx=1 / segments, axis=1))
    np.testing.assert_allclose(faith.shapley(table), np.mean(gains, axis=0), atol=1e-12)
    spread = faith.all_areas(table)
    np.testing.assert_allclose(spread.mean, np.mean(areas, axis=0), atol=1e-12)
    np.testing.assert_allclose(spread.deviation, np.std(areas, axis=0), atol=1e-7)
    every = np.array(areas)[:, 1, 2]  # of one clip and class
    ranks = [(every > x + 1e-12).mean() / 2 + (every > x - 1e-12).mean() / 2 for x in every]
    np.testing.assert_allclose(faith.rank(table[1, :, 2], every), ranks, atol=1e-12)


def test_interactions_against_their_definition():
    segments, table = 4, np.random.default_rng(0).normal(size=(1, 16, 1))
    v = table[0, :, 0]
    pairs = faith.interactions(table)[0, 0]
    i, j = 1, 3
    weights = {0: 2 / 6, 1: 1 / 6, 2: 2 / 6}  # |S|! (T - |S| - 2)! / (T - 1)!
    rest = [0, 1, 4, 5]  # subsets of seconds 0 and 2
    expected = sum(
        weights[int(s).bit_count()] * (v[s | 10] - v[s | 2] - v[s | 8] + v[s]) for s in rest
    )  # bits 2 and 8
    assert pairs[i, j] == pytest.approx(expected) == pytest.approx(pairs[j, i])
    assert (np.diag(pairs) == 0).all() and pairs.shape == (segments, segments)


@given(TABLES)
def test_shapley_is_efficient(table):
    total = table[:, -1] - table[:, 0]
    np.testing.assert_allclose(faith.shapley(table).sum(axis=-1), total, atol=1e-12)


@given(TABLES, st.permutations(range(4)))
def test_shapley_knows_no_order_of_seconds(table, moved):
    rows = faith.members(4) @ (1 << np.array(moved))  # where second t is called moved[t]
    renamed = np.empty_like(table)
    renamed[:, rows] = table
    np.testing.assert_allclose(faith.shapley(renamed)[..., moved], faith.shapley(table), atol=1e-12)


@given(TABLES, st.integers(0, 3))
def test_a_second_that_changes_nothing_is_worth_nothing(table, t):
    rows = np.arange(16)
    idle = table[:, rows & ~(1 << t)]
    np.testing.assert_allclose(faith.shapley(idle)[..., t], 0, atol=1e-12)
    np.testing.assert_allclose(faith.interactions(idle)[..., t, :], 0, atol=1e-12)


@given(TABLES)
def test_every_order_lies_between_the_best_and_the_worst(table):
    order = faith.order_of(faith.shapley(table))
    best = faith.area(faith.deletion(table, order))[1, 2]
    mirrored = faith.area(faith.insertion(table, order[..., ::-1]))[1, 2]
    assert best == pytest.approx(mirrored)  # taken away first is given back last
    assert 0 <= faith.rank(table[1, :, 2], np.array([best]))[0] <= 1


@pytest.mark.parametrize("shape", [(2, 7, 3), (8, 3), (1, 1, 3), (1, 0, 3)])
def test_other_shapes_are_refused(shape):
    for function in (faith.shapley, faith.interactions, faith.leave_one_out, faith.all_areas):
        with pytest.raises(ValueError, match=r"expected a table \(B, 2\^T, C\)"):
            function(np.zeros(shape))
    with pytest.raises(ValueError, match=r"expected orders \(1, 2, 3\), found \(1, 2, 2\)"):
        faith.deletion(HAND, np.zeros((1, 2, 2), int))
    with pytest.raises(ValueError, match="expected at most 12 seconds, found 13"):
        faith.rank(np.zeros(2**13), np.zeros(1))
