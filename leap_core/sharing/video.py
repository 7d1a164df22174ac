"""Videos of a site: without what they say of their making, and no larger than there is place for."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from leap_core.data.media import SAME_BYTES, ffmpeg, said
from leap_core.errors import InputError
from leap_core.files import write_bytes

MB = 1_000_000  # bytes
_LEAST = 40_000  # bits a second of a picture: below it nothing is to be seen
_SOUND = 64_000  # bits a second
_TRIES = 4  # at a lower rate each time: encoders keep to theirs but roughly
_LISTED = 8
# nothing but the first picture and sound, no tags, no chapters, no name of an encoder
_PLAIN = (
    *("-map", "0:V:0?", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
_FAST = ("-movflags", "+faststart")


def without_tags(path: Path) -> bytes:
    """A clip's video or sound as it is, without tags.  Raises InputError where it cannot be read."""
    return _made(path, "-c", "copy", *(_FAST if path.suffix == ".mp4" else ()))


def fit(folder: Path, most_mb: float) -> tuple[str, ...]:
    """Encode the videos of a site anew where all of it is larger than `most_mb`; names of those that were.

    Raises InputError, which lists the largest files, where that does not help.
    """
    most, files = most_mb * MB, [path for path in sorted(folder.rglob("*")) if path.is_file()]
    videos = [path for path in files if path.suffix == ".mp4"]
    if size_of(files) <= most:
        return ()
    before = {path: path.read_bytes() for path in videos}
    seconds = {path: seconds_of(path) for path in videos}
    rest = size_of(files) - size_of(videos)
    place = most - rest
    for attempt in range(_TRIES if videos else 0):
        rate = 8 * place * 0.95 / sum(seconds.values()) * 0.8**attempt - _SOUND
        if rate < _LEAST:
            break
        for path in videos:
            if 8 * len(before[path]) / seconds[path] > rate + _SOUND:
                smaller = _encoded(before[path], rate)
                write_bytes(path, min(smaller, before[path], key=len))
        if size_of(files) <= most:
            return tuple(path.name for path in videos if path.read_bytes() != before[path])
    largest = sorted(files, key=lambda path: -path.stat().st_size)[:_LISTED]
    listed = ", ".join(f"{p.relative_to(folder).as_posix()} {p.stat().st_size / MB:.2f} MB" for p in largest)
    found = f"{size_of(files) / MB:.1f} at the lowest rate of its videos: {listed}"
    expected = f"expected at most {most_mb:g} MB, found {found}"
    raise InputError("site", expected, "Choose fewer clips, or leave out --what-if.")


def size_of(files: Sequence[Path]) -> int:
    """Bytes of files together."""
    return sum(path.stat().st_size for path in files)


def seconds_of(path: Path) -> float:
    """How long a video is, by its own index."""
    import av

    with av.open(path, format="mp4") as file:
        return (file.duration or 0) / av.time_base or 1.0


def _encoded(video: bytes, rate: float) -> bytes:
    """A video at so many bits a second, its frames at their moments."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        path.write_bytes(video)
        most = ("-maxrate", str(round(rate)), "-bufsize", str(round(rate)))
        picture = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1", "-b:v", str(round(rate)), *most)
        return _made(path, *picture, *SAME_BYTES, "-c:a", "aac", "-b:a", str(_SOUND), *_FAST)


def _made(path: Path, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"made{path.suffix}"
        result = ffmpeg(path, *_PLAIN, *options, str(out))
        if result.returncode:
            raise InputError(path, f"expected a video or sound ({said(result)})", "Encode the clip again.")
        return out.read_bytes()
