"""Recipe -> a video, its subtitles and the recipe, the same bytes every time."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from leap_core.data.dataset import Dataset
from leap_core.data.media import frame_seconds, frame_strip
from leap_core.errors import InputError
from leap_core.extract.clip import watched
from leap_core.figures.content import contents, resolved
from leap_core.figures.recipe import Places, Window
from leap_core.figures.sources import Sources, open_sources
from leap_core.figures.write import versions as figure_versions
from leap_core.runs.names import titles
from leap_core.video.encode import Played, encode
from leap_core.video.headline import headline, seconds
from leap_core.video.page import Page, Told, draw_page
from leap_core.video.recipe import VideoRecipe
from leap_core.video.subtitles import subtitles

SUFFIX = ".mp4"
_SHORTEST = 0.1  # seconds that can be played


@dataclass(frozen=True)
class Video:
    """A video before it is encoded: its recipe, complete with hashes, and what it shows."""

    recipe: VideoRecipe
    page: Page
    played: Played
    subtitles: str  # WebVTT


def make(recipe: VideoRecipe, sources: Sources | None = None, places: Places | None = None) -> Video:
    """Draw what stands still, of what the recipe names or of `sources`, where that is open already.

    `places` say where to look for it.  Raises InputError on whatever is not there, does not fit or has no
    picture.
    """
    recipe.check()  # before any file is read
    sources = sources or open_sources(recipe, places)
    data = sources.dataset
    figure = resolved(recipe.figure(), data)
    recipe = replace(sources.named(recipe), clips=figure.clips, version=versions())
    paths = [_path(data, clip) for clip in recipe.clips]
    played = _played(recipe, data, paths)
    shown = contents(figure, sources)
    if recipe.theme == "dark":
        dark = [look.dark for look in sources.looks]
        shown = [replace(c, colours=tuple(dark[i] for i in c.categories)) for c in shown]
    names = list(sources.stores)
    said = [
        headline(data, clip, [*sources.stores.values()], names, recipe.threshold, recipe.gate)
        for clip in recipe.clips
    ]
    ids = [content.id for content in shown]
    runs = titles({name: store.run for name, store in sources.stores.items()})
    told = Told(recipe.title or ", ".join(ids), _about(recipe, data, played), runs, said)
    stills = [frame_strip(path, 1, played.total) for path in paths]  # (1, height, width, 3) each
    page = draw_page(recipe, shown, told, [still.shape[2] / still.shape[1] for still in stills])
    letters = [f"({chr(ord('a') + i)}) " if len(said) > 1 else "" for i in range(len(said))]
    cues = [f"{letter}{s}" for letter, of in zip(letters, said, strict=True) for s in of]
    return Video(recipe, page, played, subtitles(cues, played.seconds))


def versions() -> str:
    """What a video's bytes depend on beside its recipe."""
    return f"{figure_versions()}, " + ", ".join(f"{n} {version(n)}" for n in ("moviepy", "imageio-ffmpeg"))


def render(
    video: Video,
    name: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: threading.Event | None = None,
) -> dict[str, bytes]:
    """The files of a video by name: `name`, its subtitles and its recipe.

    `progress` hears the frames done and the frames in all.  Raises Stopped of extract.clip once `stopped` is
    set, and InputError where a clip has no picture; nothing is left either way.
    """
    with tempfile.TemporaryDirectory(prefix="leap-lens-") as folder:
        out = Path(folder) / f"video{SUFFIX}"
        encode(video.page, video.played, out, watched(progress, stopped))
        content = out.read_bytes()
    subtitles = Path(name).with_suffix(".vtt").name
    return {
        name: content,
        subtitles: video.subtitles.encode(),
        f"{name}.yaml": video.recipe.to_yaml().encode(),
    }


def _path(data: Dataset, clip: str) -> Path:
    """The film of a clip.  Raises InputError where it has none."""
    path = data.media(clip)
    if path is None or path.suffix != SUFFIX:
        raise InputError(data.root, f"expected a video of {clip}", "Put it there, or choose another clip.")
    return path


def _played(recipe: VideoRecipe, data: Dataset, paths: Sequence[Path]) -> Played:
    """What is played.  Raises InputError where the range is not of the clips."""
    lengths = {data.seconds_of(clip) for clip in recipe.clips}
    if len(lengths) > 1:
        raise InputError("clips", "expected clips of one length, found several", "Choose others.")
    (total,) = lengths
    asked = recipe.range or Window(0, total)
    offset = min(float(asked.offset), total)
    if offset - asked.onset < _SHORTEST:
        expected = f"expected at least {_SHORTEST:g} s within {total:g} s"
        found = f"found {asked.onset:g} to {asked.offset:g} s"
        raise InputError("range", f"{expected}, {found}", "Choose another.")
    rate = max(1 / (frame_seconds(path) or 1) for path in paths)
    return Played(paths, rate, total, float(asked.onset), offset, float(recipe.slow), recipe.repeat)


def _about(recipe: VideoRecipe, data: Dataset, played: Played) -> str:
    """What must be said of the data, and of what is played."""
    parts = [f"{data.name} (synthetic)" if data.synthetic else data.name]
    if recipe.range is not None:
        parts.append(seconds(played.onset, played.offset))
    if recipe.slow < 1:
        parts.append(f"{recipe.slow:g}\u00d7 speed")
    if len(recipe.clips) > 1:
        parts.append("sound of (a)")
    return " · ".join(parts)
