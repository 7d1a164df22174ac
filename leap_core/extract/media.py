"""A file as the dashboard plays it: as it is where browsers can, else encoded anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from leap_core.data.media import ffmpeg, said
from leap_core.errors import InputError
from leap_core.extract.video import Video
from leap_core.files import write_whole

_EVEN = "scale=trunc(iw/2)*2:trunc(ih/2)*2"  # which H.264 asks for
_PICTURE = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-vf", _EVEN)
_MP4 = (*_PICTURE, "-c:a", "aac", "-movflags", "+faststart", "-f", "mp4")
_WAV = ("-vn", "-c:a", "pcm_s16le", "-f", "wav")


def write_media(path: Path, video: Video) -> None:
    """Write MP4, or WAV where there is no picture, whole or not at all.  Raises InputError on failure."""
    write_whole(path, lambda temporary: _write(video, temporary))


def _write(video: Video, path: Path) -> None:
    if video.plays:
        shutil.copyfile(video.path, path)
        return
    form = _MP4 if video.seen else _WAV
    result = ffmpeg(video.path, "-sn", "-dn", "-map_metadata", "-1", *form, "-y", f"file:{path}")
    if result.returncode:
        expected = f"expected a file that ffmpeg can encode anew ({said(result)})"
        raise InputError(video.path, expected, "Free some space, or give it as MP4.")
