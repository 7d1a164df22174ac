"""The media of a visitor's own video, and questions to models about it: the same routes below its token."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leap_app.own import entered
from leap_app.routes import media, models
from leap_app.routes.asked import or_missing


def _of_own(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        with or_missing(), entered(request.path_params["own"]):
            return endpoint(request)

    return answer


ROUTES = [
    Route(route.path.replace("/api/", "/api/own/{own}/"), _of_own(route.endpoint))
    for route in (*media.ROUTES, *models.ROUTES)
]
