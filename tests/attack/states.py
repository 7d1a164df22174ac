"""Broken states of training runs: whole files of torch's that say something else."""

from __future__ import annotations

import io
from random import Random

import torch

from tests.attack.mutate import ODD_VALUES, other_tree


def state(draw: Random, data: bytes) -> bytes:
    """The epochs so far are others, or a part of what is resumed is missing or odd."""
    content = torch.load(io.BytesIO(data), weights_only=True)
    part = draw.choice([*content])
    way = draw.random()
    if way < 0.6:
        content["rows"] = other_tree(draw, content["rows"])
    elif way < 0.8:
        content[part] = draw.choice(ODD_VALUES)
    else:
        del content[part]
    file = io.BytesIO()
    torch.save(draw.choice((content,) * 9 + ([content],)), file)
    return file.getvalue()
