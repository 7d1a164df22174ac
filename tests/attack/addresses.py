"""What is asked of our routes, raw bytes of a path, a query and a body, and of the screens by addresses.

A route answers with 2xx, 3xx or 4xx and no trace of its insides; a screen is drawn or says what is wrong.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, unquote

from starlette.applications import Starlette

from leap_app import folders
from leap_app.routes import ROUTES
from leap_core.errors import InputError
from tests.app.test_plain import LINK, links
from tests.attack.containers import sqlite
from tests.attack.ground import FILMED, HEARD, RUNS
from tests.attack.library import DATA
from tests.attack.mutate import BYTES, ODD_NUMBERS, ODD_TEXTS, json_
from tests.attack.surfaces import Draw, Surface, of_file
from tests.attack.trial import SCRATCH
from tests.tiny_dataset import names

_MAIN = Path(__file__).parents[2] / "app" / "main.py"
_RULE = b'{"classes": ["Dog"], "overlapping": [0, 9], "solved": [], "difference": [null, 99], "sort": "2"}'
_RECIPE = (
    b'{"clips": ["%s"], "layout": "bars", "boxes": [{"onset": 1, "offset": 2.5}], "width": 80}'
    % FILMED.encode()
)
_GOOD = {
    **{
        "clip": (FILMED, HEARD),
        "run": RUNS,
        "a": RUNS,
        "b": RUNS,
        "c": RUNS,
        "text": ("Dog", "test"),
        "map": ("A", "Wt"),
    },
    **{
        "silence": ("0", "1.2.3"),
        "blank": ("6", ""),
        "removal": ("input", "keys"),
        "nothing": ("zeros", "mean"),
    },
    **{
        "modality": ("audio", "visual"),
        "class": ("0", "4"),
        "block": ("1", "mean", "last"),
        "head": ("2", "mean"),
    },
    **{"first": ("dog", "lawn mower"), "second": ("cat", ""), "share": ("0", "0.5"), "less": ("0", "1")},
    **{"frequency": ("mel", "linear"), "gate": ("or", "none"), "threshold": ("0.3", "1"), "page": ("1", "2")},
    **{
        "study": ("lambda", "complexity"),
        "metric": ("average", "event_audio"),
        "by": ("input-quietest", "keys"),
        "side": ("both", "audio"),
        "part": ("class", "overlap"),
        "view": ("classes", "run details"),
    },
    **{
        "look": ("table",),
        "maps": ("A.P",),
        "rows": ("all",),
        "show": RUNS,
        "order": ("-name",),
        "scale": ("softmax",),
    },
}
_ODD = (
    *map(str, (*ODD_TEXTS, *(n for n in ODD_NUMBERS if n != 10**400))),
    "²",
    "1.-1",
    "0.0.0",
    "../" + RUNS[0],
    LINK,
)
_ROUTES = {
    "record": ("clip", "a", "b", "c", "filter"), "find": ("text", "a"), "found": ("a", "b", "filter"),
    "what-if": ("run", "clip", "silence", "blank", "removal", "nothing"), "notes.json": (),
    "deletion": ("run", "clip", "map", "modality", "class", "block", "head", "removal", "nothing"),
    "shapley": ("run", "clip", "removal", "nothing"),
    "words": ("run", "clip", "first", "second", "share", "less", "class", "block", "head"),
}  # fmt: skip
_POSTS = {
    "seen": b'{"token": "x", "choices": {"clip": "y"}}',
    "said": b'[{"what": "note", "clips": ["%s"], "text": "x", "base": [""]}]' % FILMED.encode(),
}


def _value(draw: Random, key: str, odd: float) -> bytes:
    """A value of a query, quoted or raw."""
    if key in ("filter", "figure"):
        text = _RULE if key == "filter" else _RECIPE
        value = text if draw.random() > odd else draw.choice((json_, *BYTES))(draw, text)
    elif draw.random() > odd:
        value = draw.choice(_GOOD[key]).encode()
    else:
        value = draw.choice(_ODD).encode("utf-8", "surrogatepass")[:20_000]
    return quote_from_bytes(value).encode() if draw.random() < 0.9 else value


def _query(draw: Random, keys: tuple[str, ...], odd: float) -> bytes:
    pairs = [key.encode() + b"=" + _value(draw, key, odd) for key in keys if draw.random() > 0.05]
    return draw.choice((b"&", b"&", b"&", b";", b"&&")).join(pairs)


def _get(draw: Random, whole: bytes) -> bytes:
    name = draw.choice([*_ROUTES])
    return b"GET /api/%s?%s\n" % (name.encode(), _query(draw, _ROUTES[name], draw.choice((0.05, 0.4))))


def _media(draw: Random, whole: bytes) -> bytes:
    part = draw.choice(("", "/frames", "/still", "/sound", "/x", "//", "/../../dataset.json")).encode()
    query = _query(draw, ("frequency",), 0.3)
    return b"GET /api/clips/%s%s?%s\n" % (_value(draw, "clip", 0.4) or b"x", part, query)


def _page(draw: Random, whole: bytes) -> bytes:
    places = (
        "components/timeline/timeline.js",
        "components/../../x",
        "components/",
        "components/%00",
        "../browse",
    )
    return b"GET /api/%s?%s\n" % (draw.choice(places).encode(), _query(draw, ("text",), 0.5))


def _post(draw: Random, whole: bytes) -> bytes:
    name = draw.choice([*_POSTS])
    body = _POSTS[name] if draw.random() < 0.4 else draw.choice((json_, json_, *BYTES))(draw, _POSTS[name])
    return b"POST /api/%s?%s\n%s" % (name.encode(), _query(draw, ("a", "b", "filter"), 0.2), body)


def _told() -> None:
    """Where the app finds what."""
    os.environ[folders.DATA], os.environ[folders.RUNS] = str(DATA), str(DATA / "runs")
    os.environ[folders.NOTES], os.environ[folders.CACHE] = "notes.sqlite", str(SCRATCH / "cache")


def ask(case: bytes) -> Any:
    """Send a request as a server would hand it on; a refusal is an InputError with what it says."""
    _told()
    head, _, body = case.partition(b"\n")
    method, _, target = head.partition(b" ")
    path, _, query = target.partition(b"?")
    scope = {
        **{"type": "http", "method": method.decode(), "query_string": query, "headers": [], "raw_path": path},
        **{
            "path": _unquoted(path),
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        },
    }
    status, content = asyncio.run(_answer(scope, body))
    assert b"Traceback" not in content and b"leap_core/" not in content, content[:300]
    assert status < 500, f"status {status}: {content[:200]!r}"
    if status >= 400:
        raise InputError("address", f"{status} {content[:200]!r}", "Ask otherwise.")
    return status


def _unquoted(path: bytes) -> str:
    return unquote(path.decode("ascii", "replace"))  # as uvicorn does


async def _answer(scope: dict[str, Any], body: bytes) -> tuple[int, bytes]:
    told: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    status, content = 0, b""

    async def receive() -> dict[str, Any]:
        return told.pop() if told else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status, content
        status = message.get("status", status)
        content += message.get("body", b"")

    await Starlette(routes=ROUTES)(scope, receive, send)
    return status, content


_SCREENS = {
    "": ("clip", "a", "b", "c", "filter", "gate", "threshold", "maps", "rows", "run"),
    "browse": ("a", "b", "filter", "look", "page", "gate", "threshold"),
    "compare": ("a", "b", "view", "metric", "gate", "threshold", "show", "order", "run"),
    "figure": ("clip", "a", "b", "figure", "maps", "block", "head", "scale", "threshold"),
    "faith": ("a", "b", "by", "side", "part"),
    "studies": ("study", "metric"),
}


def _link(draw: Random, whole: bytes) -> bytes:
    screen = draw.choice([*_SCREENS])
    told = {
        key: _value(draw, key, 0.3).decode("utf-8", "replace")
        for key in _SCREENS[screen]
        if draw.random() < 0.7
    }
    return json.dumps([screen, told]).encode()


def follow(case: bytes) -> Any:
    """Open a screen by its address, as a browser that follows a link."""

    from streamlit.testing.v1 import AppTest

    _told()
    screen, told = json.loads(case)
    test = AppTest.from_function(_show, default_timeout=60, kwargs={"screen": screen or "clip"})
    for key, value in told.items():
        test.query_params[key] = unquote(value)
    test.run()
    assert not test.exception, test.exception[0].message + str(test.exception[0].stack_trace)[-200:]
    assert not links(test), links(test)
    if test.error:
        raise InputError("address", test.error[0].value, "Choose anew.")
    return screen


def _show(screen: str) -> None:
    from importlib import import_module

    import_module(f"leap_app.screens.{screen}").show()


def _asked(name: str, file: str, draws: tuple[Draw, ...], *questions: str) -> Surface:
    """A file of a run is broken while routes are asked about it."""

    def act() -> Any:
        return [_status(f"GET /api/{question}".encode()) for question in questions]

    return of_file(name, file, act, *draws, *BYTES, weight=0.3, threads=True)


def _status(case: bytes) -> str:
    try:
        return str(ask(case))
    except InputError as error:
        return str(error)


_JSON = (json_,) * 6
_RUN = f"data/runs/{RUNS[0]}"
_OF = f"run={RUNS[0]}&clip={names('test')[3]}"
_CURVE = f"deletion?{_OF}&map=A&modality=audio&class=1&block=1&head=mean"
_WHAT_IF = f"what-if?{_OF}&silence=1.2"
_RECORD = f"record?clip={FILMED}&a={RUNS[0]}&b={RUNS[1]}"
SURFACES: list[Surface] = [
    Surface("routes: questions", ask, (_get,), weight=4, threads=True),
    Surface("routes: media and pages", ask, (_media, _media, _page), weight=2, threads=True),
    Surface("routes: what is sent", ask, (_post,), weight=2, threads=True),
    Surface("screens: addresses", follow, (_link,), weight=0.4, threads=True),
    _asked("routes: run.json", f"{_RUN}/run.json", _JSON, _RECORD, _WHAT_IF, _CURVE, f"found?a={RUNS[0]}"),
    _asked("routes: config.json", f"{_RUN}/checkpoint/config.json", _JSON, _WHAT_IF, _CURVE),
    _asked("routes: training", f"{_RUN}/training/config.json", _JSON, _WHAT_IF, _RECORD),
    _asked(
        "routes: notes",
        "notes.sqlite",
        (sqlite,) * 6,
        _RECORD,
        "notes.json",
        "found?filter=%7B%22starred%22:true%7D",
    ),
    _asked("routes: dataset.json", "data/dataset.json", _JSON, _RECORD, _WHAT_IF, "find?text=Dog"),
]
