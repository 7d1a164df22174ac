"""Files of video or sound: which are meant, what each has, how long it is.

What others made is opened by a list of formats that lead to no other file, and read to its end before it is
trusted.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from leap_core.data.media import SAFE, check_whole
from leap_core.data.rows import NAME
from leap_core.errors import InputError, reason
from leap_core.files import real

SUFFIXES = (
    *(
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
        ".mpg",
        ".mpeg",
        ".ts",
        ".ogv",
        ".flv",
        ".wmv",
        ".3gp",
    ),
    *(".wav", ".mp3", ".m4a", ".flac", ".ogg", ".aac"),
)
MOST_SECONDS = 3_600  # of a clip
_MOST_PIXELS = 8_192 * 8_192  # of a frame
_LONGEST_NAME = 200  # bytes: files are named by it, with an ending
_INDEXED = {"mov", "matroska", "flv", "asf"}  # formats that say how long they are
_ENCODE = "Copy it again, or encode it as MP4."


@dataclass(frozen=True)
class Video:
    """A file with a picture, sound, or both."""

    path: Path
    seconds: float  # to the end of the later of the two
    heard: bool
    seen: bool
    plays: bool  # in browsers, as it is

    @property
    def name(self) -> str:
        """Of its clip: the file's, without its ending."""
        return self.path.stem

    @property
    def segments(self) -> int:
        """T of one second each: its length rounded, at least 1."""
        return max(1, math.floor(self.seconds + 0.5))


def find(places: Sequence[Path]) -> list[Path]:
    """The files among `places` and those of video or sound in the folders among them, by name.

    Raises InputError where a place is neither, a folder has none, or the names of files cannot be those of
    clips: they may have letters, digits, dots, - and _, and no two may be the same but for the ending.
    """
    paths: dict[Path, Path] = {}
    for place in places:
        found = _of_folder(place) if place.is_dir() else [place]
        paths |= {real(path): path for path in found}
    _check_names(paths.values())
    return sorted(paths.values(), key=lambda path: path.stem)


def probe(path: Path) -> Video:
    """What a file has and how long it is.

    Raises InputError where it is not there, is of no known format, ends before it says, has neither picture
    nor sound, or is longer or larger than can be read.
    """
    import av  # 80 ms, which other commands can do without
    from av.error import FFmpegError

    if not path.is_file():
        raise InputError(path, "expected a file of video or sound", "Check the name.")
    check_whole(path)
    try:
        with av.open(f"file:{path}", options=SAFE, metadata_errors="replace") as file:
            video = _read(path, file)
    except (FFmpegError, ValueError, OverflowError) as error:
        why = getattr(error, "strerror", None) or reason(error)
        raise InputError(path, f"expected a file of video or sound ({why})", _ENCODE) from error
    if video.seconds > MOST_SECONDS:
        expected = f"expected at most {MOST_SECONDS:,} s, found {video.seconds:,.0f} s"
        raise InputError(path, expected, "Cut it into shorter clips.")
    return video


def _of_folder(folder: Path) -> list[Path]:
    suffixes = {*SUFFIXES}
    found = [p for p in folder.iterdir() if p.suffix.lower() in suffixes and p.name[0] != "." and p.is_file()]
    if not found:
        expected = f"expected files of video or sound ({' '.join(SUFFIXES)})"
        raise InputError(folder, expected, "Name another folder, or the files.")
    return found


def _check_names(paths: Iterable[Path]) -> None:
    by_name = defaultdict(list)
    for path in paths:
        by_name[path.stem].append(path)
    bad = [n for n in by_name if not NAME.fullmatch(n) or len(n.encode(errors="replace")) > _LONGEST_NAME]
    if bad:
        rule = f"names of at most {_LONGEST_NAME} letters, digits, dots, - and _ before the ending"
        remedy = "Rename the files: a clip is called as its file is."
        raise InputError(by_name[bad[0]][0].parent, f"expected {rule}, found {listed(bad)}", remedy)
    clash = next((files for files in by_name.values() if len(files) > 1), None)
    if clash:
        expected = f"{clash[0].stem!r} would be the name of {len(clash)} clips: {', '.join(map(str, clash))}"
        raise InputError("videos", expected, "Rename one, or name it alone.")


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names as a message has them, no more than `most`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(repr(name[:80]) for name in names[:most]) + more


def _read(path: Path, file) -> Video:
    """The tracks of an opened file, read to their ends without being decoded."""
    from av.stream import Disposition

    pictures = [s for s in file.streams.video if not s.disposition & Disposition.attached_pic]
    tracks = [*pictures[:1], *file.streams.audio[:1]]
    if any(s.width * s.height > _MOST_PIXELS for s in pictures[:1]):
        raise InputError(path, f"expected frames of at most {_MOST_PIXELS:,} pixels", "Scale it down.")
    ends: dict[int, float] = {}
    packets = Counter()
    for packet in file.demux(tracks) if tracks else ():
        if packet.pts is not None and packet.time_base is not None and packet.size:
            packets[packet.stream_index] += 1
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            ends[packet.stream_index] = max(end, ends.get(packet.stream_index, end))
    there = [track for track in tracks if track.index in ends]
    if not there:
        raise InputError(path, "expected a picture or sound, found neither", _ENCODE)
    seconds = max(ends.values()) - (file.start_time or 0) / 1e6
    for track in there:  # AVI's index says how many there are, and a file that is cut short how long that is
        if packets[track.index] < 0.95 * track.frames:
            found = f"{packets[track.index]:,} of {track.frames:,} packets"
            raise InputError(path, f"it ends after {found} of {track.type}", _ENCODE)
    says = (file.duration or 0) / 1e6
    if _INDEXED & {*file.format.name.split(",")} and seconds < says - max(0.5, 0.01 * says):
        raise InputError(path, f"it ends after {seconds:.1f} of {says:.1f} s", _ENCODE)
    kinds = {track.type: track.codec_context for track in there}
    picture, sound = kinds.get("video"), kinds.get("audio")
    plays = (
        path.suffix.lower() in (".mp4", ".m4v")
        and picture is not None
        and (picture.name, picture.pix_fmt) == ("h264", "yuv420p")
        and (sound is None or sound.name in ("aac", "mp3"))
    )
    return Video(path, seconds, sound is not None, picture is not None, plays)
