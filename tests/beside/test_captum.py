"""What follows from tables of subsets, and gradients, is what captum finds on the same models by itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.gradients import gradient_times_input, integrated_gradients
from leap_core.faithfulness.steady import DRAWS, RADIUS, explained_by, sensitivity
from leap_core.faithfulness.subsets import infidelity, leave_one_out, members, shapley
from leap_core.faithfulness.tables import subset_table
from leap_core.types import MODALITIES, Features
from tests.tiny_dataset import tiny

attr = pytest.importorskip("captum.attr", reason="captum is not installed: make peer-test")
metrics = pytest.importorskip("captum.metrics")

C, T, S = 5, 4, 2
OWN = {"audio": ("audio",), "visual": ("visual", "visual_st")}  # features of a modality


@pytest.fixture(params=["leap_mm_pyr", "leap_han", "mmil_mm_pyr", "mmil_han"])
def asked(request):
    """A model of double precision, a clip, and what stands in for seconds."""
    torch.manual_seed(1)
    sizes = {"audio": 7, "visual": 11, "visual_st": 13}
    dims = {f"{kind}_dim": width for kind, width in sizes.items()}
    config = replace(tiny(lc.presets.PRESETS[request.param]()), classes=C, **dims)
    model, draw = lc.build_model(config).eval().double(), np.random.default_rng(2)
    live = LiveModel(model, torch.randn(C, config.label_dim, dtype=torch.float64))
    rows = {"audio": 1, "visual": S, "visual_st": 1}
    features, nothing = (
        Features(**{kind: draw.normal(size=(1, n * rows[kind], d)) for kind, d in sizes.items()})
        for n in (T, 1)
    )
    return live, features, nothing


def of_modality(live, features, nothing, modality):
    """What captum asks: p^m by the features of m; these, what stands in, and the second of each element."""
    tensors = features.map(torch.from_numpy)

    def forward(*own):
        k = len(own[0])
        whole = tensors.map(lambda x: x.expand(k, -1, -1))
        said = live.model(replace(whole, **dict(zip(OWN[modality], own, strict=True))), live.label_embeddings)
        return said.clip[:, MODALITIES.index(modality)]

    inputs, instead, seconds = [], [], []
    for kind in OWN[modality]:
        x, none = tensors.kinds[kind], torch.from_numpy(nothing.kinds[kind])
        rows = x.shape[1] // T
        inputs.append(x.clone().requires_grad_())
        instead.append(none.repeat(1, T, 1))
        seconds.append(torch.arange(T).repeat_interleave(rows)[None, :, None].expand_as(x).contiguous())
    return forward, tuple(inputs), tuple(instead), tuple(seconds)


@pytest.mark.parametrize("method", ["ShapleyValues", "FeatureAblation"])
@pytest.mark.parametrize("modality", MODALITIES)
def test_seconds_are_worth_what_captum_says(asked, modality, method):
    live, features, nothing = asked
    forward, inputs, instead, seconds = of_modality(live, features, nothing, modality)
    table = subset_table(live, features, nothing)[MODALITIES.index(modality), None]  # (1, R, C)
    own = {"ShapleyValues": shapley, "FeatureAblation": leave_one_out}[method](table)[0]
    explainer = getattr(attr, method)(forward)
    for c in range(C):
        found = explainer.attribute(inputs, baselines=instead, feature_mask=seconds, target=c)
        of_first = found[0].detach()[
            0, :: S if modality == "visual" else 1, 0
        ]  # each element has its second's
        np.testing.assert_allclose(own[c], of_first, atol=1e-6)
    assert np.abs(own).max() > 1e-3


@pytest.mark.parametrize("modality", MODALITIES)
def test_gradients_are_captums(asked, modality):
    live, features, nothing = asked
    forward, inputs, instead, _ = of_modality(live, features, nothing, modality)
    m, every = MODALITIES.index(modality), np.ones((2, C), bool)
    whole = integrated_gradients(live, features, nothing, every)[m]
    at_once = gradient_times_input(live, features, nothing, every)[m]
    for c in range(C):
        integrated = attr.IntegratedGradients(forward).attribute(
            inputs, baselines=instead, target=c, n_steps=64, method="gausslegendre"
        )
        slopes = attr.Saliency(forward).attribute(inputs, target=c, abs=False)
        way = [g * (x - none) for g, x, none in zip(slopes, inputs, instead, strict=True)]
        for own, theirs in ((whole, integrated), (at_once, way)):
            by_second = sum(x[0].detach().reshape(T, -1).sum(dim=1) for x in theirs)
            np.testing.assert_allclose(own[c], by_second, atol=1e-6)


def test_infidelity_is_captums_over_all_subsets(asked):
    live, features, nothing = asked
    table = subset_table(live, features, nothing)[0]  # (R, C)
    kept, worth = members(T), np.random.default_rng(3).normal(size=(C, T))
    own = infidelity(table.T.astype(float), worth)
    rows = torch.from_numpy(table.astype(float))

    def forward(mask):
        return rows[(mask.long() << torch.arange(T)).sum(dim=1)]

    def without(inputs):
        removed = torch.from_numpy(~kept).double()
        return removed, inputs - removed

    for c in range(C):
        found = metrics.infidelity(
            forward, without, torch.ones(1, T, dtype=torch.float64), torch.from_numpy(worth[c][None]),
            target=c, n_perturb_samples=len(kept), normalize=True,
        )  # fmt: skip
        assert own[c] == pytest.approx(found.item(), abs=1e-9) and own[c] > 1e-9


def test_sensitivity_is_captums_under_the_same_noise(asked):
    live, features, _ = asked
    live = replace(live, model=live.model.float(), label_embeddings=live.label_embeddings.float())
    features = features.map(lambda x: x.astype(np.float32))
    kinds = live.model.config.decoder.maps
    found = sensitivity(live, features, kinds)
    draw = np.random.default_rng(0)  # the same

    def shaken(inputs, radius):
        assert radius == RADIUS and len(inputs[0]) == DRAWS
        noise = [draw.uniform(-1, 1, tuple(x.shape)) * radius * x[0].numpy().std() for x in inputs]
        return tuple(x + torch.from_numpy(n).float() for x, n in zip(inputs, noise, strict=True))

    def explain(inputs):
        given = Features(*(x.numpy() for x in inputs))
        return (torch.from_numpy(explained_by(live, given).prediction.segments[:, 0, 2]),)

    inputs = tuple(torch.from_numpy(x) for x in features.kinds.values())
    largest = metrics.sensitivity_max(explain, inputs, shaken, RADIUS, n_perturb_samples=DRAWS)
    assert found["P"][0, 2] == pytest.approx(largest.item(), rel=1e-3)
