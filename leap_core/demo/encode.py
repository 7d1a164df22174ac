"""A scene -> an MP4 file: H.264 picture and AAC sound.

Shapes: a sound is (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO, cast

import imageio_ffmpeg
import numpy as np
from scipy.io import wavfile

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event
from leap_core.demo.render import FRAME_RATE, HEIGHT, WIDTH, frames
from leap_core.demo.scenes import SEGMENTS, Scene
from leap_core.demo.sounds import background, synthesise
from leap_core.demo.sounds.dsp import SAMPLE_RATE, place, samples
from leap_core.errors import InputError
from leap_core.files import write_whole

_LATEST_START = 0.12  # seconds after its onset that a sound may begin
_LEVELS_DB = (-7.0, 2.0)  # of a sound against its usual level
_PICTURE = ("-c:v", "libx264", "-tune", "animation", "-crf", "30", "-pix_fmt", "yuv420p")
_BUNDLED = ("-x264-params", "asm=avx2")  # as the bundled clips were made; of AVX-512 see media.SAME_BYTES
_FRAMES_A_KEY = 2 * FRAME_RATE  # seeking starts from a key frame
_SOUND = ("-c:a", "aac", "-b:a", "36k")


def encode(
    scene: Scene,
    sound_rng: np.random.Generator,
    picture_rng: np.random.Generator,
    path: Path,
    effort: str = "medium",
    without: Collection[Event] = (),
) -> None:
    """Write the clip of a scene; the file appears whole or not at all.

    `effort` is x264's preset: less of it makes larger files of the same quality sooner.  Events that it is
    to be `without` are neither heard nor seen, and all else is as with them.  Raises InputError
    where the file cannot be written.
    """
    write_whole(path, lambda temporary: _encode(scene, sound_rng, picture_rng, temporary, effort, without))


def _encode(
    scene: Scene,
    sound_rng: np.random.Generator,
    picture_rng: np.random.Generator,
    clip: Path,
    effort: str,
    without: Collection[Event],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "sound.wav"
        wavfile.write(sound, SAMPLE_RATE, (mix(scene, sound_rng, without) * 32767).astype(np.int16))
        size = f"{WIDTH}x{HEIGHT}"
        raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(FRAME_RATE), "-i", "-")
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *raw, "-i", str(sound)]
        command += [*_PICTURE, *_BUNDLED, *_SOUND]
        command += [
            "-preset",
            effort,
            "-g",
            str(_FRAMES_A_KEY),
            "-threads",
            "1",
            "-movflags",
            "+faststart",
            "-y",
            "-f",
            "mp4",
            str(clip),
        ]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        with contextlib.suppress(BrokenPipeError), cast(IO[bytes], process.stdin) as pipe:
            for frame in frames(scene, picture_rng, without):
                pipe.write(frame.tobytes())
        with cast(IO[bytes], process.stderr) as heard:
            said = heard.read().decode(errors="replace").strip()
        if process.wait():
            reason = said.partition("\n")[0]
            expected = f"expected a clip that ffmpeg can write ({reason})"
            raise InputError(clip, expected, "Free some space, and run the same command again.")


def mix(scene: Scene, rng: np.random.Generator, without: Collection[Event] = ()) -> np.ndarray:
    """The sound of a scene: float (samples,) within (-1, 1); `without` some events, all else as with them."""
    out = background(SEGMENTS, rng).astype(np.float64)
    for event in scene.audio:
        late = rng.uniform(0, _LATEST_START)
        sound = synthesise(CATEGORIES[event.category], event.offset - event.onset - late, rng, scene.unseen)
        level = 10 ** (rng.uniform(*_LEVELS_DB) / 20)
        if event not in without:  # once all has been drawn of it that the rest comes after
            place(out, level * sound, event.onset + late)
    return np.tanh(out[: samples(SEGMENTS)])
