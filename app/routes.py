"""Our own routes beside Streamlit's: what the clip screen fetches by itself.

/api/clips/{filename}     video of a clip, with byte ranges, only of clips that the data set names
/api/timeline/{module}    JavaScript modules of the timeline component
/api/notes.json           all notes and stars, as a download
/api/plotly.min.js        Plotly as the installed package ships it
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app import loaders, state
from app.notes import Notes
from leap_core.errors import InputError

_TIMELINE = Path(__file__).parent / "components" / "timeline"
MODULES = {path.relative_to(_TIMELINE).as_posix(): path for path in _TIMELINE.rglob("*.js")}
PLOTLY = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"


def clip(request: Request) -> FileResponse:
    """A clip's video; 404 unless the data set names the clip and has its video."""
    try:
        path = loaders.video(request.path_params["filename"])
    except InputError as error:
        raise HTTPException(404, error.expected) from error
    if path is None:
        raise HTTPException(404, "this clip has no video")
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "private, max-age=3600"})


def notes(request: Request) -> Response:
    """Every note and star of the user's, of all data sets; 500 with the reason where they cannot be read."""
    headers = {
        "Content-Disposition": 'attachment; filename="leap-lens-notes.json"',
        "Cache-Control": "no-store",
    }
    try:
        text = json.dumps(Notes(state.notes_path()).export(), indent=1, ensure_ascii=False)
    except InputError as error:
        raise HTTPException(500, str(error)) from error
    return Response(text, media_type="application/json", headers=headers)


def module(request: Request) -> FileResponse:
    """A JavaScript module of the timeline component."""
    path = MODULES.get(request.path_params["module"])
    if path is None:
        raise HTTPException(404, "no such module")
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def plotly(request: Request) -> FileResponse:
    """Plotly.js, to be kept by browsers for a day."""
    return FileResponse(PLOTLY, headers={"Cache-Control": "public, max-age=86400"})


ROUTES = [
    Route("/api/clips/{filename}", clip),
    Route("/api/notes.json", notes),
    Route("/api/plotly.min.js", plotly),
    Route("/api/timeline/{module:path}", module),
]
