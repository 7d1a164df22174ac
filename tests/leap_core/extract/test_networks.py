"""The networks give what their references do on the same weights: torchvision, VGGish step by step."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as f

from leap_core.errors import InputError
from leap_core.extract.networks.r2plus1d import R2Plus1D18
from leap_core.extract.networks.resnet import ResNet152
from leap_core.extract.networks.vggish import VGGish
from leap_core.extract.networks.weights import Weights
from tests.leap_core.extract.drawn import INPUTS, draw, state_of

GOLDEN = Path(__file__).parents[2] / "golden"
KEYS = json.loads((GOLDEN / "torchvision.keys.json").read_text())


def shapes_of(make):
    with torch.device("meta"):
        return {key: list(x.shape) for key, x in make().state_dict().items()}


@pytest.mark.parametrize(("name", "make"), [("resnet152", ResNet152), ("r2plus1d_18", R2Plus1D18)])
def test_outputs_are_torchvisions(name, make):
    assert shapes_of(make) == KEYS[name]
    with torch.device("meta"):
        network = make()
    network.load_state_dict(state_of(KEYS[name]), assign=True)
    with torch.inference_mode():
        ours = network.eval()(draw("input", INPUTS[name])).numpy()
    with np.load(GOLDEN / "torchvision.npz") as golden:
        theirs = golden[name]
    assert np.median(theirs.std(axis=0)) > 0.01 and np.isfinite(theirs).all()  # neither dead nor the same
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4 * np.abs(theirs).max())


def test_vggish_step_by_step():
    state = {k: x for k, x in state_of(shapes_of(VGGish)).items()}
    with torch.device("meta"):
        network = VGGish()
    network.load_state_dict(state, assign=True)
    x = spectra = draw("input", INPUTS["vggish"])
    with torch.inference_mode():
        ours = network.eval()(spectra)
        x = x[:, None]
        for layer, pooled in ((0, True), (3, True), (6, False), (8, True), (11, False), (13, True)):
            x = f.conv2d(
                x, state[f"features.{layer}.weight"], state[f"features.{layer}.bias"], padding=1
            ).relu()
            x = f.max_pool2d(x, 2) if pooled else x
        assert x.shape == (3, 512, 6, 4)
        x = torch.stack([x[:, :, i, j] for i in range(6) for j in range(4)], dim=1).flatten(
            1
        )  # channels last
        for layer in (0, 2, 4):
            x = (x @ state[f"embeddings.{layer}.weight"].T + state[f"embeddings.{layer}.bias"]).relu()
    assert ours.shape == (3, 128) and (ours >= 0).all() and ours.std() > 0
    np.testing.assert_allclose(ours, x, rtol=1e-3, atol=1e-4 * float(x.max()))


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.norm = torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)


WEIGHTS = Weights("small", ("fc.",))
STATE = {"layer.weight": torch.ones(2, 3), "layer.bias": torch.zeros(2)}
STATE |= {f"norm.{k}": torch.ones(2) for k in ("weight", "bias", "running_mean", "running_var")}


def test_weights_are_read_without_the_classifier(tmp_path):
    torch.save(STATE | {"fc.weight": torch.ones(5, 2)}, tmp_path / "small.pth")
    network = WEIGHTS.load(tmp_path, Small)
    assert not network.training and network.layer.weight.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_the_hash_in_a_name_is_checked(tmp_path):
    torch.save(STATE, tmp_path / "small.pth")
    digest = hashlib.sha256((tmp_path / "small.pth").read_bytes()).hexdigest()
    path = (tmp_path / "small.pth").rename(tmp_path / f"small-{digest[:8]}.pth")
    assert WEIGHTS.find(tmp_path) == path
    path.rename(tmp_path / "small-00000000.pth")
    with pytest.raises(InputError, match=f"its SHA-256 starts with 00000000, it is {digest}"):
        WEIGHTS.find(tmp_path)


BAD = {
    "misses key layer.bias": {k: x for k, x in STATE.items() if k != "layer.bias"},
    "has unknown key more and 1 more": STATE | {"more": torch.ones(1), "other": torch.ones(1)},
    r"key layer.bias should have shape \(2,\), has \(3,\)": STATE | {"layer.bias": torch.ones(3)},
    "key layer.bias should hold torch.float32 numbers": STATE | {"layer.bias": torch.full((2,), torch.nan)},
    "expected a state dict": [1, 2],
    "expected a file of tensors only": Small,
}


@pytest.mark.parametrize("message", BAD)
def test_weights_that_do_not_fit_are_named(tmp_path, message):
    torch.save(BAD[message], tmp_path / "small.pth")
    with pytest.raises(InputError, match=rf"small\.pth: .*{message}"):
        WEIGHTS.load(tmp_path, Small)


def test_weights_are_one_file(tmp_path):
    with pytest.raises(InputError, match=r"expected one file small\.pth of weights, .* found none"):
        WEIGHTS.find(tmp_path)
    for name in ("small.pth", "small.pt"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"found small\.pt, small\.pth"):
        WEIGHTS.find(tmp_path)
