"""Shapley values of clips too long for all subsets: unbiased, with errors that can be believed."""

import numpy as np
import pytest

from leap_core.faithfulness import estimate_shapley, sampling
from leap_core.faithfulness.subsets import shapley

C, T = 3, 7


def game(draw):
    table = draw.normal(size=(2**T, C))
    return table, lambda kept: table[kept @ (1 << np.arange(T))]


def test_short_clips_are_exact():
    table, ask = game(np.random.default_rng(0))
    found = estimate_shapley(ask, T)
    np.testing.assert_allclose(found.values, shapley(table[None])[0])
    assert not found.errors.any()


def test_long_clips_are_within_their_errors(monkeypatch):
    monkeypatch.setattr(sampling, "MOST", 5)
    off = []
    for seed in range(12):
        table, ask = game(np.random.default_rng(seed))
        found = estimate_shapley(ask, T, orders=200, seed=seed)
        np.testing.assert_allclose(found.values.sum(axis=1), table[-1] - table[0])
        off.append((found.values - shapley(table[None])[0]) / found.errors)
    assert np.std(off) == pytest.approx(1, abs=0.15)  # in standard errors, of 252 values
    assert abs(np.mean(off)) < 0.2


def test_what_adds_up_is_exact_from_any_orders(monkeypatch):
    monkeypatch.setattr(sampling, "MOST", 5)
    worth = np.arange(C * T).reshape(C, T)
    found = estimate_shapley(lambda kept: kept @ worth.T, T, orders=4)
    np.testing.assert_allclose(found.values, worth, atol=1e-12)
    with pytest.raises(ValueError, match="expected at least 4 orders, found 3"):
        estimate_shapley(lambda kept: kept @ worth.T, T, orders=3)
