"""The dashboard's server: Streamlit's app and our own routes; `streamlit run app/server.py` serves it too."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit import config

from leap_app import ahead, folders, full
from leap_app.routes import ROUTES
from leap_core.options import PORT

APP = Path(str(files("leap_app")))
SETTINGS = APP / "streamlit_config.toml"


def serve(
    data: Path, runs: Path, notes: Path | None = None, *, port: int = PORT, open_browser: bool = True
) -> None:
    """Serve the dashboard on 127.0.0.1 until stopped.

    Notes are kept in the user's usual place unless told.  A browser window opens where `open_browser` and
    there is a display.
    """
    places = {folders.DATA: data, folders.RUNS: runs} | ({folders.NOTES: notes} if notes else {})
    os.environ |= {name: str(Path(place).resolve()) for name, place in places.items()}
    headless = {} if open_browser else {"server.headless": True}
    app.run(config={**settings(), "server.port": port, **headless})


def settings(path: Path = SETTINGS) -> dict[str, object]:
    """The settings file as dotted names: `{"server.port": 8501, ...}`.

    Left out is what an environment variable of Streamlit's own says, such as STREAMLIT_SERVER_ADDRESS.
    """
    flat = _flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    return {name: value for name, value in flat.items() if variable(name) not in os.environ}


def variable(option: str) -> str:
    """Streamlit's environment variable for an option; asking Streamlit would read its settings too early."""
    return "STREAMLIT_" + re.sub(r"\.|(?<=[a-z])(?=[A-Z])", "_", option).upper()


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    if not config.get_option("server.headless"):
        webbrowser.open(f"http://{config.get_option('server.address')}:{config.get_option('server.port')}")
    asyncio.get_running_loop().set_exception_handler(full.handler())
    threading.Thread(target=ahead.load, daemon=True).start()
    yield


def _flatten(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= _flatten(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


# a page of another name that resolves to this machine (DNS rebinding) must not read clips and notes
_HOSTS = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
app = st.App(APP / "main.py", routes=ROUTES, middleware=[_HOSTS], lifespan=_lifespan)
