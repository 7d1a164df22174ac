"""A page, pictures and sound -> an MP4 file: only frames of clips and playheads are drawn each time.

H.264 in yuv420p, its index in front, and AAC.  moviepy asks for frame after frame and runs the encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.data import media
from leap_core.errors import InputError
from leap_core.video.page import Page

_RATE = 48_000  # samples of sound a second
_THREADS = 2  # of the encoder, whose bytes depend on it
_HALF_HEAD = 1  # pixels of a playhead on either side of its middle


@dataclass(frozen=True)
class Played:
    """What of the clips is played."""

    paths: Sequence[Path]  # of the clips; sound is of the first
    rate: float  # frames a second
    total: float  # seconds of the clips
    onset: float  # the seconds that are played
    offset: float
    slow: float  # how many seconds of a clip pass in one of the video
    repeat: int

    @property
    def frames_once(self) -> int:
        """Frames of one time."""
        return max(1, round((self.offset - self.onset) / self.slow * self.rate))

    @property
    def frames(self) -> int:
        """Frames of the video."""
        return self.frames_once * self.repeat

    @property
    def seconds(self) -> float:
        """How long the video is."""
        return self.frames / self.rate

    def moment(self, frame: int) -> float:
        """The second of the clips that a frame of the video shows."""
        return self.onset + frame % self.frames_once / self.rate * self.slow


def encode(page: Page, played: Played, out: Path, on_frame: Callable[[int, int], None]) -> None:
    """Write the video as `out`, in a folder of its own.

    `on_frame` hears the frames done and the frames in all.  Raises InputError where a clip has no picture.
    """
    from moviepy import VideoClip  # 0.2 s, which the rest can do without

    with ExitStack() as stack:
        shown = stack.enter_context(closing(frames(page, played)))
        last = -1, page.pixels

        def frame_at(seconds: float) -> np.ndarray:
            nonlocal last
            number = round(seconds * played.rate)
            if number != last[0]:
                on_frame(number, played.frames)
                last = number, next(shown)
            return last[1]

        half = 0.5 / played.rate  # against what sums of fractions lose
        clip = VideoClip(frame_at, duration=played.seconds + half)
        clip.write_videofile(
            str(out), fps=played.rate, codec="libx264", preset="veryfast", threads=_THREADS, logger=None,
            audio=_sound(played, out.parent) or False, audio_codec="aac", pixel_format="yuv420p",
            ffmpeg_params=[
                "-crf", "19", "-tune", "animation", "-g", str(round(2 * played.rate)), *media.SAME_BYTES,
                "-b:a", "160k",
                "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
                "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
                "-movflags", "+faststart", "-fflags", "+bitexact", "-f", "mp4",
            ],
        )  # fmt: skip
    on_frame(played.frames, played.frames)


def frames(page: Page, played: Played) -> Generator[np.ndarray, None, None]:
    """Every frame of the video, uint8 (height, width, 3): the same array each time, painted anew."""
    canvas, before = page.pixels.copy(), -1.0
    for _ in range(played.repeat):
        with ExitStack() as stack:
            sizes = [(int(box.width), int(box.height)) for box in page.pictures]
            films = [
                stack.enter_context(closing(media.stream(path, size, played.rate, played.onset, played.slow)))
                for path, size in zip(played.paths, sizes, strict=True)
            ]
            for number in range(played.frames_once):
                for box, film in zip(page.pictures, films, strict=True):
                    canvas[_rows(box.y, box.height), _rows(box.x, box.width)] = next(film)
                place = min(1.0, played.moment(number) / played.total)
                for track in page.tracks:
                    rows = _rows(track.y, track.height)
                    for x in (before, place) if before >= 0 else (place,):
                        columns = head_at(track.x, track.width, x, _HALF_HEAD + 1)
                        canvas[rows, columns] = page.pixels[rows, columns] if x == before else page.paper
                    canvas[rows, head_at(track.x, track.width, place, _HALF_HEAD)] = page.ink
                before = place
                yield canvas


def head_at(x: float, width: float, place: float, half: int) -> slice:
    """The columns of a playhead on a track that begins at `x`, from 0 to 1 of its width."""
    middle = round(x + place * width)
    return slice(max(round(x), middle - half), min(round(x + width), middle + half) + 1)


def _rows(start: float, length: float) -> slice:
    return slice(round(start), round(start) + round(length))


def _sound(played: Played, folder: Path) -> str | None:
    """What of the first clip's sound is played, as a WAV file; None of a silent film.

    Slowed down it keeps its pitch.
    """
    tempo, slow = [], played.slow
    while slow < 0.5:  # what ffmpeg's filter does at once
        tempo, slow = [*tempo, "atempo=0.5"], 2 * slow
    if slow < 1:
        tempo.append(f"atempo={slow}")
    once = round(played.frames_once / played.rate * _RATE)  # samples
    filters = [
        f"aresample={_RATE}:first_pts=0", "apad", f"atrim={played.onset}:{played.offset}",
        "asetpts=PTS-STARTPTS", *tempo, f"apad=whole_len={once}", f"atrim=end_sample={once}",
        f"aloop={played.repeat - 1}:{once}",
    ]  # fmt: skip
    with suppress(InputError):
        path = folder / "sound.wav"
        path.write_bytes(media.decode(played.paths[0], "sound", "-vn", "-af", ",".join(filters), "-f", "wav"))
        return str(path)
    return None
