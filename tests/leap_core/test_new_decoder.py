"""A new decoder registers, is trained, explained, stored, drawn and exported; nothing else is changed."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core import parts
from leap_core.checkpoints import to_official
from leap_core.complexity import complexity
from leap_core.config import ModelConfig, TrainConfig, to_dict
from leap_core.data.dataset import open_dataset
from leap_core.encoders import HanConfig
from leap_core.explainers.dataset import explain_dataset
from leap_core.figures.caption import caption, data_csv
from leap_core.figures.recipe import Recipe
from leap_core.figures.write import make, render
from leap_core.runs.store import open_store
from leap_core.schema import Schema
from leap_core.training import train
from leap_core.views import clip_view
from tests.peak_decoder import PEAK, PeakConfig
from tests.tiny_dataset import C, T, make_dataset, tiny

CONFIG = replace(ModelConfig(HanConfig(), PeakConfig()), width=12)


@pytest.fixture(scope="module", autouse=True)
def registered():
    parts.register(PeakConfig)
    yield
    del parts.DECODERS[PeakConfig.kind]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_dataset(tmp_path_factory.mktemp("peak") / "data")


@pytest.fixture(scope="module")
def store(data):
    sets = [open_dataset(data, split) for split in ("train", "val", "test")]
    settings = TrainConfig(epochs=2, batch_size=8, learning_rate=1e-2, avss_weight=0.0)
    folder = data / "runs" / "peak"
    losses = train(CONFIG, settings, *sets[:2], "bundled", folder, "cpu")["basic"]
    assert losses.iloc[-1] < losses.iloc[0]
    return explain_dataset(folder / "checkpoint", sets[2], folder)


def test_it_is_stored_with_its_map(store):
    run = open_store(store.folder).run
    assert (run.decoder, run.title, run.maps, run.blocks) == ("peak", "Peak, HAN", (PEAK,), 0)
    model = lc.load_checkpoint(store.folder / "checkpoint")
    name = store.filenames[3]
    data = open_dataset(store.folder.parents[1])
    expected = lc.explain(model, data.features([name]).map(torch.from_numpy)).maps[PEAK.key]
    for modality, peaks in store.explanation(name).maps[PEAK.key].items():
        assert peaks.shape == (1, 1, 1, C, T)
        np.testing.assert_allclose(peaks.sum(axis=-1), 1, atol=5e-3)  # float16
        np.testing.assert_allclose(peaks, expected[modality], atol=1e-3)


def test_the_screen_is_told_of_it(store):
    view = clip_view(open_dataset(store.folder.parents[1]), store.filenames[0], {"1": store})
    assert [kind["key"] for kind in view["kinds"]][:3] == ["Y", "Q", "A"]
    assert view["runs"][0]["short"] == "Peak" and [*view["runs"][0]["maps"]] == ["Q"]


def test_a_figure_draws_it_and_says_what_it_is(store):
    root = store.folder.parents[1]
    recipe = Recipe(str(root), (str(store.folder),), (store.filenames[0],), layout="maps", maps=("Q", "P"))
    figure = make(recipe)
    assert "Q^m, where the peak of a class lies;" in caption(figure)
    rows = [row for row in csv.DictReader(io.StringIO(data_csv(figure))) if row["what"] == "Q"]
    assert sum(float(row["value"]) for row in rows) == pytest.approx(len(rows) / T, abs=0.02)  # softmax
    assert render(figure, "a.pdf")["a.pdf"].startswith(b"%PDF")


def test_its_settings_are_read_back_and_counted():
    schema = Schema(ModelConfig, "a model", "Choose another.")
    assert schema.fit(to_dict(CONFIG), "config.json") == CONFIG
    with pytest.raises(lc.InputError, match=r"decoder cannot be .*peek.*: .* of kind .*leap, mmil, peak"):
        schema.fit({**to_dict(CONFIG), "decoder": {"kind": "peek"}}, "config.json")
    counts = complexity(tiny(CONFIG), segments=T, frames_per_segment=2)
    assert counts.decoder.parameters_live == counts.decoder.parameters_published == (12 + 1) * 25
    assert counts.decoder.macs_live == 2 * T * 12 * 25


def test_no_release_has_it():
    with pytest.raises(lc.InputError, match="no released model"):
        to_official(lc.build_model(CONFIG))


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="there is a 'peak' already"):
        parts.register(type("Other", (PeakConfig,), {}))


def test_a_map_cannot_take_the_key_of_the_truth():
    maps = (replace(PEAK, key="Y"),)
    with pytest.raises(ValueError, match="the keys Y are taken"):
        parts.register(type("Other", (PeakConfig,), {"kind": "other", "maps": maps}))
    assert "other" not in parts.DECODERS


def test_a_run_is_drawn_where_its_decoder_is_not_known(store, tmp_path):
    """What is stored says all that drawing needs."""
    root = store.folder.parents[1]
    code = (
        "import json, sys; from leap_core.runs.store import open_store; "
        "from leap_core.views import clip_view; from leap_core.data.dataset import open_dataset; "
        "from leap_core.parts import DECODERS; assert 'peak' not in DECODERS; "
        f"store = open_store({str(store.folder)!r}); "
        f"print(json.dumps(clip_view(open_dataset({str(root)!r}), store.filenames[0], {{'1': store}})))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )
    view = json.loads(said.stdout)
    assert view["runs"][0]["short"] == "Peak, HAN"
    assert next(kind["title"] for kind in view["kinds"] if kind["key"] == "Q") == "Peak"
