"""Components that run in the browser, a folder each, whose JavaScript modules app/routes/ serves.

What several of them use is in shared/; no component imports from another.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit
from streamlit.components import v2

from leap_app import session

FOLDER = Path(str(files("leap_app.components")))
MODULES = {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*.js"))}
# changes with any module: under an address that holds it, a browser may keep a module for ever
STAMP = hashlib.sha256(b"".join(path.read_bytes() for path in MODULES.values())).hexdigest()[:12]
_STREAMLIT = Path(streamlit.__file__).parent / "static"
# Streamlit's own modules that charts, tables and texts to copy are drawn with
AHEAD = [
    path.relative_to(_STREAMLIT).as_posix()
    for name in ("PlotlyChart", "Table", "StreamlitSyntaxHighlighter", "Slider", "Multiselect")
    for path in _STREAMLIT.glob(f"static/js/{name}.*.js")
]
_IMPORT = re.compile(r'from "(\.[^"]+)";')
# all modules are asked for at once, not one wave after another as they import each other
_ENTRY = """
const addressOf = (module) => new URL(`api/components/%s/${module}`, document.baseURI).href;
for (const module of %s) {
  const link = { rel: "modulepreload", href: addressOf(module) };
  document.head.append(Object.assign(document.createElement("link"), link));
}
const entry = await import(addressOf("%s")).catch(() => null);
export default entry?.default ?? (({ parentElement }) => {
  parentElement.firstElementChild.textContent =
    "This server lacks the app's own routes. Start it with `python -m app` or `streamlit run app/server.py`.";
});
"""


def declare(name: str, styles: Sequence[str]) -> Callable:
    """The component in the folder `name`: its NAME.html and NAME.js, and style sheets by path from here."""
    entry = f"{name}/{name}.js"
    return v2.component(
        name,
        html=(FOLDER / name / f"{name}.html").read_text(encoding="utf-8"),
        css=styles_of(styles),
        js=_ENTRY % (STAMP, json.dumps([*modules_of(entry)]), entry),
    )


def hearing(key: str, name: str, act: Callable[[Any], object]) -> Callable[[], None]:
    """What hears a component `key` say something by `name`, and does `act` with it.

    In a session that has just begun, as when the server was started under an open page, Streamlit may call
    before it has what was said: then nothing is done.
    """

    def hear() -> None:
        said = (session.get(key) or {}).get(name)
        if said is not None:
            act(said)

    return hear


def styles_of(paths: Sequence[str]) -> str:
    """Style sheets by path from here, as one."""
    return "\n".join((FOLDER / path).read_text(encoding="utf-8") for path in paths)


def modules_of(entry: str) -> dict[str, str]:
    """A module and all that it imports: texts by path from here, by which they import each other."""
    found: dict[str, str] = {}
    left = [entry]
    while left:
        path = left.pop()
        if path in found:
            continue
        text = MODULES[path].read_text(encoding="utf-8")
        for name in dict.fromkeys(_IMPORT.findall(text)):  # in the same order every time
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            text = text.replace(f'from "{name}";', f'from "{imported}";')
            left.append(imported)
        found[path] = text
    return found
