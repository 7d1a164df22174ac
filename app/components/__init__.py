"""Components that run in the browser, a folder each, whose JavaScript modules app/routes/ serves.

What several of them use is in shared/; no component imports from another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import streamlit
from streamlit.components import v2

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
    modules = (module for module in MODULES if module.startswith(("shared/", f"{name}/")))
    return v2.component(
        name,
        html=(FOLDER / name / f"{name}.html").read_text(encoding="utf-8"),
        css="\n".join((FOLDER / style).read_text(encoding="utf-8") for style in styles),
        js=_ENTRY % (STAMP, json.dumps([*modules]), f"{name}/{name}.js"),
    )
