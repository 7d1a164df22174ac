"""Clips as a web page of one file, which needs neither server nor network: the clip screen and what it draws.

What the screen asks a server for on the dashboard is stored in the page (components/timeline/stored.js): a
block of JSON a clip, with its record, its video or sound, frames, waveform, spectrograms and, where they are
asked for, answers of the models.  It holds no path and nothing that a user says of clips.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import quote

import leap_core
from leap_app import loaders, media, state
from leap_app.answers import answers
from leap_app.components import FOLDER, modules_of, styles_of
from leap_app.components.timeline import STYLES
from leap_app.records import ClipList, label_of
from leap_core.browse import Rule
from leap_core.data.dataset import Dataset
from leap_core.data.media import frame_seconds
from leap_core.errors import InputError
from leap_core.runs.store import Store
from leap_core.views import clip_view

_ENTRY = "timeline/standalone.js"
_SLOTS = ("2", "1", *state.FURTHER.values())  # of runs whose first is the baseline
MOST_RUNS = len(_SLOTS)


def page(
    data: Dataset,
    stores: Sequence[Store],
    filenames: Sequence[str],
    on_clip: Callable[[int, int], None] = lambda done, total: None,
    what_if: bool = False,
) -> str:
    """HTML that shows clips with some runs, the baseline first; with several clips it steps through them.

    At most MOST_RUNS runs.  With `what_if` it holds answers of the models that runs carry (app/answers.py).
    `on_clip` hears the clips done and the clips in all.  Raises InputError where the data set or a run lacks
    a clip, a run is of other data, or answers are wanted and no run carries its model.
    """
    slots = dict(zip(_SLOTS if len(stores) > 1 else "1", stores, strict=False))
    runs = {slot: slots[slot] for slot in sorted(slots)}
    clips = ClipList(filenames, Rule())
    asked = _live(runs) if what_if else {}
    blocks = []
    for done, filename in enumerate(filenames, start=1):
        blocks.append(_block(data, runs, clips, filename, asked))
        on_clip(done, len(filenames))
    styles = _themes() + styles_of((*STYLES, "timeline/styles/standalone.css"))
    modules = {name: _module(text) for name, text in modules_of(_ENTRY).items()}
    scripts = {"modules": _json({"imports": modules}), "entry": f'import "{_ENTRY}";'}
    ids = ", ".join(data.id_of(filename) for filename in filenames)
    titles = (f'<b class="slot">{slot}</b>{escape(store.run.title)}' for slot, store in runs.items())
    return Template((FOLDER / "timeline" / "standalone.html").read_text(encoding="utf-8")).substitute(
        scripts,
        policy=_policy(scripts.values(), styles),
        title=escape(f"{ids} · LEAP Lens"),
        styles=styles,
        runs=" ".join(titles),
        about=escape(f"{data.name}, {data.split} · LEAP Lens {leap_core.__version__}"),
        screen=(FOLDER / "timeline" / "timeline.html").read_text(encoding="utf-8"),
        clips="\n".join(blocks),
    )


def _live(stores: Mapping[str, Store]) -> dict[str, Store]:
    """The runs that carry their models.  Raises InputError where none does."""
    found = {slot: store for slot, store in stores.items() if loaders.has_checkpoint(store)}
    if not found:
        expected = "expected a run that carries its model, to ask what if"
        raise InputError("--what-if", expected, "Put one there with `leap convert`, or leave it out.")
    return found


def _block(
    data: Dataset, stores: Mapping[str, Store], clips: ClipList, filename: str, asked: Mapping[str, Store]
) -> str:
    """The block of a clip, as stored.js reads it, with answers of the runs `asked`."""
    view = clip_view(data, filename, stores, state.FURTHER.values())
    label = label_of(data, filename)
    shown, files, sounds = _media(data, filename)
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
    content = _json({"record": record, "files": files, "sounds": sounds, "answers": said})
    return f'<script type="application/json" {about}>{content}</script>'


def _media(data: Dataset, filename: str) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """What the record says of a clip's media, its files as URLs, and its sound on each scale of frequency."""
    path = data.media(filename)
    if path is None:
        out = data.leads_out(filename)
        why = "it is a link out of the data set's folder" if out else "the data set had no file of it"
        return {"missing": f"No video: {why} when this page was made. The rest works without."}, {}, {}
    try:
        seconds = frame_seconds(path) if path.suffix == ".mp4" else None
    except InputError:  # which names the file
        return {"missing": "No video: its file cannot be read. The rest works without."}, {}, {}
    made, sounds = {"play": _url(media.TYPES[path.suffix], path.read_bytes())}, {}
    if seconds is not None:
        made["frames"] = _url(
            "image/jpeg", media.frames(path, data.segments_of(filename), data.segment_seconds)
        )
    length = data.seconds_of(filename)
    with suppress(InputError):  # a silent film
        sounds = {scale: media.audible(path, length, scale) for scale in media.FREQUENCIES}
    shown = {
        "url": filename,
        "frame_seconds": seconds,
        "frames": media.frame_count(data.segments_of(filename)),
    }
    return shown, made, sounds


def _themes() -> str:
    """The colours of the dashboard's themes as CSS, after the system's choice of light or dark."""
    theme = tomllib.loads((files("leap_app") / ".streamlit" / "config.toml").read_text(encoding="utf-8"))[
        "theme"
    ]
    names = {
        "primaryColor": "primary-color",
        "backgroundColor": "background-color",
        "textColor": "text-color",
    }

    def colours(kind: str) -> str:
        return " ".join(f"--st-{name}: {theme[kind][key]};" for key, name in names.items())

    light = f":root {{ --st-font: system-ui, sans-serif; {colours('light')} }}\n"
    return light + f"@media (prefers-color-scheme: dark) {{ :root {{ {colours('dark')} }} }}\n"


def _policy(scripts: Iterable[str], styles: str) -> str:
    """A Content-Security-Policy of these scripts, the modules that they import and these styles alone."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes} data:; style-src {_hash(styles)}; img-src blob: data:; "
        "media-src blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _module(text: str) -> str:
    """A module as a URL, by a quarter shorter than in base64."""
    for letter in "%#\n":
        text = text.replace(letter, quote(letter))
    return f"data:text/javascript,{text}"


def _json(value: Any) -> str:
    """JSON that ends no script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
