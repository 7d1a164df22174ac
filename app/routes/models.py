"""What a model says once seconds of a clip are taken away, or words asked; 503 where too many ask at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leap_app import live, words
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

    The map may also be P, F for the Shapley values, or loo for what is lost without one second.

    &removal and &nothing as of a what-if.
    """
    asked = request.query_params
    names = ("run", "clip", "map", "modality", "class", "block", "head")

    def curve() -> dict[str, Any]:
        run, clip, key, modality, category, block, head = (asked[name] for name in names)
        asking = live.Asking(key, modality, int(category), block, head)
        return live.deletion(*live.run_of(run), clip, asking, _removal(asked))

    return TURNS.answer(lambda: answered(curve))


def shapley(request: Request) -> Response:
    """?run&clip: the Shapley values of its seconds; &removal and &nothing as of a what-if."""
    asked = request.query_params

    def answer() -> dict[str, Any]:
        return live.shapley(*live.run_of(asked["run"]), asked["clip"], _removal(asked))

    return TURNS.answer(lambda: answered(answer))


def with_words(request: Request) -> Response:
    """?run&clip&first&class&block&head: a word in place of a class, beside a class by index or the nearest.

    &second and &share, from 0 to 1, lead to another word; &less=1 takes the class's direction away.
    """
    asked = request.query_params
    names = ("run", "clip", "class", "block", "head")

    def answer() -> dict[str, Any]:
        run, clip, category, block, head = (asked[name] for name in names)
        share, less = float(asked.get("share", 0)), asked.get("less") == "1"
        query = words.Query(asked["first"].strip(), asked.get("second", "").strip(), share, less)
        return words.ask(run, clip, query, int(category) if category else None, block, head)

    return TURNS.answer(lambda: answered(answer))


def _removal(asked: Mapping[str, str]) -> Removal:
    """How segments are taken away; either choice may be left out."""
    return Removal(asked.get("removal", REMOVAL), asked.get("nothing", NOTHING))


ROUTES = [
    Route("/api/what-if", what_if),
    Route("/api/deletion", deletion),
    Route("/api/shapley", shapley),
    Route("/api/words", with_words),
]
