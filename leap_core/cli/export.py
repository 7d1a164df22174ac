"""`leap export`: what an explanation needs to be shown elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli.recipes import Runs, RunsFolder
from leap_core.cli.site import SiteOptions, export_site, opened
from leap_core.console import progress, say
from leap_core.errors import InputError
from leap_core.options import SPLIT, Split
from leap_core.resources import DEMO


def export(
    clips: Annotated[
        list[str] | None,
        typer.Argument(metavar="CLIP", help="Clips or their videos' ids; or a site's recipe (YAML)."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Page to write: one file, needs no server.")] = None,
    site: Annotated[Path | None, typer.Option(help="Folder to write: a site of the clips.")] = None,
    run: Runs = None,
    data: Annotated[Path, typer.Option(help="Data set folder.")] = DEMO,
    runs: RunsFolder = None,
    split: Split = SPLIT,
    what_if: Annotated[bool, typer.Option("--what-if", help="Store answers of the models.")] = False,
    starred: Annotated[bool, typer.Option("--starred", help="Site of the clips you starred.")] = False,
    tag: Annotated[list[str] | None, typer.Option(help="Site of the clips with a tag; repeated.")] = None,
    filter_: Annotated[Path | None, typer.Option("--filter", help="Site of a saved filter's clips.")] = None,
    heading: Annotated[str, typer.Option(help="What the site is called.")] = "",
    title: Annotated[list[str] | None, typer.Option(help="What the site calls a run: RUN=TITLE.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="For double-blind review.")] = False,
    max_mb: Annotated[float | None, typer.Option(help="Largest size of the site in MB.")] = None,
    venue: Annotated[str | None, typer.Option(help="The same by a venue: docs/sharing.md.")] = None,
) -> None:
    """Write clips as one web page, or as a site, that shows the clip screen without a server or network."""
    if (html is None) == (site is None):
        raise InputError("leap export", "expected either --html FILE or --site DIR", "Say which.")
    options = SiteOptions(
        tuple(clips or ()), tuple(run or ()), runs, data, split, what_if, starred, tuple(tag or ()),
        filter_, heading, tuple(title or ()), anonymous, max_mb, venue,
    )  # fmt: skip
    if site is not None:
        export_site(options, site)
        return
    plain = SiteOptions(options.clips, options.runs, runs, data, split, what_if)
    if html is None or not clips or options != plain:
        raise InputError("leap export --html", "expected clips, and no option of a site", "Use --site DIR.")
    _export_page(options, html)


def _export_page(options: SiteOptions, html: Path) -> None:
    """Write the page and, beside it, its recipe."""
    from leap_app.standalone import MOST_RUNS, page
    from leap_core.files import check_folder, write_text
    from leap_core.sharing.recipe import check_page

    if html.suffix.lower() not in (".html", ".htm"):
        raise InputError(html, "expected a name that ends in .html", "Name such a file with --html.")
    check_folder(html, "--html")
    if len(options.runs) > MOST_RUNS:
        raise InputError(
            "leap export", f"expected at most {MOST_RUNS} runs, found {len(options.runs)}", "Name fewer."
        )
    recipe, dataset, stores = opened(options)
    check_page(recipe)
    with progress("clips") as on_clip:
        text = page(dataset, stores, recipe.clips, on_clip, recipe.what_if)
    write_text(html, text)
    beside = html.with_name(f"{html.name}.yaml")
    write_text(beside, recipe.to_yaml())
    say(f"wrote {html} ({html.stat().st_size / 1e6:.1f} MB) and {beside.name}")
