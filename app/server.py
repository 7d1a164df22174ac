"""The dashboard's server: Streamlit's app and our own routes.  `streamlit run app/server.py` serves it too.

/api/clips/{filename}     video of a clip, with byte ranges, only of clips that the data set names
/api/timeline/{module}    JavaScript modules of the timeline component
/api/plotly.min.js        Plotly as the installed package ships it
"""

from __future__ import annotations

import os
import tomllib
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from streamlit import config

from app import loaders, state
from leap_core.errors import InputError

APP = Path(__file__).parent
SETTINGS = APP.parent / "streamlit_config.toml"
MODULES = {path.name: path for path in (APP / "components" / "timeline").glob("*.js")}
PLOTLY = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"


def serve(data: Path, runs: Path, port: int = 8501, open_browser: bool = True) -> None:
    """Serve the dashboard on 127.0.0.1 until stopped.

    A browser window opens where `open_browser` and there is a display.
    """
    os.environ |= {state.DATA: str(Path(data).resolve()), state.RUNS: str(Path(runs).resolve())}
    headless = {} if open_browser else {"server.headless": True}
    app.run(config={**settings(), "server.port": port, **headless})


def settings(path: Path = SETTINGS) -> dict[str, object]:
    """The settings file as dotted names: `{"server.port": 8501, ...}`."""
    return _flatten(tomllib.loads(path.read_text(encoding="utf-8")))


def clip(request: Request) -> FileResponse:
    """A clip's video; 404 unless the data set names the clip and has its video."""
    try:
        path = loaders.video(request.path_params["filename"])
    except InputError as error:
        raise HTTPException(404, error.expected) from error
    if path is None:
        raise HTTPException(404, "this clip has no video")
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "private, max-age=3600"})


def module(request: Request) -> FileResponse:
    """A JavaScript module of the timeline component."""
    path = MODULES.get(request.path_params["module"])
    if path is None:
        raise HTTPException(404, "no such module")
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def plotly(request: Request) -> FileResponse:
    """Plotly.js, to be kept by browsers for a day."""
    return FileResponse(PLOTLY, headers={"Cache-Control": "public, max-age=86400"})


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    if not config.get_option("server.headless"):
        webbrowser.open(f"http://{config.get_option('server.address')}:{config.get_option('server.port')}")
    yield


def _flatten(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= _flatten(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


ROUTES = [
    Route("/api/clips/{filename}", clip),
    Route("/api/plotly.min.js", plotly),
    Route("/api/timeline/{module}", module),
]
app = st.App(APP / "main.py", routes=ROUTES, lifespan=_lifespan)
