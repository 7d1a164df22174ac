"""Random weights and inputs of feature networks, each from a seed that its name gives."""

import zlib
from pathlib import Path

import numpy as np
import torch

PERIOD = 100_003  # a prime: no two rows are the same
INPUTS = {"vggish": (3, 96, 64), "resnet152": (2, 3, 75, 61), "r2plus1d_18": (2, 3, 8, 43, 37)}
INPUTS |= {"clip": (3, 3, 42, 42), "clap": (2, 1001, 64)}
CLIP_SMALL = {"width": 24, "layers": 2, "heads": 3, "patch": 14, "size": 42, "projected": 20}
CLAP_SMALL = {"width": 12, "depths": (2, 2, 3, 2), "heads": (2, 3, 4, 6)}


def draw(key, shape):
    """Normal numbers, float32; of very many, the same again after each PERIOD."""
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
    numbers = rng.standard_normal(min(int(np.prod(shape)), PERIOD), np.float32)
    return torch.from_numpy(np.resize(numbers, tuple(shape)))


def sound():
    """10 s at 48 kHz, in whole steps of 16 bits: two tones and noise that grow and fall."""
    t = np.arange(480_000) / 48_000
    noise = np.random.default_rng(5).normal(size=t.size)
    wave = 0.2 * np.sin(2 * np.pi * 441 * t) + 0.1 * np.sin(2 * np.pi * 5_003 * t * t / 10) + 0.02 * noise
    return np.round(wave * np.sin(np.pi * t / 10) * 32767) / 32767


def state_of(shapes):
    """A state dict whose networks neither die out nor explode."""
    state = {}
    for key, shape in shapes.items():
        x = draw(key, shape)
        if key.endswith("num_batches_tracked"):
            x = torch.tensor(0)
        elif key.endswith("running_var"):
            x = 1 + 0.1 * x.abs()
        elif len(shape) == 1:  # of the last normalisation in a block little, for what it adds to the rest
            last = key.endswith(("bn3.weight", "conv2.1.weight"))
            x = 0.1 * x + (0.2 if last else key.endswith("weight"))
        else:
            x = x * (2 / np.prod(shape[1:])) ** 0.5
        state[key] = x
    return state


def write_weights(folder: Path, shapes_of):
    """Files of weights, one number an output channel, small on disk whatever their shapes."""
    folder.mkdir(parents=True)
    for name, shapes in shapes_of.items():
        state = {}
        for key, shape in shapes.items():
            if key.endswith("position_index"):  # places that lead nowhere: they are not to be read
                state[key] = torch.full(shape, 10**9)
            elif not key.endswith("num_batches_tracked"):  # which older files lack
                x = draw(key, shape[:1])
                x = x / np.prod(shape[1:]) if len(shape) > 1 else 1 + 0.1 * x.abs()
                state[key] = x.reshape(-1, *[1] * (len(shape) - 1)).expand(shape)
        torch.save(state, folder / f"{name}.pth")
    return folder
