"""Recipe `llp`: LLP's features as HAN's and JoMoLD's released scripts make them (Tian et al., ECCV 2020).

    audio_dim 128       VGGish's embedding of each second, without PCA or quantisation
    visual_dim 2048     ResNet-152 at 8 frames a second
    visual_st_dim 512   R(2+1)D-18 of the same frames, 8 at a time

ffmpeg makes JPEGs of the whole file at 8 frames a second, of which 8 T are taken, evenly spaced.  ResNet-152
sees the middle 224 x 224 pixels of a frame whose shorter side is 256, R(2+1)D-18 all of it at 112 x 112.
The scripts take 80 frames whatever the length, all of LLP's clips being of 10 s; here it is 8 for each
second, which is the same for those.

Shapes: T seconds, n frames of a file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leap_core.data.media import decode, sound
from leap_core.extract.mel import RATE, log_mel
from leap_core.extract.recipe import OnSecond, as_numbers, of_networks
from leap_core.extract.video import Video
from leap_core.types import Features

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import Tensor, nn

    from leap_core.extract.networks.r2plus1d import R2Plus1D18
    from leap_core.extract.networks.resnet import ResNet152
    from leap_core.extract.networks.vggish import VGGish
    from leap_core.extract.networks.weights import Weights

_NAME = "llp"
FRAMES = 8  # a second
_SIDE, _CROP, _SMALL = 256, 224, 112  # pixels
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))  # mean and standard deviation of RGB in [0, 1]
_KINETICS = ((0.43216, 0.394666, 0.37645), (0.22803, 0.22145, 0.216989))
_BLACK = (320, 240)  # pixels of a picture that is not there


def frames_at(count: int, segments: int) -> np.ndarray:
    """Which of `count` frames are taken for T seconds: whole numbers (8 T,)."""
    return np.round(np.linspace(0, count - 1, FRAMES * segments)).astype(np.int64)


def load_frames(video: Video, segments: int) -> list[Image]:
    """8 T frames of a file in RGB; black where it has no picture.

    They are spread over all of it, or over its first T seconds where it is longer; a file that is shorter is
    held at its last frame.  Raises InputError where it cannot be decoded.
    """
    from PIL import Image

    if not video.seen:
        return [Image.new("RGB", _BLACK)] * (FRAMES * segments)
    own = segments == video.segments
    until = () if own else ("-t", str(segments))
    stream = decode(
        video.path, "a picture", "-an", *until, "-r", str(FRAMES), "-f", "image2pipe", "-c:v", "mjpeg"
    )
    ends = [match.start() + 2 for match in re.finditer(b"\xff\xd9(?=\xff\xd8|\\Z)", stream)]  # of JPEGs
    files = [stream[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    spread = frames_at(len(files), segments)
    chosen = spread if own else np.minimum(np.arange(FRAMES * segments), len(files) - 1)
    return [Image.open(io.BytesIO(files[i])).convert("RGB") for i in chosen]


def middle(frame: Image) -> np.ndarray:
    """What ResNet-152 sees of a frame: float32 (3, 224, 224)."""
    from PIL.Image import Resampling

    width, height = frame.size
    scale = _SIDE / min(width, height)
    size = (_SIDE, int(height * scale)) if width <= height else (int(width * scale), _SIDE)
    x, y = (round((length - _CROP) / 2) for length in size)
    return _normalised(frame.resize(size, Resampling.BILINEAR).crop((x, y, x + _CROP, y + _CROP)), *_IMAGENET)


def small(frame: Image) -> np.ndarray:
    """What R(2+1)D-18 sees of a frame: float32 (3, 112, 112)."""
    from PIL.Image import Resampling

    return _normalised(frame.resize((_SMALL, _SMALL), Resampling.BILINEAR), *_KINETICS)


def _normalised(picture: Image, mean: Sequence[float], deviation: Sequence[float]) -> np.ndarray:
    pixels = np.asarray(picture, np.float32) / 255  # (H, W, 3)
    normal = (pixels - np.array(mean, np.float32)) / np.array(deviation, np.float32)
    return normal.transpose(2, 0, 1)


@dataclass(frozen=True)
class _Networks:
    """The three, in eval mode, on their device."""

    vggish: VGGish
    resnet: ResNet152
    r2plus1d: R2Plus1D18
    device: str

    def __call__(self, video: Video, segments: int, on_second: OnSecond) -> Features:
        """Features of a file.  Raises InputError where it cannot be decoded, or they are no numbers."""
        import torch

        silence = np.zeros(segments * RATE, np.float32)
        spectra = log_mel(sound(video.path, segments, RATE) if video.heard else silence, RATE)  # (T, 96, 64)
        frames = load_frames(video, segments)
        audio, visual, visual_st = [], [], []

        def given(array: np.ndarray) -> Tensor:
            return torch.from_numpy(array).to(self.device)

        with torch.inference_mode():
            for t in range(segments):
                second = frames[FRAMES * t : FRAMES * (t + 1)]
                audio.append(self.vggish(given(spectra[t : t + 1])))
                visual.append(self.resnet(given(np.stack([middle(frame) for frame in second]))))
                clip = np.stack([small(frame) for frame in second], axis=1)[None]  # (1, 3, 8, 112, 112)
                visual_st.append(self.r2plus1d(given(clip)))
                on_second(t + 1, segments)
            return as_numbers(_NAME, [torch.cat(x)[None] for x in (audio, visual, visual_st)])


def _networks() -> Mapping[Weights, Callable[[], nn.Module]]:
    from leap_core.extract.networks.r2plus1d import R2Plus1D18
    from leap_core.extract.networks.resnet import ResNet152
    from leap_core.extract.networks.vggish import VGGish
    from leap_core.extract.networks.weights import Weights

    return {
        Weights("vggish", ("pproc.",)): VGGish,
        Weights("resnet152", ("fc.", "last_linear.")): ResNet152,
        Weights("r2plus1d_18", ("fc.",)): R2Plus1D18,
    }


_DIMS = {"audio_dim": 128, "visual_dim": 2048, "visual_st_dim": 512}
LLP = of_networks(_NAME, 1, _DIMS, "VGGish, ResNet-152 and R(2+1)D-18", _networks, _Networks)
