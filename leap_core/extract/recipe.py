"""What a recipe for features is; each has a file of its own in recipes/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leap_core.errors import InputError
from leap_core.extract.video import Video
from leap_core.types import Features

if TYPE_CHECKING:
    from torch import Tensor, nn

    from leap_core.extract.networks.weights import Weights

OnSecond = Callable[[int, int], None]  # hears the seconds done and the seconds in all
Extractor = Callable[[Video, int, OnSecond], Features]  # a file, T -> features, B = 1


@dataclass(frozen=True)
class Recipe:
    """How features are made of a file."""

    name: str
    version: int  # raised whenever it gives other features: what an earlier one gave is made anew
    feature_dims: Mapping[str, int]  # widths by the names that `ModelConfig` gives them
    find_weights: Callable[[Path | None], tuple[Path, ...]]  # the files in a folder; InputError without
    # from that folder to PyTorch's device; InputError where they do not fit or it cannot be used
    load: Callable[[Path | None, str], Extractor]


def of_networks(
    name: str,
    version: int,
    feature_dims: Mapping[str, int],
    titles: str,
    networks: Callable[[], Mapping[Weights, Callable[[], nn.Module]]],
    extractor: Callable[..., Extractor],
) -> Recipe:
    """A recipe by networks, called `titles`, whose weights the user has.

    `networks` says of what file each is and how it is made; `extractor` takes them and the device.
    """

    def folder_of(weights: Path | None) -> Path:
        if weights is None:
            expected, remedy = f"expected the weights of {titles}", "Name their folder: --weights DIR"
            raise InputError(f"recipe {name}", expected, f"{remedy} (docs/own-video.md).")
        return weights

    def find(weights: Path | None) -> tuple[Path, ...]:
        folder = folder_of(weights)
        return tuple(file.find(folder) for file in networks())

    def load(weights: Path | None, device: str) -> Extractor:
        from leap_core.layers import to_device

        folder = folder_of(weights)
        loaded: list[Any] = [to_device(f.load(folder, make), device) for f, make in networks().items()]
        return extractor(*loaded, device)

    return Recipe(name, version, feature_dims, find, load)


def as_numbers(name: str, features: list[Tensor]) -> Features:
    """What a recipe's networks gave, on any device.  Raises InputError where they are no numbers."""
    import torch

    if not all(torch.isfinite(x).all() for x in features):
        raise InputError(f"recipe {name}", "its networks give NaN or infinity", "Check their weights.")
    return Features(*(x.cpu().numpy() for x in features))
