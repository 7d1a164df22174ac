"""The pieces that menus offer, made as the commands `leap export`, `video`, `figure` and `events` do."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from leap_app import folders
from leap_app.exports import export
from leap_app.notes import Notes
from leap_app.screens.share.made import Piece, Tell
from leap_core.browse import Rule
from leap_core.data.dataset import Dataset
from leap_core.extract.clip import watched
from leap_core.runs.store import Store

MOST_OF_PAGE, MOST_OF_SITE = 12, 48  # clips, about 1 MB each
MOST_FIGURES = 500  # of a zip, about 0.2 MB each
MOST_OF_EVENTS = 10_000  # clips
Make = Callable[[Tell, threading.Event], Mapping[str, bytes]]  # files by name


def page(data: Dataset, runs: Sequence[Store], clips: Sequence[str]) -> Piece:
    """Clips as one web page; `runs` baseline first."""
    name = f"{_stem(clips)}.html"

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        from leap_app.standalone import page as page_of

        text = page_of(data, runs, clips, watched(tell, stopped))
        return {name: text.encode(), f"{name}.yaml": _recipe(data, runs, clips).encode()}

    return Piece("page", _of(data, runs, clips), name, len(clips), _zipping(make))


def site(data: Dataset, runs: Sequence[Store], clips: Sequence[str]) -> Piece:
    """Clips as a static site, with its recipe beside it."""
    name = "leap-lens-site"

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        from leap_app.site import write_site
        from leap_core.sharing.recipe import parse_site

        recipe = _recipe(data, runs, clips)
        with tempfile.TemporaryDirectory(prefix="leap-lens-") as folder:
            out = Path(folder) / name
            write_site(parse_site(recipe), data, tuple(runs), out, watched(tell, stopped))
            paths = sorted(path for path in out.rglob("*") if path.is_file())
            files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        return files | {f"{name}.yaml": recipe.encode()}

    return Piece("site", _of(data, runs, clips), name, len(clips), _zipping(make), alone=False)


def video(data: Dataset, runs: Sequence[Store], asked: Mapping[str, Any]) -> Piece:
    """A clip as a video; `asked` are fields of its recipe.  Raises InputError where they make none."""
    from leap_core.video.recipe import parse_recipe

    (clip,) = asked["clips"]
    name = f"leap-lens-{clip}.mp4"
    recipe = parse_recipe(json.dumps({**_named(data, runs, f"leap video {name}.yaml"), **asked}), "Video")

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        from leap_core.figures.sources import gather
        from leap_core.video.write import make, render

        return render(make(recipe, gather(recipe, data, runs)), name, tell, stopped)

    return Piece("video", _of(data, runs, recipe), name, 1, _zipping(make))


def figure(data: Dataset, runs: Sequence[Store], asked: Mapping[str, Any]) -> Piece:
    """Clips as one figure; `asked` are fields of its recipe.  Raises InputError where they make none."""
    from leap_core.figures.recipe import parse_recipe

    stem = _stem(asked["clips"])
    name = f"{stem}.pdf"
    recipe = parse_recipe(json.dumps({**_named(data, runs, f"leap figure {name}.yaml"), **asked}), "Figure")

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        from leap_core.figures.package import package
        from leap_core.figures.sources import gather
        from leap_core.figures.write import make

        return package(make(recipe, gather(recipe, data, runs)), stem)

    return Piece("figure", _of(data, runs, recipe), name, 1, _zipping(make))


def figures(data: Dataset, runs: Sequence[Store], clips: Sequence[str], asked: Mapping[str, Any]) -> Piece:
    """A figure of each clip; `asked` as of one.  Raises InputError likewise."""
    from leap_core.figures.recipe import parse_recipe

    recipe = parse_recipe(json.dumps({**_named(data, runs, ""), "clips": [clips[0]], **asked}), "Figures")

    def write(file: IO[bytes], tell: Tell, stopped: threading.Event) -> object:
        from leap_core.figures.package import write_zip
        from leap_core.figures.sources import gather

        return write_zip(file, recipe, gather(recipe, data, runs), clips, tell, stopped)

    of = _of(data, runs, (recipe, tuple(clips)))
    return Piece("figures", of, "leap-lens-figures", len(clips), write, alone=False)


def listing(
    data: Dataset, stores: Mapping[str, Store], rule: Rule, names: Sequence[str] | None, form: str
) -> Piece:
    """All that Browse shows of clips, of those with `names` or all that the rule finds."""
    name = f"leap-lens-clips.{form}"

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        path = export(data, stores, rule, names, form)
        try:
            return {name: path.read_bytes()}
        finally:
            path.unlink()

    said = hash(repr(Notes(folders.notes_path()).all(data.name)))  # which the list has, too
    of = _of(data, [*stores.values()], (rule, names, form, said))
    return Piece("list", of, name, 1, _zipping(make))


def events(
    data: Dataset, runs: Sequence[Store], clips: Sequence[str], form: str, threshold: float, gate: str
) -> Piece:
    """The events of clips as files of another tool."""
    name = f"leap-lens-{form}"

    def make(tell: Tell, stopped: threading.Event) -> Mapping[str, bytes]:
        from leap_core.tracks import WRITERS, tracks_of
        from leap_core.tracks.recipe import EventsRecipe, versions

        names, hashes = tuple(store.run.name for store in runs), tuple(store.sha256 for store in runs)
        recipe = EventsRecipe(
            form, data.name, names, tuple(clips), data.split, threshold, gate, hashes, data.fingerprint,
            versions(),
        )  # fmt: skip
        texts = WRITERS[form](tracks_of(data, runs, clips, threshold, gate))
        files = {f"{name}/{path}": text.encode() for path, text in texts.items()}
        return files | {f"{name}.yaml": recipe.to_yaml().encode()}

    of = _of(data, runs, (tuple(clips), form, threshold, gate))
    return Piece("events", of, name, 1, _zipping(make), alone=False)


def _zipping(make: Make) -> Callable[[IO[bytes], Tell, threading.Event], object]:
    def write(file: IO[bytes], tell: Tell, stopped: threading.Event) -> None:
        from leap_core.figures.package import zipped  # matplotlib, which the app's start can do without

        zipped(make(tell, stopped), file)

    return write


def _named(data: Dataset, runs: Sequence[Store], command: str) -> dict[str, Any]:
    names = [store.run.name for store in runs]
    return {"data": data.name, "runs": names, "split": data.split, "command": command}


def _recipe(data: Dataset, runs: Sequence[Store], clips: Sequence[str]) -> str:
    """The recipe of a page or a site, as YAML."""
    from leap_app.site import made_by
    from leap_core.sharing.recipe import SiteRecipe

    names, hashes = tuple(store.run.name for store in runs), tuple(store.sha256 for store in runs)
    return SiteRecipe(
        tuple(clips), names, split=data.split, data_sha256=data.fingerprint, stores=hashes, version=made_by()
    ).to_yaml()


def _stem(clips: Sequence[str]) -> str:
    return f"leap-lens-{clips[0]}" + (f"-and-{len(clips) - 1}" if clips[1:] else "")


def _of(data: Dataset, runs: Sequence[Store], what: object) -> str:
    """All that a piece is made of, as text."""
    return repr((data.name, data.split, data.fingerprint, [(str(s.folder), s.sha256) for s in runs], what))
