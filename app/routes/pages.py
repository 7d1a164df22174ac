"""Pages, and the JavaScript that runs in them."""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from leap_app.components import MODULES, STAMP
from leap_app.state import Screen


def module(request: Request) -> FileResponse:
    """A JavaScript module of a component; under the stamp of today's modules one to be kept."""
    stamp, _, rest = request.path_params["module"].partition("/")
    path = MODULES.get(rest if stamp == STAMP else request.path_params["module"])
    if path is None:
        raise HTTPException(404, "no such module")
    kept = "private, max-age=31536000, immutable" if stamp == STAMP else "no-cache"
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": kept})


def page(request: Request) -> HTMLResponse:
    """Streamlit's page, told where its server is.

    By itself it looks for it below the screen's own address first, where there is none, and waits.
    """
    base_path = request.url.path.rpartition("/")[0]
    return HTMLResponse(texts(base_path)[-1], headers={"Cache-Control": "no-cache"})


@functools.cache
def texts(base_path: str) -> tuple[str, str]:
    """Streamlit's page as it comes, and as `page` gives it below a base path."""
    told = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin + {base_path!r} }}</script>"
    text = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return text, text.replace("<head>", f"<head>{told}", 1)


ROUTES = [
    Route("/api/components/{module:path}", module),
    *(Route(f"/{screen}", page) for screen in Screen if screen != Screen.CLIP),
]
