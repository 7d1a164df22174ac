"""A recipe is all that a site or a page is made from: the same recipe on the same data gives the same files.

It is YAML, saved beside what it makes, not in it.  It names runs as recipes of figures do and
holds no folder of a machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from annotated_types import Gt, Len

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.options import SPLIT
from leap_core.runs.store import Store, check_hashes
from leap_core.schema import UNIQUE, InYaml, Number, Schema

MOST_CLIPS, MOST_RUNS = 1000, 6
LONGEST = 200_000  # characters


@dataclass(frozen=True)
class SiteRecipe(InYaml):
    """What a site shows and how."""

    clips: Annotated[tuple[str, ...], Len(1, MOST_CLIPS), UNIQUE]  # full names, in the order of the cards
    runs: Annotated[tuple[str, ...], Len(1, MOST_RUNS), UNIQUE]  # names of their folders, baseline first
    titles: Annotated[tuple[str, ...], Len(0, MOST_RUNS)] = ()  # likewise, in place of their own
    split: str = SPLIT
    heading: str = ""  # the data set's name unless given
    what_if: bool = False
    anonymous: bool = False  # for double-blind review
    max_mb: Annotated[Number, Gt(0)] | None = None  # of the whole site, 1 MB = 10^6 bytes
    data_sha256: str = ""  # of the labels that it was made from
    stores: tuple[str, ...] = ()  # SHA-256 of the runs' predictions, likewise
    version: str = ""  # of LEAP Lens then


_SCHEMA = Schema(SiteRecipe, "a recipe of a site", "docs/sharing.md shows one.", LONGEST, "YAML")


def read_site(path: Path) -> SiteRecipe:
    """Read a file's recipe.  Raises InputError where it cannot be read or holds none."""
    return parse_site(_SCHEMA.text(path), str(path))


def parse_site(text: str, source: str = "recipe") -> SiteRecipe:
    """Read a recipe.  Raises InputError, naming `source` and the field, on anything that is none."""
    recipe = _SCHEMA.parse(text, source)
    if recipe.titles and len(recipe.titles) != len(recipe.runs):
        expected = f"expected a title for each of {len(recipe.runs)} runs, found {len(recipe.titles)}"
        raise InputError(source, expected, "Name each, or none.")
    if recipe.anonymous and not all(recipe.titles or ("",)):
        expected = f"expected a title for each of {', '.join(recipe.runs)}, by which reviewers know them"
        raise InputError(source, expected, "Give them with --title RUN=TITLE.")
    return recipe


def check_page(recipe: SiteRecipe) -> None:
    """Raise InputError where a recipe asks of a page what only a site has."""
    if recipe != replace(recipe, titles=(), heading="", anonymous=False, max_mb=None):
        expected = "expected a recipe without titles, heading, anonymous and max_mb, which a page has not"
        raise InputError("leap export --html", expected, "Make a site of it with --site.")


def check_same(recipe: SiteRecipe, data: Dataset, stores: tuple[Store, ...]) -> None:
    """Raise InputError where data or runs are not those that the recipe was made with, if it says which."""
    if recipe.data_sha256 not in ("", data.fingerprint):
        expected = "its labels are not those that the recipe was made with"
        raise InputError(data.root, expected, "Name the data set with --data, or name the clips anew.")
    check_hashes(stores, recipe.stores)
