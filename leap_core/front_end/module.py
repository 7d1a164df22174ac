"""The front end: pre-extracted features -> projected audio and visual segments.

Shapes: B clips, T segments, S frames a segment, R rows of a kind of features, d width.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from leap_core.errors import InputError
from leap_core.types import Features

if TYPE_CHECKING:
    from leap_core.config import ModelConfig
    from leap_core.front_end.config import FrontEndConfig

_BANDS = 2  # of frequency, in the grid of patches
_FINE = 1024  # steps of time that the grid is upsampled to
UPSAMPLED = _BANDS * _FINE  # rows that the released code projects
_NAMES = {
    "audio": "audio features",
    "visual": "visual features",
    "visual_st": "spatio-temporal visual features",
}


class FrontEnd(nn.Module):
    """Projections of the features to the model's width, each with its activation where there is one."""

    def __init__(self, settings: FrontEndConfig, config: ModelConfig) -> None:
        """Make the two or four projections.  Raises InputError where nothing would tell T."""
        super().__init__()
        if settings.audio == "patches" and not settings.spatio_temporal:
            expected = "patches of sound need spatio-temporal features, whose rows are the segments"
            raise InputError("model config", expected, "Change either.")
        self.settings, self.config = settings, config
        self.audio = nn.Linear(config.audio_dim, config.width)
        self.visual = nn.Linear(config.visual_dim, config.width)
        if settings.spatio_temporal:
            self.visual_st = nn.Linear(config.visual_st_dim, config.width)
            self.fusion = nn.Linear(2 * config.width, config.width)
        self.activation = nn.Identity() if settings.affine else nn.ELU()

    def forward(self, features: Features) -> tuple[Tensor, Tensor]:
        """Project to audio and visual segments, (B, T, d) each.

        Raises InputError where the features do not have the widths or lengths that the model expects.
        """
        t = self._segments(features)
        of_patches = self.settings.audio == "patches"
        audio = self._project(self.audio, features.audio, lambda x: from_patches(x, t) if of_patches else x)
        visual = self._project(self.visual, features.visual, lambda x: x.unflatten(1, (t, -1)).mean(dim=2))
        if self.settings.spatio_temporal:
            motion = self.activation(self.visual_st(features.visual_st))
            visual = self.activation(self.fusion(torch.cat((visual, motion), dim=-1)))
        return audio, visual

    def _project(self, layer: nn.Linear, rows: Tensor, pool: Callable[[Tensor], Tensor]) -> Tensor:
        """Rows of features (B, R, .) projected and pooled to segments (B, T, d)."""
        if self.settings.affine:  # a mean goes through what is affine: the same result for less work
            return layer(pool(rows))
        return pool(self.activation(layer(rows)))

    def _segments(self, features: Features) -> int:
        """T of features that fit.  Raises InputError where they do not."""
        found = {name: tuple(x.shape) for name, x in features.kinds.items()}
        counted = "audio" if self.settings.audio == "segments" else "visual_st"  # whose rows are segments
        shape = found.get(counted, ())
        if len(shape) != 3 or not shape[1] or shape[2] != getattr(self.config, f"{counted}_dim"):
            _refuse(counted, f"(B, T, {getattr(self.config, f'{counted}_dim')})", shape)
        b, t, _ = shape
        frames = max(1, found["visual"][1] // t) if len(found["visual"]) == 3 else 1
        for name, (_, rows, width) in self.config.feature_shapes(b, t, frames).items():
            if found.get(name) != (b, rows, width):
                wanted = f"S x {t}" if name == "visual" else rows
                _refuse(name, f"({b}, {wanted}, {width})", found.get(name, ()))
        return t


def from_patches(patches: Tensor, segments: int) -> Tensor:
    """The grid of patches of a clip as T segments: (B, 64, .) -> (B, T, .)."""
    return _shares(segments, patches.shape[1]).to(patches) @ patches


@lru_cache(maxsize=16)
def _shares(segments: int, patches: int) -> Tensor:
    """How much of each patch is in each segment, (T, 64), rows sum to 1.

    The grid (2, 32) is upsampled to (2, 1024), bicubic, and averaged over frequency and each segment's
    share of time; all of that is linear in the patches.
    """
    with torch.inference_mode(False):  # it is kept, and may be trained with later
        each = torch.eye(patches, dtype=torch.float64, device="cpu").view(patches, 1, _BANDS, -1)
        fine = F.interpolate(each, size=(_BANDS, _FINE), mode="bicubic")  # (64, 1, 2, 1024)
        return F.adaptive_avg_pool1d(fine.mean(dim=2), segments).squeeze(1).T


def _refuse(name: str, expected: str, found: tuple[int, ...]) -> NoReturn:
    expected = f"expected the shape {expected}, found {found or 'none'}"
    raise InputError(_NAMES[name], expected, "Use the features that the model was made for.")
