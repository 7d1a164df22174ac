"""Recipe `clap-clip`: VALOR++'s features as its released scripts make them (Lai et al., NeurIPS 2023).

    audio_dim 768       CLAP's 64 patches of the whole clip
    visual_dim 768      CLIP ViT-L/14 of one frame a second
    visual_st_dim 512   R(2+1)D-18 as of the recipe `llp`

Sound at 48 kHz goes through 16 bits.  CLAP hears 10 s; sound of another length is sped up or slowed down to
that, as the scripts do.  Of the frames at 8 a second, T are taken, evenly spaced, each squeezed
to 224 x 224.

Shapes: T seconds, n frames of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leap_core.data.media import sound
from leap_core.extract.clap_mel import RATE, SECONDS, decibels
from leap_core.extract.recipe import OnSecond, as_numbers, of_networks
from leap_core.extract.recipes.llp import FRAMES, load_frames, small
from leap_core.extract.video import Video
from leap_core.types import Features

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import Tensor, nn

    from leap_core.extract.networks.clip_vit import ClipVision
    from leap_core.extract.networks.htsat import ClapAudio
    from leap_core.extract.networks.r2plus1d import R2Plus1D18
    from leap_core.extract.networks.weights import Weights

_NAME = "clap-clip"
_SIDE = 224  # pixels
_MEAN, _DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
_CLAP = "audio_model.audio_encoder.patch_embed."


def ten_seconds(samples: np.ndarray) -> np.ndarray:
    """Sound of any length (n,) as CLAP hears it: 10 s at 48 kHz in steps of 16 bits."""
    count = SECONDS * RATE
    chosen = samples[np.round(np.linspace(0, len(samples) - 1, count)).astype(np.int64)]
    return np.trunc(np.clip(chosen, -1, 1) * 32767) / 32767


def of_seconds(frames: Sequence[Image], segments: int) -> Tensor:
    """What CLIP sees: T of 8 T frames, float32 (T, 3, 224, 224)."""
    import torch
    from torch.nn import functional

    chosen = np.round(np.linspace(0, len(frames) - 1, segments)).astype(np.int64)
    pixels = torch.from_numpy(np.stack([np.asarray(frames[i], np.float32) for i in chosen]) / 255)
    # as torchvision 0.13 does it to tensors: without a filter against aliasing
    sized = functional.interpolate(pixels.permute(0, 3, 1, 2), (_SIDE, _SIDE), mode="bilinear")
    mean, deviation = (torch.tensor(x)[:, None, None] for x in (_MEAN, _DEVIATION))
    return (sized - mean) / deviation


@dataclass(frozen=True)
class _Networks:
    """The three, in eval mode, on their device."""

    clap: ClapAudio
    clip: ClipVision
    r2plus1d: R2Plus1D18
    device: str

    def __call__(self, video: Video, segments: int, on_second: OnSecond) -> Features:
        """Features of a file.  Raises InputError where it cannot be decoded, or they are no numbers."""
        import torch

        silence = np.zeros(segments * RATE, np.float32)
        heard = sound(video.path, segments, RATE) if video.heard else silence
        spectra = decibels(ten_seconds(heard))[None]  # (1, 1001, 64)
        frames = load_frames(video, segments)
        seen = of_seconds(frames, segments)
        visual, visual_st = [], []

        def given(array: np.ndarray) -> Tensor:
            return torch.from_numpy(array).to(self.device)

        with torch.inference_mode():
            audio = self.clap(given(spectra))
            for t in range(segments):
                visual.append(self.clip(seen[t : t + 1].to(self.device)))
                second = [small(frame) for frame in frames[FRAMES * t : FRAMES * (t + 1)]]
                visual_st.append(self.r2plus1d(given(np.stack(second, axis=1)[None])))
                on_second(t + 1, segments)
            features = [audio, torch.cat(visual)[None], torch.cat(visual_st)[None]]
            return as_numbers(_NAME, features)


def _networks() -> Mapping[Weights, Callable[[], nn.Module]]:
    from leap_core.extract.networks.clip_vit import ClipVision
    from leap_core.extract.networks.htsat import ClapAudio
    from leap_core.extract.networks.r2plus1d import R2Plus1D18
    from leap_core.extract.networks.weights import Weights

    halves = "text_model.", "text_projection.", "audio_projection.", "logit_scale"
    fusion = f"{_CLAP}fusion_model.", f"{_CLAP}mel_conv2d."
    positions = "vision_model.embeddings.position_ids"
    return {
        Weights("clap-htsat-fused", (*halves, *fusion)): ClapAudio,
        Weights("clip-vit-large-patch14", (*halves, positions)): ClipVision,
        Weights("r2plus1d_18", ("fc.",)): R2Plus1D18,
    }


_DIMS = {"audio_dim": 768, "visual_dim": 768, "visual_st_dim": 512}
CLAP_CLIP = of_networks(_NAME, 1, _DIMS, "CLAP, CLIP and R(2+1)D-18", _networks, _Networks)
