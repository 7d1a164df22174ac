"""What a page without a server holds of a clip: a block of JSON that components/timeline/stored.js reads.

It is the clip's record with its video or sound, frames, waveform, spectrograms and, where they are asked for,
answers of the models.  It holds no path and nothing that a user says of clips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path, PurePath
from typing import Any

from leap_app import loaders, media, state
from leap_app.answers import answers
from leap_app.offline import data_url, json_text
from leap_app.records import ClipList, label_of
from leap_core.data.dataset import Dataset
from leap_core.data.media import frame_seconds
from leap_core.errors import InputError
from leap_core.runs.store import Store
from leap_core.views import clip_view

SLOTS = ("2", "1", *state.FURTHER.values())  # of runs whose first is the baseline
Keep = Callable[[str, Path | bytes], str]  # keeps a file, or content, by a name; gives its address
_TYPES = {**media.TYPES, ".jpg": "image/jpeg"}


def slots(stores: Sequence[Store]) -> dict[str, Store]:
    """Runs by slot, in the order of slots; the first of `stores` is the baseline."""
    found = dict(zip(SLOTS if len(stores) > 1 else "1", stores, strict=False))
    return {slot: found[slot] for slot in sorted(found)}


def live(stores: Mapping[str, Store]) -> dict[str, Store]:
    """The runs that carry their models.  Raises InputError where none does."""
    found = {slot: store for slot, store in stores.items() if loaders.has_checkpoint(store)}
    if not found:
        expected = "expected a run that carries its model, to ask what if"
        raise InputError("--what-if", expected, "Put one there with `leap convert`, or leave it out.")
    return found


def inline(name: str, content: Path | bytes) -> str:
    """A file within the page."""
    content = content.read_bytes() if isinstance(content, Path) else content
    return data_url(_TYPES[PurePath(name).suffix], content)


def block(
    data: Dataset,
    stores: Mapping[str, Store],
    clips: ClipList,
    filename: str,
    asked: Mapping[str, Store],
    keep: Keep = inline,
) -> str:
    """The block of a clip, as stored.js reads it, with answers of the runs `asked`; media are where kept.

    Raises InputError where the data set or a run lacks the clip, or a run is of other data.
    """
    view = clip_view(data, filename, stores, state.FURTHER.values())
    label = label_of(data, filename)
    shown, files, sounds = _media(data, filename, keep)
    record = {
        **view,
        "clip": {**view["clip"], "label": label},
        # what a run is called in a folder of someone's is theirs
        "runs": [{**run, "name": run["slot"], "live": run["slot"] in asked} for run in view["runs"]],
        "names": {},
        "opening": "",
        "media": shown,
        "note": None,
        "read_only": True,
        "list": clips.around(filename),
        "filter": "",
        "problems": [],
        "asked": filename,
    }
    about = f'data-clip="{escape(filename)}" data-label="{escape(label)}"'
    said = {slot: answers(store, data, filename) for slot, store in asked.items()}
    content = json_text({"record": record, "files": files, "sounds": sounds, "answers": said})
    return f'<script type="application/json" {about}>{content}</script>'


def _media(data: Dataset, filename: str, keep: Keep) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """What the record says of a clip's media, addresses of its files, and its sound on each scale."""
    path = data.media(filename)
    if path is None:
        out = data.leads_out(filename)
        why = "it is a link out of the data set's folder" if out else "the data set had no file of it"
        return {"missing": f"No video: {why} when this page was made. The rest works without."}, {}, {}
    try:
        seconds = frame_seconds(path) if path.suffix == ".mp4" else None
    except InputError:  # which names the file
        return {"missing": "No video: its file cannot be read. The rest works without."}, {}, {}
    made, sounds = {"play": keep(f"{filename}{path.suffix}", path)}, {}
    if seconds is not None:
        strip = media.frames(path, data.segments_of(filename), data.segment_seconds)
        made["frames"] = keep(f"{filename}.jpg", strip)
    length = data.seconds_of(filename)
    with suppress(InputError):  # a silent film
        sounds = {scale: media.audible(path, length, scale) for scale in media.FREQUENCIES}
    shown = {
        "url": filename,
        "frame_seconds": seconds,
        "frames": media.frame_count(data.segments_of(filename)),
    }
    return shown, made, sounds
