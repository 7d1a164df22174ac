"""Clips as a web page of one file, which needs neither server nor network: the clip screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import leap_core
from leap_app import stored
from leap_app.components import FOLDER, styles_of
from leap_app.components.timeline import STYLES
from leap_app.offline import document, hash_of, import_map, policy, themes
from leap_app.records import ClipList
from leap_core.browse import Rule
from leap_core.data.dataset import Dataset
from leap_core.runs.store import Store

_ENTRY = "timeline/standalone.js"
MOST_RUNS = len(stored.SLOTS)


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
    runs = stored.slots(stores)
    clips = ClipList(filenames, Rule())
    asked = stored.live(runs) if what_if else {}
    blocks = []
    for done, filename in enumerate(filenames, start=1):
        blocks.append(stored.block(data, runs, clips, filename, asked))
        on_clip(done, len(filenames))
    styles = themes() + styles_of((*STYLES, "timeline/styles/standalone.css"))
    modules, entry = import_map(_ENTRY), f'import "{_ENTRY}";'
    ids = ", ".join(data.id_of(filename) for filename in filenames)
    titles = (f'<b class="slot">{slot}</b>{escape(store.run.title)}' for slot, store in runs.items())
    return document(
        "timeline/standalone.html",
        f"{ids} · LEAP Lens",
        policy((modules, entry), hash_of(styles)),
        f'<style>{styles}</style>\n<script type="importmap">{modules}</script>',
        runs=" ".join(titles),
        about=escape(f"{data.name}, {data.split} · LEAP Lens {leap_core.__version__}"),
        screen=(FOLDER / "timeline" / "timeline.html").read_text(encoding="utf-8"),
        clips="\n".join(blocks),
        entry=entry,
    )
