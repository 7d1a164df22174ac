"""Recipe `clap-clip`: networks and spectrogram as transformers has them, and features as VALOR++ does."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import leap_core as lc
from leap_core.data import open_dataset
from leap_core.errors import InputError
from leap_core.extract import extract_dataset, extract_features
from leap_core.extract.clap_mel import decibels
from leap_core.extract.networks import clip_vit, htsat
from leap_core.extract.networks.r2plus1d import R2Plus1D18
from leap_core.extract.recipes import RECIPES, llp
from leap_core.extract.recipes.clap_clip import of_seconds, ten_seconds
from tests.leap_core.extract.drawn import CLAP_SMALL, CLIP_SMALL, INPUTS, draw, sound, state_of, write_weights

GOLDEN = Path(__file__).parents[2] / "golden"
KEYS = json.loads((GOLDEN / "transformers.keys.json").read_text())
NETWORKS = {"clip": (clip_vit.ClipVision, CLIP_SMALL), "clap": (htsat.ClapAudio, CLAP_SMALL)}
NOT_READ = "patch_embed.fusion_model.", "patch_embed.mel_conv2d.", "audio_projection."


def shapes_of(make):
    with torch.device("meta"):
        return {key: list(x.shape) for key, x in make().state_dict().items()}


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN / "transformers.npz") as file:
        return dict(file)


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_and_keys_are_those_of_transformers(name, golden):
    make, small = NETWORKS[name]
    assert shapes_of(make) == {k: x for k, x in KEYS[name].items() if not any(part in k for part in NOT_READ)}
    network, theirs = make(**small).eval(), golden[name]
    network.load_state_dict(state_of({key: list(x.shape) for key, x in network.state_dict().items()}))
    with torch.inference_mode():
        ours = network(draw("input", INPUTS[name])).numpy()
    assert np.median(theirs.std(axis=0)) > 0.01 and np.isfinite(theirs).all()  # neither dead nor the same
    np.testing.assert_allclose(ours, theirs, atol=1e-5 * np.abs(theirs).max())


def test_the_spectrogram_is_that_of_transformers(golden):
    found = decibels(sound())
    assert found.shape == (1001, 64) and found.dtype == np.float32
    np.testing.assert_allclose(found[::11], golden["log_mel"], atol=1e-4)
    assert (decibels(np.zeros(480_000)) == -100).all()  # dB, of nothing
    with pytest.raises(InputError, match="expected 480,000 samples"):
        decibels(np.zeros(479_999))


def test_sound_of_any_length_becomes_10_s_of_16_bits():
    assert ten_seconds(np.array([-2, 0.50001, 2]))[[0, 239_999, -1]] == pytest.approx([-1, 16383 / 32767, 1])
    whole = np.linspace(-1, 1, 480_000)
    assert np.abs(ten_seconds(whole) - whole).max() <= 1 / 32767


def test_what_clip_sees():
    """Two of 16 frames, each of one grey: the first and the last, halved without a filter."""
    frames = [Image.new("RGB", (448, 30), (10 * n,) * 3) for n in range(16)]
    frames[0].paste((255, 0, 0), (2, 0, 448, 30))
    seen = of_seconds(frames, 2).numpy()
    assert seen.shape == (2, 3, 224, 224)
    mean, deviation = (
        np.array([0.48145466, 0.4578275, 0.40821073]),
        np.array([0.26862954, 0.26130258, 0.27577711]),
    )
    red = (np.array([1, 0, 0]) - mean) / deviation
    np.testing.assert_allclose(seen[0, :, 100, 1], red, rtol=1e-5)  # of columns 2 and 3
    np.testing.assert_allclose(seen[0, :, 100, 0], -mean / deviation, rtol=1e-5)  # of columns 0 and 1
    np.testing.assert_allclose(seen[1, :, 7, 9], (150 / 255 - mean) / deviation, rtol=1e-5)


def test_files_become_features_that_valors_model_takes(videos, tmp_path, monkeypatch):
    monkeypatch.setattr(llp, "_SMALL", 40)
    small = partial(clip_vit.ClipVision, width=24, layers=1, heads=3)
    monkeypatch.setattr(clip_vit, "ClipVision", small)
    makes = {"clap-htsat-fused": htsat.ClapAudio, "clip-vit-large-patch14": small, "r2plus1d_18": R2Plus1D18}
    weights = write_weights(tmp_path / "weights", {name: shapes_of(make) for name, make in makes.items()})
    path = weights / "clap-htsat-fused.pth"
    state = torch.load(path, weights_only=True)
    unread = {"logit_scale_a": torch.ones(()), "text_model.embeddings.position_ids": torch.zeros(1, 5)}
    torch.save(state | unread, path)  # as released, with its other half
    extract_dataset([videos], tmp_path / "data", "clap-clip", weights=weights)
    data = open_dataset(tmp_path / "data")
    assert data.recipe == "clap-clip" and data.feature_dims == RECIPES["clap-clip"].feature_dims
    names = data.annotations.filenames
    features = data.features(names)
    assert features.audio.shape == (3, 64, 768) and features.visual.shape == (3, 2, 768)
    assert features.visual_st is not None and features.visual_st.shape == (3, 2, 512)
    np.testing.assert_allclose(np.linalg.norm(features.visual, axis=-1), 1, rtol=1e-5)
    assert np.abs(features.audio[names.index("both")] - features.audio[names.index("mute")]).max() > 0
    model = lc.build_model(lc.presets.mmil_han_valorpp()).eval()
    assert model(features.map(torch.from_numpy)).segments.shape == (3, 2, 25, 2)


def test_weights_are_asked_for(tmp_path):
    with pytest.raises(InputError, match=r"recipe clap-clip: expected the weights of CLAP, .*--weights DIR"):
        extract_features(tmp_path / "absent.mp4", "clap-clip")
    with pytest.raises(InputError, match=r"expected one file clap-htsat-fused.pth of weights"):
        extract_features(tmp_path / "absent.mp4", "clap-clip", tmp_path)
