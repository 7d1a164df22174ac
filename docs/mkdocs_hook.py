"""MkDocs hook: the documents beside docs/ as pages, and a page of the API for each part of leap_core."""

import inspect
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import leap_core as lc
from leap_core import maps
from leap_core.parts import known_kinds

ROOT = Path(__file__).parents[1]
BESIDE = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "assets/NOTICE"]
FETCHED = ("jquery", "mathjax", "require_js")  # what nbconvert has from other hosts unless told


def on_config(config: MkDocsConfig) -> None:
    """Add the pages of the API to the navigation."""
    config.nav.append({"API": [{Path(page).stem: page} for page in _api()]})


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages that are not files of docs/."""
    beside = {name: (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](") for name in BESIDE}
    for page, text in {**beside, "maps.md": _maps(), **_api()}.items():
        files.append(File.generated(config, page, content=text))


def on_post_build(config: MkDocsConfig) -> None:
    """Make the site that docs/sharing.md leads to, by the command that it shows, and the tour as it runs."""
    text = (ROOT / "docs" / "sharing.md").read_text(encoding="utf-8")
    words = shlex.split(re.search(r"^ {4}leap (export .+ --site demo .+)$", text, re.M)[1])
    subprocess.run([sys.executable, "-m", "leap_core", *words], cwd=config.site_dir, check=True)
    words = ["--to", "html", "--execute", str(ROOT / "docs" / "tour.ipynb"), "--output-dir", config.site_dir]
    words += [f"--HTMLExporter.{name}_url=" for name in FETCHED]
    subprocess.run([sys.executable, "-m", "nbconvert", "--log-level", "WARN", *words], check=True)


def _api() -> dict[str, str]:
    """Text of each page of the API: the public names, then a page a package or module."""
    package = ROOT / "leap_core"
    modules = [p.stem for p in package.glob("[!_]*.py")]
    packages = [p.parent.name for p in package.glob("*/__init__.py")]
    pages = {f"api/{name}.md": _part(package / name) for name in sorted(modules + packages)}
    return {"api/leap_core.md": _public_names()} | pages


def _maps() -> str:
    """Every kind of map, from its record."""
    lines = [
        inspect.getdoc(maps),
        "",
        "| key | symbol | title | what it is | sums to 1 over | taken from | source |",
    ]
    lines.append("| --- " * 7 + "|")
    for kind in known_kinds(()).values():
        cells = (
            kind.key,
            f"*{kind.symbol}*<sup>{kind.raised}</sup><sub>{kind.lowered}</sub>",
            kind.title,
            kind.meaning,
            kind.axis or "",
        )
        lines.append(f"| {' | '.join((*cells, kind.stage, kind.source))} |")
    return "\n".join(["# Kinds of maps", "", *lines])


def _public_names() -> str:
    """`leap_core.__all__` as links; the strict build fails where one leads nowhere."""
    lines = ["# leap_core", "", inspect.getdoc(lc), "", "    import leap_core as lc", ""]
    for name in lc.__all__:
        thing, module = getattr(lc, name), lc._NAMES.get(name)
        documented = thing if callable(thing) or inspect.ismodule(thing) else import_module(module)
        summary = inspect.getdoc(documented).partition("\n")[0]
        lines.append(f"- [`lc.{name}`][{f'{module}.{name}' if module else thing.__name__}]: {summary}")
    return "\n".join(lines)


def _part(path: Path) -> str:
    """A module, or a package's own names and then its modules; what it hands on stands with the module."""
    name = f"leap_core.{path.name}"
    if not path.is_dir():
        return f"::: {name}\n    options: {{heading_level: 1}}"
    own = [
        key for key, value in vars(import_module(name)).items() if getattr(value, "__module__", "") == name
    ]
    inner = sorted(p.relative_to(ROOT).with_suffix("") for p in path.rglob("[!_]*.py"))
    head = f"::: {name}\n    options: {{heading_level: 1, members: {own}}}"
    return "\n\n".join([head, *(f"::: {'.'.join(p.parts)}" for p in inner)])
