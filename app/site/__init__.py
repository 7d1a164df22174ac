"""A static site of clips: an index with cards, filters and scores, a page a clip, figures.

It opens from a folder and from any web server: relative addresses, nothing is fetched, and one script,
`lens.js`, brings the modules that every page runs.

    index.html  index.css      cards of all clips, the runs' scores on the split
    clips/CLIP.html  lens.css  the clip screen over what is stored in the page, and the figure
    media/                     videos without tags, frames side by side, a frame for the card
    figures/                   each clip as a figure for papers: PDF, and WebP to look at
    lens.js
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from leap_app import folders, stored
from leap_app.notes import Notes
from leap_app.records import clip_list
from leap_app.site.pages import SCRIPT, Site, write_pages
from leap_core.browse import Rule
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.files import check_folder, real
from leap_core.runs.store import Store
from leap_core.sharing.recipe import SiteRecipe
from leap_core.sharing.video import fit


def clips_of(data: Dataset, stores: tuple[Store, ...], rule: Rule) -> tuple[str, ...]:
    """The clips that a filter finds, with the user's stars, tags and notes.

    Raises InputError where it cannot be applied or finds none.
    """
    found = tuple(clip_list(data, stored.slots(stores), rule).names)
    if not found:
        raise InputError("filter", "expected clips, and it finds none", "Choose another, or name clips.")
    return found


def note_authors() -> list[str]:
    """Who wrote the user's notes, as far as they name anyone."""
    return sorted({remark.author for remark in Notes(folders.notes_path()).export()} - {""})


def made_by() -> str:
    """The version that a recipe names."""
    return f"LEAP Lens {version('leap-lens')}"


def write_site(
    recipe: SiteRecipe,
    data: Dataset,
    stores: tuple[Store, ...],
    out: Path,
    on_clip: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[str, ...]:
    """Write the site of a recipe as the folder `out`, whole or not at all; names of videos encoded anew.

    A site that is there is replaced.  `on_clip` hears the clips done and the clips in all.  Raises InputError
    where the folder holds anything else, a clip or run does not fit, or the site is larger than it may be.
    """
    if out.exists() and not (out / SCRIPT).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out, "expected no folder, or a site made before", "Name another with --site.")
    beside = real(out).parent
    check_folder(beside / out.name, "--site")
    titles = recipe.titles or ("",) * len(stores)
    runs = stored.slots([_called(*pair) for pair in zip(stores, titles, strict=True)])
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=beside) as temporary:
        folder = Path(temporary) / "site"
        write_pages(Site(recipe, data, runs), folder, on_clip)
        smaller = fit(folder, recipe.max_mb) if recipe.max_mb else ()
        if out.exists():
            real(out).rename(Path(temporary) / "before")
        folder.rename(real(out))
    return smaller


def _called(store: Store, title: str) -> Store:
    """A run by another title; what its decoder is called goes with its own."""
    return replace(store, run=replace(store.run, title=title, decoder="")) if title else store
