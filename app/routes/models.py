"""What a model says once seconds of a clip are taken away; 503 where too many ask at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leap_app import live
from leap_app.routes.asked import answered
from leap_app.routes.turns import Turns
from leap_core.data.nothing import Removal
from leap_core.options import NOTHING, REMOVAL

TURNS = Turns(at_once=2, waiting=6, patience=10.0)


def what_if(request: Request) -> Response:
    """?run&clip&silence=3.4&blank=0: segments whose sound, and whose picture, is taken away.

    &removal and &nothing may be left out: from where they are taken, and what is in their place.  Asked with
    nothing taken away, it loads what later questions need.
    """
    asked = request.query_params

    def segments(key: str) -> list[int]:
        return [int(t) for t in asked.get(key, "").split(".") if t]

    def answer() -> dict[str, Any]:
        taken = segments("silence"), segments("blank")
        return live.what_if(*live.run_of(asked["run"]), asked["clip"], *taken, _removal(asked))

    return TURNS.answer(lambda: answered(answer))


def deletion(request: Request) -> Response:
    """?run&clip&map&modality&class&block&head: map by key, class by index, the others from 1 or `mean`.

    &removal and &nothing as of a what-if.
    """
    asked = request.query_params
    names = ("run", "clip", "map", "modality", "class", "block", "head")

    def curve() -> dict[str, Any]:
        run, clip, key, modality, text, block, head = (asked[name] for name in names)
        which, removal = (clip, key, modality, [category := int(text)], block, head), _removal(asked)
        return live.deletions(*live.run_of(run), *which, removal)[category]

    return TURNS.answer(lambda: answered(curve))


def _removal(asked: Mapping[str, str]) -> Removal:
    """How segments are taken away; either choice may be left out."""
    return Removal(asked.get("removal", REMOVAL), asked.get("nothing", NOTHING))


ROUTES = [
    Route("/api/what-if", what_if),
    Route("/api/deletion", deletion),
]
