"""Our own routes beside Streamlit's: what the clip screen fetches by itself.

/api/clips/{filename}     video of a clip or its sound, with byte ranges; only of clips that the data set has
      .../frames          its frames side by side, a JPEG
      .../still           one frame, a small JPEG
      .../sound           its waveform and spectrogram, on a scale ?frequency, mel or linear, JSON
/api/components/{module}  JavaScript modules of the components
/api/record               what the clip screen draws of a clip, JSON
/api/find                 clips by name or class, JSON
/api/found                names of all clips that a filter finds, JSON
/api/export.{form}        the clips that a filter finds, or some by name, as CSV, JSON or Parquet
/api/seen                 takes what the clip screen shows, for the other screens of the session
/api/what-if              a clip's probabilities with some seconds taken away, JSON
/api/deletion             the deletion curve of a class, JSON
/api/notes.json           all notes, tags and stars, as a download
/api/plotly.min.js        Plotly as the installed package ships it
/browse, /compare ..      the page of a screen that is opened directly
"""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import streamlit
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from leap_app import exports, live, loaders, media, records, state
from leap_app.components import MODULES, STAMP
from leap_app.notes import Notes
from leap_app.remarks import to_text
from leap_core.browse import FORMS, Rule, parse_rule
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.options import NOTHING, REMOVAL
from leap_core.runs.store import Store

_TYPES = {".mp4": "video/mp4", ".wav": "audio/wav"}
_LONGEST, _LONGEST_LIST = 100_000, 4_000_000  # bytes sent to a route, and to one that takes many names
_HOUR = {"Cache-Control": "private, max-age=3600"}
PLOTLY = Path(str(distribution("plotly").locate_file("plotly/package_data/plotly.min.js")))


def clip(request: Request) -> FileResponse:
    """A clip's video or sound."""
    _, path = _media(request)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_HOUR)


def frames(request: Request) -> Response:
    """The frames of a clip."""
    data, path = _media(request)
    with _missing():
        strip = media.frames(path, data.segments, data.segment_seconds)
    return Response(strip, media_type="image/jpeg", headers=_HOUR)


def still(request: Request) -> Response:
    """The frame at the middle of a clip."""
    data, path = _media(request)
    with _missing():
        picture = media.still(path, data.segments * data.segment_seconds)
    return Response(picture, media_type="image/jpeg", headers=_HOUR)


def sound(request: Request) -> Response:
    """Waveform and spectrogram of a clip."""
    data, path = _media(request)
    frequency = request.query_params.get("frequency", "mel")
    if frequency not in media.FREQUENCIES:
        raise HTTPException(400, f"expected frequency to be {' or '.join(media.FREQUENCIES)}")
    with _missing():
        return JSONResponse(
            media.audible(path, data.segments * data.segment_seconds, frequency), headers=_HOUR
        )


def record(request: Request) -> Response:
    """?clip&a&b&filter: the record of a clip with runs 1 and 2, in the list that a filter picks.

    &c to &f: further runs.

    What is wrong with a run is said in the record, and the rest is there.
    """

    def answer() -> dict[str, Any]:
        data, stores = _runs(request.query_params, state.SLOTS)
        clips = records.clip_list(data, stores, _rule(request.query_params))
        filename = request.query_params[state.CLIP]
        found, wrong = records.clip_record(data, stores, clips, filename)
        return {**found, "problems": [str(error) for error in wrong], "asked": filename}

    return _answer(answer)


def find(request: Request) -> Response:
    """?text&a: the first clips of the split whose name or one of whose classes holds the text."""

    def answer() -> dict[str, Any]:
        data, _ = _runs(request.query_params)
        return {"clips": records.find(data, request.query_params["text"])}

    return _answer(answer)


def found(request: Request) -> Response:
    """?a&b&filter: the names of all clips that a filter finds; 400 where they are too many to select."""

    def answer() -> dict[str, Any]:
        data, stores = _runs(request.query_params)
        names = records.clip_list(data, stores, _rule(request.query_params)).names
        if len(names) > state.MOST_SELECTED:
            expected = f"expected at most {state.MOST_SELECTED:,} clips, found {len(names):,}"
            raise InputError("selected clips", expected, "Narrow the filter.")
        return {"names": list(names)}

    return _answer(answer)


async def export(request: Request) -> Response:
    """?a&b&filter; takes names of clips, or null for all that the filter finds; 400 with the reason."""
    form, asked = request.path_params["form"], request.query_params
    if form not in FORMS:
        raise HTTPException(404, f"a list is {', '.join(FORMS)}")
    try:
        told = json.loads((await _body(request, _LONGEST_LIST)).decode())
        names = None if told is None else [*map(str, told)]
    except (ValueError, TypeError, RecursionError):
        return Response(status_code=400)

    def answer() -> Response:
        data, stores = _runs(asked)
        path = exports.export(data, stores, _rule(asked), names, form)
        return FileResponse(path, filename=f"leap-lens-clips.{form}", background=BackgroundTask(path.unlink))

    return await run_in_threadpool(_guarded, answer)


async def seen(request: Request) -> Response:
    """Takes {"token": .., "choices": {..}}; 404 where no session has the token, 400 on anything else."""
    try:
        told = json.loads((await _body(request)).decode())
        token, choices = str(told["token"]), {str(k): str(v) for k, v in told["choices"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Response(status_code=400)
    return Response(status_code=204 if state.see(token, choices) else 404)


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
        return live.what_if(asked["run"], asked["clip"], *taken, _removal(asked))

    return _answer(answer)


def deletion(request: Request) -> Response:
    """?run&clip&map&modality&class&block&head: map by key, class by index, the others from 1 or `mean`.

    &removal and &nothing as of a what-if.
    """
    asked = request.query_params
    names = ("run", "clip", "map", "modality", "class", "block", "head")

    def curve() -> dict[str, Any]:
        run, clip, key, modality, category, block, head = (asked[name] for name in names)
        return live.deletion(run, clip, key, modality, int(category), block, head, _removal(asked))

    return _answer(curve)


def notes(request: Request) -> Response:
    """All that the user says, of every data set; 500 with the reason where it cannot be read."""
    headers = {
        "Content-Disposition": 'attachment; filename="leap-lens-notes.json"',
        "Cache-Control": "no-store",
    }
    try:
        text = to_text(Notes(state.notes_path()).export(), "json")
    except InputError as error:
        raise HTTPException(500, str(error)) from error
    return Response(text, media_type="application/json", headers=headers)


def module(request: Request) -> FileResponse:
    """A JavaScript module of a component; under the stamp of today's modules one to be kept."""
    stamp, _, rest = request.path_params["module"].partition("/")
    path = MODULES.get(rest if stamp == STAMP else request.path_params["module"])
    if path is None:
        raise HTTPException(404, "no such module")
    kept = "private, max-age=31536000, immutable" if stamp == STAMP else "no-cache"
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": kept})


def plotly(request: Request) -> FileResponse:
    """Plotly.js, to be kept by browsers for a day."""
    return FileResponse(PLOTLY, headers={"Cache-Control": "public, max-age=86400"})


def page(request: Request) -> HTMLResponse:
    """Streamlit's page, told where its server is.

    By itself it looks for it below the screen's own address first, where there is none, and waits.
    """
    return HTMLResponse(_page(), headers={"Cache-Control": "no-cache"})


@functools.cache
def _page() -> str:
    told = "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin }</script>"
    text = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return text.replace("<head>", f"<head>{told}", 1)


def _media(request: Request) -> tuple[Dataset, Path]:
    """The split and the file of the clip asked for; 404 unless the data set names it and has the file."""
    filename = request.path_params["filename"]
    with _missing():
        data = loaders.dataset_of(filename)
        path = data.media(filename)
    if path is None:
        raise HTTPException(404, "this clip has neither video nor sound")
    return data, path


def _runs(
    asked: Mapping[str, str], slots: Mapping[str, str] = state.PAIR
) -> tuple[Dataset, dict[str, Store]]:
    """The split of the first run asked for, or the test split without one, and the runs by slot."""
    names = {slot: asked[key] for key, slot in slots.items() if key in asked}
    stores = {slot: loaders.run(state.runs_root(), name) for slot, name in names.items()}
    return loaders.data_of(stores), stores


async def _body(request: Request, most: int = _LONGEST) -> bytes:
    """What is sent, where it is not too long; else ValueError."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ValueError
    return body


def _removal(asked: Mapping[str, str]) -> live.Removal:
    """How segments are taken away; either choice may be left out."""
    return live.Removal(asked.get("removal", REMOVAL), asked.get("nothing", NOTHING))


def _rule(asked: Mapping[str, str]) -> Rule:
    return parse_rule(asked.get(state.FILTER) or "{}")


def _answer(ask: Callable[[], dict[str, Any]]) -> Response:
    """What `ask` gives, as JSON; see `_guarded`."""
    return _guarded(lambda: JSONResponse(ask(), headers={"Cache-Control": "no-store"}))


def _guarded(ask: Callable[[], Response]) -> Response:
    """What `ask` gives; 400 and one sentence where the question or what it needs is unsound."""
    try:
        return ask()
    except InputError as error:
        return JSONResponse({"error": str(error)}, 400)
    except (KeyError, ValueError):  # a name that is left out, or no number
        return JSONResponse({"error": "The question is not one that this server takes."}, 400)


@contextlib.contextmanager
def _missing() -> Iterator[None]:
    """404 where something asked for is not there."""
    try:
        yield
    except InputError as error:
        raise HTTPException(404, error.expected) from error


ROUTES = [
    Route("/api/clips/{filename}", clip),
    Route("/api/clips/{filename}/frames", frames),
    Route("/api/clips/{filename}/still", still),
    Route("/api/clips/{filename}/sound", sound),
    Route("/api/record", record),
    Route("/api/find", find),
    Route("/api/found", found),
    Route("/api/export.{form}", export, methods=["POST"]),
    Route("/api/seen", seen, methods=["POST"]),
    Route("/api/what-if", what_if),
    Route("/api/deletion", deletion),
    Route("/api/notes.json", notes),
    Route("/api/plotly.min.js", plotly),
    Route("/api/components/{module:path}", module),
    *(Route(f"/{screen}", page) for screen in state.Screen if screen != state.Screen.CLIP),
]
