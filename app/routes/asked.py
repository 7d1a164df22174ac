"""What routes are asked, and how they refuse."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from leap_app import folders, loaders, state
from leap_core.browse import Rule, parse_rule
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.runs.store import Store

_LONGEST = 100_000  # bytes sent to a route


def runs_of(
    asked: Mapping[str, str], slots: Mapping[str, str] = state.PAIR
) -> tuple[Dataset, dict[str, Store]]:
    """The split of the first run asked for, or the test split without one, and the runs by slot."""
    names = {slot: asked[key] for key, slot in slots.items() if key in asked}
    stores = {slot: loaders.run(folders.runs_root(), name) for slot, name in names.items()}
    return loaders.data_of(stores), stores


def rule_of(asked: Mapping[str, str]) -> Rule:
    """The filter asked for; the one without a condition unless told."""
    return parse_rule(asked.get(state.FILTER) or "{}")


async def body_of(request: Request, most: int = _LONGEST) -> bytes:
    """What is sent, where it is not too long; else ValueError."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ValueError
    return body


async def json_of(request: Request) -> Any:
    """The JSON that is sent; ValueError where it is none, too long, or nested too deep."""
    try:
        return json.loads(await body_of(request))
    except RecursionError as error:
        raise ValueError from error


def answered(ask: Callable[[], dict[str, Any]]) -> Response:
    """What `ask` gives, as JSON; see `guarded`."""
    return guarded(lambda: JSONResponse(ask(), headers={"Cache-Control": "no-store"}))


def guarded(ask: Callable[[], Response]) -> Response:
    """What `ask` gives; 400 and one sentence where the question or what it needs is unsound."""
    try:
        return ask()
    except InputError as error:
        return JSONResponse({"error": str(error)}, 400)
    except (KeyError, ValueError):  # a name that is left out, or no number
        return JSONResponse({"error": "The question is not one that this server takes."}, 400)


@contextlib.contextmanager
def or_missing() -> Iterator[None]:
    """404 where something asked for is not there."""
    try:
        yield
    except InputError as error:
        raise HTTPException(404, error.expected) from error
