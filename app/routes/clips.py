"""What is known and said of clips: records, lists, and what a session has seen."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leap_app import folders, loaders, records, session, state
from leap_app.notes import Notes
from leap_app.remarks import to_text
from leap_app.routes.asked import answered, guarded, json_of, rule_of, runs_of
from leap_app.screens.said import keep
from leap_app.seen import see
from leap_core.errors import InputError

_UNSOUND = (InputError, ValueError, KeyError, TypeError, AttributeError)  # what is told


def record(request: Request) -> Response:
    """?clip&a&b&filter: the record of a clip with runs 1 and 2, in the list that a filter picks.

    &c to &f: further runs.

    What is wrong with a run is said in the record, and the rest is there.
    """

    def answer() -> dict[str, Any]:
        data, stores = runs_of(request.query_params, state.SLOTS)
        clips = records.clip_list(data, stores, rule_of(request.query_params))
        filename = request.query_params[state.CLIP]
        found, wrong = records.clip_record(data, stores, clips, filename)
        return {**found, "problems": [str(error) for error in wrong], "asked": filename}

    return answered(answer)


def find(request: Request) -> Response:
    """?text&a: the first clips of the split whose name or one of whose classes holds the text."""

    def answer() -> dict[str, Any]:
        data, _ = runs_of(request.query_params)
        return {"clips": records.find(data, request.query_params["text"])}

    return answered(answer)


def found(request: Request) -> Response:
    """?a&b&filter: the names of all clips that a filter finds; 400 where they are too many to select."""

    def answer() -> dict[str, Any]:
        data, stores = runs_of(request.query_params)
        names = records.clip_list(data, stores, rule_of(request.query_params)).names
        if len(names) > session.MOST_SELECTED:
            expected = f"expected at most {session.MOST_SELECTED:,} clips, found {len(names):,}"
            raise InputError("selected clips", expected, "Narrow the filter.")
        return {"names": list(names)}

    return answered(answer)


async def seen(request: Request) -> Response:
    """Takes {"token": .., "choices": {..}}; 404 where no session has the token, 400 on anything else."""
    try:
        told = await json_of(request)
        token, choices = str(told["token"]), {str(k): str(v) for k, v in told["choices"].items()}
    except _UNSOUND:
        return Response(status_code=400)
    return Response(status_code=204 if see(token, choices, state.TOLD) else 404)


async def said(request: Request) -> Response:
    """Takes a list of `Saying`, a record of shared/records.d.ts; 400 from the first on that is unsound."""

    def take(sayings: list[dict[str, Any]], author: str) -> None:
        for saying in sayings:
            clip, *_ = map(str, saying["clips"])
            keep(loaders.dataset_of(clip), saying, author)

    try:
        await run_in_threadpool(take, await json_of(request), session.visitor(request.headers))
    except _UNSOUND:
        return Response(status_code=400)
    return Response(status_code=204)


def notes(request: Request) -> Response:
    """All that the user says, of every data set."""
    headers = {
        "Content-Disposition": 'attachment; filename="leap-lens-notes.json"',
        "Cache-Control": "no-store",
    }

    def answer() -> Response:
        text = to_text(Notes(folders.notes_path()).export(), "json")
        return Response(text, media_type="application/json", headers=headers)

    return guarded(answer)


ROUTES = [
    Route("/api/record", record),
    Route("/api/find", find),
    Route("/api/found", found),
    Route("/api/seen", seen, methods=["POST"]),
    Route("/api/said", said, methods=["POST"]),
    Route("/api/notes.json", notes),
]
