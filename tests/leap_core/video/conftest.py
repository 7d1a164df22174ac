"""The tiny demo set, a recipe over it, and videos read back."""

import subprocess
from dataclasses import dataclass

import imageio_ffmpeg
import numpy as np
import pytest

from leap_core.data.media import sound
from leap_core.video.recipe import VideoRecipe
from leap_core.video.write import make, render
from tests.demo_fixture import SHOWCASE


@pytest.fixture(scope="session")
def plain(demo):
    runs = tuple(str(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    return VideoRecipe(str(demo), runs, (SHOWCASE,))


@dataclass
class Seen:
    """A video as a player has it."""

    video: object  # what it was made from
    files: dict
    path: object

    @property
    def frames(self) -> np.ndarray:
        """Uint8 (frames, height, width, 3)."""
        height, width, _ = self.video.page.pixels.shape
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(self.path)]
        raw = subprocess.run(
            [*command, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True
        ).stdout
        return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)

    def sound(self, seconds: float) -> np.ndarray:
        return sound(self.path, seconds)


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """What makes a recipe into a file and reads it back."""

    def make_film(recipe) -> Seen:
        folder = tmp_path_factory.mktemp("film")
        video = make(recipe)
        files = render(video, "clip.mp4")
        (folder / "clip.mp4").write_bytes(files["clip.mp4"])
        return Seen(video, files, folder / "clip.mp4")

    return make_film
