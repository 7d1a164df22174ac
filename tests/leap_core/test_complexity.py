import warnings
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

import leap_core as lc
from leap_core import presets
from leap_core.complexity import complexity, count_macs
from leap_core.config import HanConfig
from leap_core.types import Features


def test_leap_preset_gives_the_published_figures():
    count = complexity(presets.leap_mm_pyr())
    assert count.total.parameters_published == 52_005_380
    assert count.decoder.parameters_published == 7_892_992
    assert round(count.total.macs_published / 1e6, 2) == 790.78
    assert round(count.decoder.macs_published / 1e6, 2) == 145.97


def test_leap_decoder_by_hand():
    d, c, t, heads_and_norms = 512, 25, 10, 5 * 2 * 25 * 512
    block = 2 * c * d * d + 2 * t * d * d + 2 * c * t * d + 2 * c * d * d + heads_and_norms
    second_pass = c * d * d + t * d * d + c * t * d
    count = complexity(presets.leap_mm_pyr()).decoder
    assert count.macs_published == 4 * block + 2 * second_pass
    assert count.macs_live_batch == 2 * (c * d * d + heads_and_norms // 2)  # block 0: LN(q) Wq of all clips
    assert count.macs_live == count.macs_published - count.macs_live_batch - 2 * t * d * d  # keys once


def test_front_end_by_hand():
    count = complexity(presets.mmil_han(), segments=7, frames_per_segment=3).front_end
    rest = 7 * 512 * (128 + 512 + 1024)
    assert count.macs_live == rest + 7 * 2048 * 512
    assert count.macs_published == rest + 3 * 7 * 2048 * 512 + 3 * 7 * 512


@pytest.mark.parametrize("segments", [1, 5, 11])
def test_padding_is_convolved_in_the_published_count_only(segments):
    count = complexity(presets.mmil_mm_pyr(), segments).encoder
    taps = sum(
        0 <= t + shift < segments for d in (1, 2, 4, 8) for t in range(segments) for shift in (-d, 0, d)
    )
    saved = 2 * (4 * 3 * segments - taps) * 512 * 512
    assert count.macs_published - count.macs_live == saved


@pytest.mark.parametrize(("order", "times"), [("parallel", 3), ("chained", 1), ("sequential", 1)])
def test_parallel_layers_of_han_run_in_vain_but_for_the_last(order, times):
    config = replace(presets.mmil_han(), encoder=HanConfig(layers=3, order=order))
    count = complexity(config).encoder
    assert count.macs_published == times * count.macs_live


@pytest.mark.parametrize(
    "name",
    [
        *("leap_mm_pyr", "mmil_mm_pyr", "mmil_han", "mmil_han_valor"),
        *("mmil_han_lsld", "mmil_han_valorpp", "cmpae"),
    ],
)
def test_published_parameters_are_those_of_the_released_state_dict(golden, name):
    shapes = golden.shapes(name)
    published = sum(
        torch.Size(shape).numel() for key, shape in shapes.items() if ".conv" not in key
    )  # MM-Pyr's conv1 and conv2 are second names
    assert complexity(presets.PRESETS[name]()).total.parameters_published == published


@pytest.mark.parametrize("name", presets.PRESETS)
def test_live_parameters_are_the_models_own(name):
    config = presets.small(presets.PRESETS[name]())
    live = sum(weight.numel() for weight in lc.build_model(config).parameters())
    assert complexity(config).total.parameters_live == live


def test_rows_add_up_to_the_last():
    *modules, total = complexity(presets.leap_han()).rows()
    assert total.pop("module") == "total"
    assert {key: sum(row[key] for row in modules) for key in total} == total


def explicit_attention(query, key, value, attn_mask=None, dropout_p=0.0):
    """The products of scaled_dot_product_attention, which fvcore cannot see into."""
    return (query @ key.transpose(-1, -2)).softmax(-1) @ value


@pytest.mark.parametrize("name", presets.PRESETS)
def test_fvcore_counts_the_same(name, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its last release is of 2022
        from fvcore.nn import FlopCountAnalysis

        config = replace(presets.small(presets.PRESETS[name](), width=40, feed_forward=23), label_dim=19)
        model, t, s = lc.build_model(config).eval(), 5, 3
        features = Features(**{k: torch.zeros(x) for k, x in config.feature_shapes(1, t, s).items()})
        monkeypatch.setattr(F, "scaled_dot_product_attention", explicit_attention)
        arrays = torch.nn.Module()
        arrays.model = model
        arrays.forward = lambda *x: tuple(model(Features(*x[:-1]), x[-1]).arrays.values())
        counter = FlopCountAnalysis(arrays, (*features.kinds.values(), torch.zeros(25, 19)))
        found = counter.unsupported_ops_warnings(False).uncalled_modules_warnings(False).total()
    total = complexity(config, t, s).total
    assert total.macs_live + total.macs_live_batch == found


def test_counting_a_call_sees_every_product_and_norm():
    linear, norm = torch.nn.Linear(3, 5), torch.nn.LayerNorm(5)
    macs = count_macs(lambda: norm(linear(torch.zeros(7, 3))) @ torch.zeros(5, 2))
    assert macs["Global"] == 7 * 3 * 5 + 5 * 7 * 5 + 7 * 5 * 2


def test_what_the_released_front_ends_project_beyond():
    """VALOR++ projects 2 x 1024 upsampled patches for 10 segments, its frames are one a segment."""
    count = complexity(presets.mmil_han_valorpp()).front_end
    assert count.macs_published - count.macs_live == (2048 - 10) * 768 * 256 + 2048 * 256
    count = complexity(presets.cmpae()).front_end  # ELU keeps frames apart until it is through, here as there
    assert count.macs_published == count.macs_live
