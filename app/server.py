"""The dashboard's server: Streamlit's app and our own routes; `streamlit run app/server.py` serves it too."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit import config

from leap_app import ahead, folders, full, memory, own
from leap_app.door import Access, Door, SafeHeaders, Uploads, policy
from leap_app.routes import pages, routes
from leap_core.errors import InputError, reason
from leap_core.options import PORT

HERE = Access()
APP = Path(str(files("leap_app")))
MAIN = APP / "main.py"
SETTINGS = APP / ".streamlit" / "config.toml"  # where `streamlit run app/server.py` finds it, from any folder

# who asks is who connects: what a proxy says of it in X-Forwarded-For anybody could say
os.environ["FORWARDED_ALLOW_IPS"] = ""


def serve(
    data: Path,
    runs: Path,
    notes: Path | None = None,
    *,
    weights: Path | None = None,
    words: Path | None = None,
    port: int = PORT,
    open_browser: bool = True,
    access: Access = HERE,
    read_only: bool = False,
    follow_links: bool = False,
) -> None:
    """Serve the dashboard until stopped, on 127.0.0.1 and to this machine unless `access` says otherwise.

    Notes are kept in the user's usual place, and words are those of the bundled table, unless told.  With
    `weights` the screen of one's own video asks models on features of networks too.  A browser window opens
    where `open_browser` and there is a display.  Raises InputError where it cannot listen.
    """
    _check_free(access.host, port)
    places = {
        **{folders.DATA: data, folders.RUNS: runs, folders.NOTES: notes},
        **{folders.WEIGHTS: weights, folders.WORDS: words},
    }
    os.environ |= {name: str(Path(place).resolve()) for name, place in places.items() if place}
    switches = {folders.READ_ONLY: read_only, folders.FOLLOW_LINKS: follow_links}
    os.environ |= {name: "1" for name, on in switches.items() if on}
    told = {"server.address": access.host, "server.port": port, "server.baseUrlPath": access.base_path}
    told["browser.serverAddress"] = access.address
    headless = {} if open_browser else {"server.headless": True}
    st.App(MAIN, **behind_the_door(access)).run(config={**settings(), **told, **headless})


def settings() -> dict[str, object]:
    """The settings file as dotted names: `{"server.port": 8501, ...}`."""
    return _flatten(tomllib.loads(SETTINGS.read_text(encoding="utf-8")))


def behind_the_door(access: Access) -> dict[str, Any]:
    """What Streamlit's app is made of: our routes, and the door before all of them."""
    # the names keep out pages of another name that resolves to this machine (DNS rebinding)
    middleware = [
        Middleware(SafeHeaders, policy=policy(pages.texts(access.base_path))),
        Middleware(TrustedHostMiddleware, allowed_hosts=[*access.names], www_redirect=False),
        Middleware(Door, access=access),
        Middleware(Uploads),
    ]
    return {
        "routes": routes(access.base_path),
        "middleware": middleware,
        "lifespan": _lifespan,
        "secrets": access.guard.secrets if access.guard else None,
    }


def _check_free(host: str, port: int) -> None:
    """Raise InputError unless a server can listen there, which Streamlit says in a line of its log."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        remedy = "Stop what listens there, or choose another --port or --host."
        why = reason(error).partition(" (")[0]  # which Python repeats the address behind
        raise InputError(f"{host}, port {port}", f"cannot listen there: {why}", remedy) from None


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    if not config.get_option("server.headless"):
        names = ("browser.serverAddress", "server.port", "server.baseUrlPath")
        webbrowser.open("http://{}:{}/{}".format(*map(config.get_option, names)))
    asyncio.get_running_loop().set_exception_handler(full.handler())
    threading.Thread(target=ahead.load, daemon=True).start()
    keeping = asyncio.create_task(memory.keep_small())
    yield
    keeping.cancel()
    own.delete_all()


def _flatten(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= _flatten(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


app = st.App(MAIN, **behind_the_door(HERE))  # by these words `streamlit run` knows that it is an app
