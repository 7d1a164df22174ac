"""Video, pictures and sound of a clip; only of clips that the data set has."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from leap_app import loaders, media
from leap_app.routes.asked import or_missing
from leap_core.data.dataset import Dataset

_HOUR = {"Cache-Control": "private, max-age=3600"}


def clip(request: Request) -> FileResponse:
    """A clip's video or sound."""
    _, path, _ = _media(request)
    return FileResponse(path, media_type=media.TYPES[path.suffix], headers=_HOUR)


def frames(request: Request) -> Response:
    """The frames of a clip."""
    data, path, filename = _media(request)
    with or_missing():
        strip = media.frames(path, data.segments_of(filename), data.segment_seconds)
    return Response(strip, media_type="image/jpeg", headers=_HOUR)


def still(request: Request) -> Response:
    """The frame at the middle of a clip."""
    data, path, filename = _media(request)
    with or_missing():
        picture = media.still(path, data.seconds_of(filename))
    return Response(picture, media_type="image/jpeg", headers=_HOUR)


def sound(request: Request) -> Response:
    """Waveform and spectrogram of a clip."""
    data, path, filename = _media(request)
    frequency = request.query_params.get("frequency", "mel")
    if frequency not in media.FREQUENCIES:
        raise HTTPException(400, f"expected frequency to be {' or '.join(media.FREQUENCIES)}")
    with or_missing():
        return JSONResponse(media.audible(path, data.seconds_of(filename), frequency), headers=_HOUR)


def _media(request: Request) -> tuple[Dataset, Path, str]:
    """Split, file and name of the clip asked for; 404 unless the data set names it and has the file."""
    filename = request.path_params["filename"]
    with or_missing():
        data = loaders.dataset_of(filename)
        path = data.media(filename)
    if path is None:
        raise HTTPException(404, media.lack(data, filename))
    return data, path, filename


ROUTES = [
    Route("/api/clips/{filename}", clip),
    Route("/api/clips/{filename}/frames", frames),
    Route("/api/clips/{filename}/still", still),
    Route("/api/clips/{filename}/sound", sound),
]
