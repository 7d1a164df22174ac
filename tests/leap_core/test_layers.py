"""Attention and its masks against sums written out."""

import pytest
import torch

from leap_core.errors import InputError
from leap_core.layers import Attention, QueryBlock, local_mask, to_device


def test_local_mask_by_hand():
    expected = torch.tensor([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]).bool()
    assert torch.equal(local_mask(4, 1, torch.device("cpu")), expected)
    assert local_mask(4, 3, torch.device("cpu")).all()
    assert local_mask(4, 1, torch.device("meta")).device.type == "meta"


@pytest.mark.parametrize("heads", [1, 3])
@torch.inference_mode()
def test_attention_is_the_weighted_sum_of_values(heads):
    torch.manual_seed(0)
    attention = Attention(6, heads).double()
    query, memory, mask = torch.randn(2, 5, 6).double(), torch.randn(2, 7, 6).double(), torch.rand(5, 7) < 0.7
    mask[:, 0] = True
    expected = torch.empty(2, 5, 6).double()
    size = 6 // heads
    q, k, v = attention.query(query), attention.key(memory), attention.value(memory)
    for h in range(heads):
        part = slice(h * size, (h + 1) * size)
        logits = torch.einsum("bqd,bkd->bqk", q[..., part], k[..., part]) / size**0.5
        weights = torch.where(mask, logits, -1e9).softmax(-1)
        expected[..., part] = torch.einsum("bqk,bkd->bqd", weights, v[..., part])
    torch.testing.assert_close(attention(query, memory, mask), attention.output(expected))


@torch.inference_mode()
def test_a_block_by_its_equations():
    torch.manual_seed(0)
    block = QueryBlock(6, 3, 11).double().eval()
    query, memory = torch.randn(2, 5, 6).double(), torch.randn(2, 7, 6).double()
    x = query + block.attention(block.norm_attention(query), memory)
    x = x + block.contract(block.expand(block.norm_feed_forward(x)).relu())
    torch.testing.assert_close(block(query, memory), x)


@torch.inference_mode()
def test_tracing_a_block_changes_nothing_but_shows_its_maps():
    torch.manual_seed(0)
    block = QueryBlock(6, 3, 11).double().eval()
    query, memory = torch.randn(1, 5, 6).double(), torch.randn(2, 7, 6).double()
    traced = block.trace(query, memory, second_pass=True, want_scores=True)
    torch.testing.assert_close(traced.query, block(query.expand(2, 5, 6), memory))
    assert traced.mixing.shape == traced.scores.shape == (2, 3, 5, 7)
    assert block.trace(query, memory, second_pass=True, want_scores=False).scores is None
    single = block.trace(query, memory, second_pass=False, want_scores=True)
    torch.testing.assert_close(single.scores.softmax(-1), single.mixing)


def test_unless_told_nothing_drops_out_in_training():
    torch.manual_seed(0)
    query, memory = torch.randn(2, 5, 6), torch.randn(2, 7, 6)
    for made in (Attention(6, 3), QueryBlock(6, 3, 11)):
        torch.testing.assert_close(made.train()(query, memory), made.eval()(query, memory))


def test_heads_divide_the_width():
    with pytest.raises(InputError, match="4 heads do not divide width 6"):
        Attention(6, 4)


@pytest.mark.parametrize("traced", [True, False])
def test_attention_weights_drop_out_in_training(traced):
    torch.manual_seed(0)
    block = QueryBlock(6, 3, 11, dropout=0.5)
    block.drop.p = 0.0  # leaves the dropout of the weights
    query, memory = torch.randn(2, 5, 6), torch.randn(2, 7, 6)
    run = (lambda: block.trace(query, memory, True, True).query) if traced else (lambda: block(query, memory))
    assert not torch.equal(run(), run())
    block.eval()
    assert torch.equal(run(), run())


def test_a_device_that_is_not_there_is_refused():
    network = torch.nn.Linear(2, 3)
    assert to_device(network, "cpu") is network
    with pytest.raises(InputError, match=r"device abacus: torch cannot use it"):
        to_device(network, "abacus")
