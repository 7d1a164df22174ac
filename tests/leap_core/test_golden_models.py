"""The released models, weights and inputs drawn from a seed, against what the released code returned."""

from dataclasses import replace

import pytest
import torch

import leap_core as lc
from leap_core.types import MODALITIES

MODELS = (
    *("leap_mm_pyr", "mmil_mm_pyr", "mmil_han", "mmil_han_jomold", "mmil_han_lsld"),
    *("mmil_han_valor", "mmil_han_valor_l2", "mmil_han_valorpp", "cmpae"),
)
PROBABILITIES = ("global_prob", "audio_prob", "visual_prob", "audio_segment_prob", "visual_segment_prob")


@pytest.fixture(scope="module", params=MODELS)
def explained(request, golden):
    """Golden arrays beside what the model says, in float64: {name: (expected, found)}."""
    return compare(golden, request.param, torch.float64)


@torch.inference_mode()
def compare(golden, name, dtype):
    model = lc.from_official(golden.state(name, dtype))  # whose kind its keys tell
    labels = golden.labels(dtype) if model.config.decoder.takes_labels else None
    explanation = lc.explain(model, golden.features(dtype, name), labels)
    p = explanation.prediction
    names = ("video_prob", "audio_prob", "visual_prob", "audio_segment_prob", "visual_segment_prob")
    found = {name: getattr(p, name) for name in (*names, "audio_encoded", "visual_encoded")}
    found["global_prob"] = p.video_prob
    found["segment_prob_stacked"] = torch.stack((p.audio_segment_prob, p.visual_segment_prob), dim=2)
    for kind in ("mixing", "scores"):
        for modality, maps in getattr(explanation, kind).items():
            found |= {f"{modality}_{kind}_{n}": block for n, block in enumerate(maps.unbind(dim=1))}
    if name == "cmpae":
        found |= evidence(p) | without_cross(model, golden.features(dtype, name))
    if name == "leap_mm_pyr":
        trace = model.decoder.trace(
            p.audio_encoded, p.visual_encoded, golden.labels(dtype), every_score=False
        )
        found |= {f"{m}_label_features": getattr(trace, m)[-1].query for m in MODALITIES}
    return {key: (value, found[key]) for key, value in golden.outputs(name).items()}


def evidence(p):
    audio, visual = p.clip_uncertainty.unbind(dim=1)
    return {
        "global_uncertainty": p.video_uncertainty,
        "audio_uncertainty": audio,
        "visual_uncertainty": visual,
        "segment_uncertainty": p.segment_uncertainty.permute(0, 3, 1, 2),
    }


def without_cross(model, features):
    """What the same weights say without any cross-modal attention, the second pass of the release."""
    config = replace(model.config, encoder=replace(model.config.encoder, without_cross=1.0))
    alone = lc.build_model(config).to(features.audio.dtype).eval()
    alone.load_state_dict(model.state_dict())
    p = alone(features)
    found = {"audio_prob": p.audio_prob, "visual_prob": p.visual_prob}
    found["segment_prob_stacked"] = torch.stack((p.audio_segment_prob, p.visual_segment_prob), dim=2)
    return {f"{name}_no_cross": x for name, x in found.items()}


def test_float64_matches_every_array_to_1e_6(explained):
    # MMIL's probabilities; CMPAE's, their uncertainties, its second pass; LEAP's, its encoder's and its maps
    assert len(explained) in (4, 11, 17)
    for key, (expected, found) in explained.items():
        assert found.shape == expected.shape, key
        error = (found - expected).abs() / expected.abs().clamp(min=1)
        assert error.max() < 1e-6, key


@torch.inference_mode()
def test_two_passes_are_the_mean_of_the_released_ones(golden):
    """0.7 with and 0.3 without cross-modal attention, of P and p^m, traced or not; one while it trains."""
    model = lc.from_official(golden.state("cmpae", torch.float64), "cmpae_two_pass")
    features, released = golden.features(torch.float64, "cmpae"), golden.outputs("cmpae")
    explained = lc.explain(model, features, None)
    for p in (explained.prediction, model(features)):
        found = {"audio_prob": p.audio_prob, "visual_prob": p.visual_prob, "global_prob": p.video_prob}
        found["segment_prob_stacked"] = torch.stack((p.audio_segment_prob, p.visual_segment_prob), dim=2)
        for name, x in found.items():
            mean = 0.7 * released[name] + 0.3 * released.get(f"{name}_no_cross", released[name])
            torch.testing.assert_close(x, mean.double(), rtol=0, atol=1e-6)
    for maps in explained.maps["Wp"].values():
        torch.testing.assert_close(maps.sum(dim=-1), torch.ones(2, 1, 1, 25).double())
    with pytest.raises(lc.InputError, match="mean of two passes, which cannot be asked halfway"):
        model.encode(model.project(features))
    model.train()
    torch.manual_seed(1)
    once = lc.from_official(golden.state("cmpae", torch.float64)).train()
    torch.manual_seed(7)
    trained = model(features).segments
    torch.manual_seed(7)
    assert torch.equal(trained, once(features).segments)


@pytest.mark.parametrize("name", [name for name in MODELS if name.startswith("mmil")])
@torch.inference_mode()
def test_attentions_of_mmil_pool_the_released_probabilities(golden, name):
    """W_t and W_m by their equations from the released weights; the released P weighed by them is its p."""
    state, released = golden.state(name, torch.float64), golden.outputs(name)
    explanation = lc.explain(lc.from_official(state), golden.features(torch.float64, name))
    encoded = explanation.prediction.encoded
    x = torch.stack(encoded[::-1] if name == "mmil_mm_pyr" else encoded, dim=2)  # (B, T, M, d), as released
    logits = {k: x @ state[f"{k}.weight"].T + state[f"{k}.bias"] for k in ("fc_frame_att", "fc_av_att")}
    wanted = {"Wt": logits["fc_frame_att"].softmax(dim=1), "Wm": logits["fc_av_att"].softmax(dim=2)}
    found = {
        key: torch.stack([maps[m][:, 0, 0] for m in MODALITIES], 1) for key, maps in explanation.maps.items()
    }
    found = {key: maps.permute(0, 3, 1, 2) for key, maps in found.items()}  # (B, T, M, C)
    for key, weights in wanted.items():
        torch.testing.assert_close(found[key], weights, rtol=0, atol=1e-12)
    weighed = found["Wt"] * released["segment_prob_stacked"]
    clip = torch.stack((released["audio_prob"], released["visual_prob"]), dim=1).double()
    torch.testing.assert_close(weighed.sum(dim=1), clip, rtol=0, atol=1e-6)
    either = (weighed * found["Wm"]).sum(dim=(1, 2))
    torch.testing.assert_close(either, released["global_prob"].double(), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_float32_matches_probabilities_to_5e_4(golden, name):
    pairs = compare(golden, name, torch.float32)
    for key in pairs.keys() & {*PROBABILITIES, "segment_prob_stacked"}:
        expected, found = pairs[key]
        assert found.dtype == torch.float32
        assert (found - expected).abs().max() < 5e-4, key
