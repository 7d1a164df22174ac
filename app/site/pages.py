"""The files of a site."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from leap_app import media, stored
from leap_app.components import FOLDER, styles_of
from leap_app.components.timeline import STYLES
from leap_app.offline import document, import_map, json_text, policy, themes
from leap_app.records import ClipList
from leap_app.site.figures import figure_files
from leap_app.site.index import index_view, scores_html
from leap_core.browse import Rule
from leap_core.data.dataset import Dataset
from leap_core.runs.store import Store
from leap_core.sharing.recipe import SiteRecipe
from leap_core.sharing.video import without_tags

SCRIPT = "lens.js"
_INDEX, _CLIP = "site/index.js", "timeline/standalone.js"  # what pages run
_OWN = ("timeline/styles/standalone.css", "site/site.css")
_CARDS = (*(f"shared/{name}.css" for name in ("theme", "symbols", "bars", "tags")), "clips/clips.css")
# browsers load no module from a file beside a page that was opened from a folder: the script brings them
_START = """const { entry } = document.currentScript.dataset;
for (const [type, textContent] of [["importmap", %s], ["module", `import "${entry}";`]]) {
  document.head.append(Object.assign(document.createElement("script"), { type, textContent }));
}
"""


@dataclass(frozen=True)
class Site:
    """What a site is made of."""

    recipe: SiteRecipe
    data: Dataset
    runs: Mapping[str, Store]  # by slot, called as the recipe says

    @property
    def heading(self) -> str:
        """What it is called."""
        return self.recipe.heading or self.data.name

    @property
    def about(self) -> str:
        """Of which data it is, made by what."""
        synthetic = " (synthetic)" if self.data.synthetic else ""
        return f"{self.data.name}{synthetic}, {self.data.split} split \N{MIDDLE DOT} {self.recipe.version}"

    @property
    def titles(self) -> str:
        """Runs with their marks, as HTML."""
        named = ((slot, escape(store.run.title)) for slot, store in self.runs.items())
        return " ".join(f'<b class="slot">{slot}</b>{title}' for slot, title in named)


def write_pages(site: Site, folder: Path, on_clip: Callable[[int, int], None]) -> None:
    """Write all files of a site into a new folder.  Raises InputError as `write_site` does."""
    for name in ("clips", "media", "figures"):
        (folder / name).mkdir(parents=True)
    modules = import_map(_INDEX, _CLIP)
    runs = stored.live(site.runs) if site.recipe.what_if else {}
    for place, filename in enumerate(site.recipe.clips):
        page = _clip(site, folder, place, runs, _policy(modules, _CLIP))
        _write(folder / "clips" / f"{filename}.html", page)
        on_clip(place + 1, len(site.recipe.clips))
    _write(folder / "index.html", _index(site, folder, _policy(modules, _INDEX)))
    _write(folder / SCRIPT, _START % json.dumps(modules))
    _write(folder / "lens.css", themes() + styles_of((*STYLES, *_OWN)))
    _write(folder / "index.css", themes() + styles_of((*_CARDS, *_OWN)))


def _index(site: Site, folder: Path, rules: str) -> str:
    names = site.recipe.clips
    links = (f'<li><a href="{_page(name)}">{escape(site.data.id_of(name))}</a></li>' for name in names)
    stills = {name: _still(site.data, folder, name) for name in names}
    pages = {name: {"page": _page(name), "still": stills[name]} for name in names}
    return document(
        "site/index.html",
        site.heading,
        rules,
        '<link rel="stylesheet" href="index.css">',
        heading=escape(site.heading),
        about=f"{site.titles} \N{MIDDLE DOT} {escape(site.about)}",
        scores=scores_html(site.data, site.runs),
        links="".join(links),
        view=json_text(index_view(site.data, site.runs, names, pages)),
    )


def _clip(site: Site, folder: Path, place: int, asked: Mapping[str, Store], rules: str) -> str:
    data, names = site.data, site.recipe.clips
    filename = names[place]

    def keep(name: str, content: Path | bytes) -> str:
        kept = without_tags(content) if isinstance(content, Path) else content
        (folder / "media" / name).write_bytes(kept)
        return f"../media/{quote(name)}"

    block = stored.block(data, site.runs, ClipList([filename], Rule()), filename, asked, keep)
    for name, content in figure_files(data, [*site.runs.values()], filename).items():
        (folder / "figures" / name).write_bytes(content)
    beside = (("Previous clip", place - 1), ("Next clip", place + 1))
    links = [("All clips", "../index.html")]
    links += [(text, f"../{_page(names[n])}") for text, n in beside if 0 <= n < len(names)]
    figure = f"../figures/{quote(filename)}"
    return document(
        "site/clip.html",
        f"{data.id_of(filename)} \N{MIDDLE DOT} {site.heading}",
        rules,
        '<link rel="stylesheet" href="../lens.css">',
        nav=" ".join(f'<a href="{escape(address)}">{text}</a>' for text, address in links),
        runs=site.titles,
        about=escape(site.about),
        screen=(FOLDER / "timeline" / "timeline.html").read_text(encoding="utf-8"),
        figure=f'<section class="figure"><h2>Figure</h2><a href="{figure}.pdf" aria-label="As PDF">'
        f'<img src="{figure}.webp" alt="The clip as a figure for a paper" loading="lazy"></a></section>',
        clip=block,
    )


def _still(data: Dataset, folder: Path, filename: str) -> str:
    """The address of a frame of a clip; empty where it has no picture."""
    path = data.media(filename)
    if path is None or not (folder / "media" / f"{filename}.jpg").is_file():  # its frames
        return ""
    name = f"{filename}.still.jpg"
    (folder / "media" / name).write_bytes(media.still(path, data.seconds_of(filename)))
    return f"media/{quote(name)}"


def _page(filename: str) -> str:
    return f"clips/{quote(filename)}.html"


def _policy(modules: str, entry: str) -> str:
    return policy((modules, f'import "{entry}";'), "'self'", media="'self' ", files="'self' ")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
