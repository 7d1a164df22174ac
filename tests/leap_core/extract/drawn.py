"""Random weights and inputs of feature networks, each from a seed that its name gives."""

import zlib
from pathlib import Path

import numpy as np
import torch

PERIOD = 100_003  # a prime: no two rows are the same
INPUTS = {"vggish": (3, 96, 64), "resnet152": (2, 3, 75, 61), "r2plus1d_18": (2, 3, 8, 43, 37)}


def draw(key, shape):
    """Normal numbers, float32; of very many, the same again after each PERIOD."""
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
    numbers = rng.standard_normal(min(int(np.prod(shape)), PERIOD), np.float32)
    return torch.from_numpy(np.resize(numbers, tuple(shape)))


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
            if not key.endswith("num_batches_tracked"):  # which older files lack
                x = draw(key, shape[:1])
                x = x / np.prod(shape[1:]) if len(shape) > 1 else 1 + 0.1 * x.abs()
                state[key] = x.reshape(-1, *[1] * (len(shape) - 1)).expand(shape)
        torch.save(state, folder / f"{name}.pth")
    return folder
