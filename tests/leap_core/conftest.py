"""Golden weights and inputs, small models of odd sizes, and the command line."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from leap_core.config import (
    EvidentialConfig,
    HanConfig,
    LeapConfig,
    MixedHanConfig,
    MmilConfig,
    MmPyrConfig,
    ModelConfig,
)
from leap_core.types import Features
from tests.command import run_leap
from tests.demo_fixture import make_demo

GOLDEN = Path(__file__).parents[1] / "golden"
SEED, BATCH = 1, 2
OTHER_INPUTS = {
    "mmil_han_lsld": {"audio": (BATCH, 10, 512), "visual": (BATCH, 80, 512)},
    "mmil_han_valorpp": {
        "audio": (BATCH, 64, 768),
        "visual": (BATCH, 10, 768),
        "visual_st": (BATCH, 10, 512),
    },
}
SIZES = {
    "classes": 17,
    "width": 2 * 3 * 5,
    "audio_dim": 7,
    "visual_dim": 11,
    "visual_st_dim": 13,
    "label_dim": 19,
}
ENCODERS = {
    "han": HanConfig(layers=2, heads=3, feed_forward=23),
    "han_sequential": HanConfig(layers=2, heads=3, feed_forward=23, order="sequential"),
    "han_pre": HanConfig(layers=2, heads=3, feed_forward=23, order="sequential", norm="pre"),
    "han_mixed": MixedHanConfig(layers=2, heads=3, feed_forward=23),
    "mm_pyr": MmPyrConfig(levels=3, heads=5, feed_forward=23),
}
DECODERS = {
    "mmil": MmilConfig(),
    "mmil_swapped": MmilConfig(swap_modalities=True),
    "leap": LeapConfig(blocks=3, heads=2, feed_forward=29),
    "leap_first": LeapConfig(blocks=3, heads=2, feed_forward=29, read_out="first"),
    "leap_average_single": LeapConfig(
        blocks=2, heads=2, feed_forward=29, read_out="average", score_pass="single"
    ),
    "leap_learnable": LeapConfig(blocks=1, heads=2, feed_forward=29, queries="learnable"),
    "evidential": EvidentialConfig(),
}


@pytest.fixture(scope="session")
def golden():
    """Reader of the golden folder, whose fill.py draws weights and inputs."""
    spec = importlib.util.spec_from_file_location("golden_fill", GOLDEN / "fill.py")
    fill = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fill)
    return Golden(fill)


class Golden:
    def __init__(self, fill):
        self.fill, self._inputs = fill, fill.inputs(BATCH, SEED)

    def shapes(self, name):
        shapes = json.loads((GOLDEN / f"{name}.keys.json").read_text(encoding="utf-8"))
        return {key: tuple(shape) for key, shape in shapes.items()}

    def state(self, name, dtype=torch.float32):
        weights = self.fill.fill(self.shapes(name), SEED)
        return {key: torch.from_numpy(np.asarray(x)).to(dtype) for key, x in weights.items()}

    def features(self, dtype=torch.float32, name=""):
        """The inputs of a model of that name: LLP's, or those that its release reads."""
        arrays = {k: self._inputs[k] for k in ("audio", "visual", "visual_st")}
        draw = np.random.Generator(np.random.PCG64(SEED))
        if name in OTHER_INPUTS:
            shapes = OTHER_INPUTS[name]
            arrays = {k: draw.standard_normal(x).astype(np.float32) for k, x in shapes.items()}
            arrays |= {k: np.abs(x) for k, x in arrays.items() if k == "visual_st"}
        return Features(**arrays).map(lambda x: torch.from_numpy(x).to(dtype))

    def labels(self, dtype=torch.float32):
        return torch.from_numpy(self._inputs["labels"]).to(dtype)

    def outputs(self, name):
        with np.load(GOLDEN / f"{name}.npz", allow_pickle=False) as arrays:
            return {key: torch.from_numpy(arrays[key]) for key in arrays.files}


def config_of(encoder, decoder):
    return ModelConfig(encoder=ENCODERS[encoder], decoder=DECODERS[decoder], **SIZES)


def random_features(config, batch, segments, frames, dtype=torch.float64):
    generator = torch.Generator().manual_seed(batch)
    shapes = config.feature_shapes(batch, segments, frames)
    return Features(**{k: torch.randn(x, generator=generator, dtype=dtype) for k, x in shapes.items()})


@pytest.fixture(params=[(e, d) for e in ENCODERS for d in DECODERS], ids="-".join)
def small_config(request):
    """Every encoder with every decoder; 30 = 2 x 3 x 5 wide, all other sizes distinct primes."""
    return config_of(*request.param)


@pytest.fixture
def make_features():
    return random_features


@pytest.fixture
def make_config():
    return config_of


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The tiny demo set and its runs; not to be changed."""
    return make_demo(tmp_path_factory.mktemp("tiny") / "demo")


@pytest.fixture
def leap(capfd):
    """Type `leap` and words -> exit code, standard output, standard error."""

    def run(*words):
        capfd.readouterr()
        return run_leap(*words), *capfd.readouterr()

    return run
