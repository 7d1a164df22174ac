"""The table of subsets is what the model says of each subset, asked one by one."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.data import compact
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.explainers.what_if import LiveModel, load_live, what_if
from leap_core.faithfulness.tables import ask, second_table, subset_table
from leap_core.runs.store import open_store
from leap_core.types import MODALITIES, Features
from tests.tiny_dataset import tiny

DEMO = Path(__file__).parents[3] / "assets" / "demo"
CLIP = "demotst0074_0_10"
T, S = 3, 2


@pytest.mark.parametrize("nothing", [compact.nothing(), None], ids=["input", "keys"])
@pytest.mark.parametrize("run", ["leap_mm_pyr", "leap_han", "mmil_mm_pyr", "mmil_han"])
def test_rows_are_single_questions(run, nothing):
    store, features = open_store(DEMO / "runs" / run), open_dataset(DEMO).features([CLIP])
    live = load_live(store.folder, store.run)
    kept = np.random.default_rng(7).random((5, 10)) < 0.5
    kept[3], kept[4] = True, False
    found = ask(live, features, nothing, kept)
    assert found.shape == (2, 5, 25) and found.dtype == np.float32
    for row, chosen in enumerate(kept):
        taken = np.flatnonzero(~chosen)
        for m in range(len(MODALITIES)):
            silence, blank = (taken, ()) if m == 0 else ((), taken)
            single = what_if(live, features, nothing, silence, blank).clip[0, m]
            np.testing.assert_allclose(found[m, row], single, atol=2e-6)
    stored = store.explanation(CLIP).prediction.clip[0]
    np.testing.assert_allclose(found[:, 3], stored, atol=2e-5)


def random_model(preset):
    torch.manual_seed(0)
    model = lc.build_model(tiny(lc.presets.PRESETS[preset]())).eval()
    c = model.config
    sizes = ((1, T, c.audio_dim), (1, T * S, c.visual_dim), (1, T, c.visual_st_dim))
    draw = np.random.default_rng(0)
    features = Features(*(draw.normal(size=size).astype(np.float32) for size in sizes))
    return LiveModel(model, torch.randn(c.classes, c.label_dim)), features


def test_bit_t_of_a_row_is_second_t():
    live, features = random_model("leap_han")
    nothing = features.map(lambda x: np.zeros_like(x[:, :1]))
    table = subset_table(live, features, nothing)
    assert table.shape == (2, 2**T, live.model.config.classes)
    for row in range(2**T):
        taken = [t for t in range(T) if not row >> t & 1]
        heard = what_if(live, features, nothing, taken, ()).audio_prob[0]
        np.testing.assert_allclose(table[0, row], heard, atol=1e-6)


def test_a_decoder_that_reads_the_other_modality_is_asked_of_each():
    live, features = random_model("mmil_han")
    swapped = replace(live.model.config, decoder=replace(live.model.config.decoder, swap_modalities=True))
    model = lc.build_model(swapped).eval()
    model.load_state_dict(live.model.state_dict())
    live = LiveModel(model, None)
    for nothing in (features.map(lambda x: np.zeros_like(x[:, :1])), None):
        kept = np.array([[True, False, True]])
        found = ask(live, features, nothing, kept)
        np.testing.assert_allclose(
            found[0, 0], what_if(live, features, nothing, [1], ()).clip[0, 0], atol=1e-6
        )
        np.testing.assert_allclose(
            found[1, 0], what_if(live, features, nothing, (), [1]).clip[0, 1], atol=1e-6
        )


@pytest.mark.parametrize("preset", ["leap_han", "mmil_han"])
@pytest.mark.parametrize("masked", [False, True], ids=["input", "keys"])
def test_what_p_of_a_second_owes_to_itself(preset, masked):
    """By the definition, over the orders of the T = 3 seconds, each subset asked one by one."""
    live, features = random_model(preset)
    nothing = None if masked else features.map(lambda x: np.zeros_like(x[:, :1]))
    found = second_table(live, features, nothing)
    assert found.shape == (2, 2, live.model.config.classes, T) and found.dtype == np.float32
    for m in range(len(MODALITIES)):

        def said(kept, m=m):
            taken = sorted({*range(T)} - {*kept})
            pair = (taken, ()) if m == 0 else ((), taken)
            return what_if(live, features, nothing, *pair).segments[0, m]  # (C, T)

        for t in range(T):
            without = said({*range(T)} - {t})
            np.testing.assert_allclose(found[m, 0, :, t], (said({*range(T)}) - without)[:, t], atol=1e-6)
            orders = [order[: order.index(t)] for order in permutations(range(T))]
            steps = [(said({*before, t}) - said(before))[:, t] for before in orders]
            np.testing.assert_allclose(found[m, 1, :, t], np.mean(steps, axis=0), atol=1e-6)
    if preset == "mmil_han" and masked:  # P looks at one segment at a time, which is still there
        np.testing.assert_allclose(found, 0, atol=1e-6)


def test_a_decoder_that_reads_the_front_end_is_masked(tmp_path):
    """CMPAE takes the projected segments beside the encoded ones."""
    live, features = random_model("cmpae")
    kept = np.array([[True, False, True], [True, True, True], [False, False, True]])
    found = ask(live, features, None, kept)
    for row, chosen in enumerate(kept):
        taken = np.flatnonzero(~chosen)
        for m in range(len(MODALITIES)):
            single = what_if(live, features, None, *((taken, ()) if m == 0 else ((), taken))).clip[0, m]
            np.testing.assert_allclose(found[m, row], single, atol=1e-6)


def test_clips_too_long_for_all_subsets():
    live, features = random_model("mmil_han")
    long = features.map(lambda x: np.repeat(x, 5, axis=1))
    with pytest.raises(InputError, match=r"clip: expected at most 12 seconds.*found 15.*estimate_shapley"):
        subset_table(live, long, None)


def test_what_is_no_number_is_refused():
    live, features = random_model("leap_han")
    with torch.no_grad():
        live.model.decoder.audio_head.bias.fill_(torch.nan)
    with pytest.raises(InputError, match="model: expected probabilities, it gives NaN"):
        subset_table(live, features, None)
