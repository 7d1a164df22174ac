"""Components that run in the browser, a folder each, whose JavaScript modules app/routes.py serves.

What several of them use is in shared/; no component imports from another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from streamlit.components import v2

FOLDER = Path(str(files("leap_app.components")))
_ENTRY = """
const address = new URL("api/components/%s.js", document.baseURI).href;
const entry = await import(address).catch(() => null);
export default entry?.default ?? (({ parentElement }) => {
  parentElement.firstElementChild.textContent =
    "This server lacks the app's own routes. Start it with `python -m app` or `streamlit run app/server.py`.";
});
"""


def declare(name: str, styles: Sequence[str]) -> Callable:
    """The component in the folder `name`: its NAME.html and NAME.js, and style sheets by path from here."""
    return v2.component(
        name,
        html=(FOLDER / name / f"{name}.html").read_text(encoding="utf-8"),
        css="\n".join((FOLDER / style).read_text(encoding="utf-8") for style in styles),
        js=_ENTRY % f"{name}/{name}",
    )
