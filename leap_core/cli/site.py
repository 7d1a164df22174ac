"""`leap export --site`: a static site of clips, and what in it might tell who made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leap_core.cli.options import open_split, usual_runs
from leap_core.cli.recipes import is_recipe, places_of, recipe_beside
from leap_core.console import progress, say
from leap_core.errors import InputError
from leap_core.options import SPLIT, Split
from leap_core.resources import DEMO
from leap_core.wording import counted

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset
    from leap_core.runs.store import Store
    from leap_core.sharing.recipe import SiteRecipe


@dataclass(frozen=True)
class SiteOptions:
    """The options of `leap export`, but for what to write."""

    clips: tuple[str, ...]
    runs: tuple[Path, ...] = ()
    folder: Path | None = None  # in which a recipe's runs lie
    data: Path = DEMO
    split: Split = SPLIT
    what_if: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    filter: Path | None = None
    heading: str = ""
    titles: tuple[str, ...] = ()  # RUN=TITLE
    anonymous: bool = False
    max_mb: float | None = None
    venue: str | None = None


def export_site(options: SiteOptions, out: Path) -> None:
    """Write the site and, beside it, its recipe; print what in an anonymous one might tell."""
    from leap_app.site import write_site
    from leap_core.files import write_text
    from leap_core.sharing.video import size_of

    recipe, data, stores = opened(options)
    with progress("clips") as on_clip:
        smaller = write_site(recipe, data, stores, out, on_clip)
    beside = recipe_beside(out)
    write_text(beside, recipe.to_yaml())
    if smaller:
        say(f"encoded anew to fit into {recipe.max_mb:g} MB: {', '.join(smaller)}")
    size = size_of([path for path in out.rglob("*") if path.is_file()])
    say(f"wrote {out} ({counted(len(recipe.clips), 'clip')}, {size / 1e6:.1f} MB) and {beside.name}")
    if recipe.anonymous:
        _say_what_tells(out, data, stores)


def opened(options: SiteOptions) -> tuple[SiteRecipe, Dataset, tuple[Store, ...]]:
    """The recipe that is named in place of clips, or that options make, with hashes, and what it is of.

    Raises InputError where that is not found, or is not what the recipe was made with.
    """
    from leap_app.site import made_by
    from leap_core.figures.found import find_run
    from leap_core.runs.store import open_store
    from leap_core.sharing.recipe import check_same, read_site

    base = _recipe_of(options)
    places = places_of(base, options.data, options.folder)
    if base:
        recipe = read_site(base)
        data = open_split(options.data, recipe.split)
        stores = tuple(open_store(find_run(name, data, places)) for name in recipe.runs)
        check_same(recipe, data, stores)
        if recipe.version not in ("", made_by()):
            say(f"the recipe was made with {recipe.version}, this is {made_by()}: files may differ", "yellow")
    else:
        stores = tuple(open_store(folder) for folder in options.runs or usual_runs(options.data))
        data = open_split(options.data, options.split)
        recipe = _new(options, data, stores)
    hashes = tuple(store.sha256 for store in stores)
    recipe = replace(recipe, data_sha256=data.fingerprint, stores=hashes, version=made_by())
    return recipe, data, stores


def _recipe_of(options: SiteOptions) -> Path | None:
    """The recipe that is named in place of clips.  Raises InputError where options would change it."""
    if not any(map(is_recipe, options.clips)):
        return None
    (path, *more) = options.clips
    if more or options != SiteOptions(options.clips, folder=options.folder, data=options.data):
        expected = "expected a recipe alone, with --data and --runs where they are elsewhere"
        raise InputError("leap export", expected, "Change the recipe, or name the clips.")
    return Path(path)


def _new(options: SiteOptions, data: Dataset, stores: Sequence[Store]) -> SiteRecipe:
    """The recipe that options make."""
    from leap_core.figures.found import run_names
    from leap_core.sharing.recipe import SiteRecipe, parse_site
    from leap_core.sharing.venues import supplement_of

    if options.venue and options.max_mb:
        raise InputError("leap export --site", "expected --venue or --max-mb, found both", "Leave out one.")
    most = supplement_of(options.venue).max_mb if options.venue else options.max_mb
    names = run_names([store.folder for store in stores], data.root)
    titles = _titles(options.titles, names)
    recipe = SiteRecipe(
        clips=_clips(options, data, tuple(stores)),
        runs=names,
        titles=tuple(titles.get(name, store.run.title) for name, store in zip(names, stores, strict=True))
        if titles
        else (),
        split=data.split,
        heading=options.heading,
        what_if=options.what_if,
        anonymous=options.anonymous,
        max_mb=most,
    )
    if recipe.anonymous and {*names} - {*titles}:
        recipe = replace(recipe, titles=())  # which is refused, with the reason
    return parse_site(recipe.to_yaml(), "leap export --site")


def _clips(options: SiteOptions, data: Dataset, stores: tuple[Store, ...]) -> tuple[str, ...]:
    """Clips by name, or those that stars, tags or a filter find."""
    from leap_app.site import clips_of
    from leap_core.browse import Rule, read_rule
    from leap_core.figures.content import resolve

    asks = options.starred or options.tags or options.filter
    if bool(options.clips) == bool(asks):
        expected = "expected clips by name, or else --starred, --tag or --filter"
        raise InputError("leap export --site", expected, "Name some, or say which to look for.")
    if options.clips:
        return tuple(dict.fromkeys(resolve(data, clip) for clip in options.clips))
    rule = read_rule(options.filter) if options.filter else Rule()
    tags = (*rule.tags, *(tag for tag in options.tags if tag not in rule.tags))
    return clips_of(data, stores, replace(rule, starred=rule.starred or options.starred, tags=tags))


def _titles(given: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Titles by the names of runs' folders."""
    found = {}
    for text in given:
        name, _, title = text.partition("=")
        if name not in names or not title:
            expected = f"expected RUN=TITLE with one of the runs {', '.join(names)}, found {text[:80]!r}"
            raise InputError("--title", expected, "Name a run by its folder.")
        found[name] = title
    return found


def _say_what_tells(out: Path, data: Dataset, stores: Sequence[Store]) -> None:
    """Print every string in a site's files that might tell who made it."""
    from leap_app.site import note_authors
    from leap_core.sharing.tells import own_names, tells

    names = own_names(note_authors(), [data.root, *(store.folder for store in stores)])
    found = tells(out, names)
    say(f"looked for e-mail addresses, folders of machines and {', '.join(sorted({*names.values()}))}")
    for told in found:
        say(
            f"{told.file}: {told.what} in \N{HORIZONTAL ELLIPSIS}{told.text}\N{HORIZONTAL ELLIPSIS}", "yellow"
        )
    say(f"{len(found)} strings found that might tell who made this", "yellow" if found else "green")
