"""The pages that the door itself shows, and its refusals."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="referrer" content="same-origin"><!-- else browsers do not say whose form is sent -->
<title>LEAP Lens</title><style>
:root {{ color-scheme: light dark; font: 15px/1.5 "Source Sans", system-ui, sans-serif }}
body {{ max-width: 22rem; margin: 18vh auto; padding: 0 1rem }}
h1 {{ font-size: 1.4rem; margin: 0 }}
label {{ display: block; margin-top: .9rem }}
input, button {{ display: block; box-sizing: border-box; width: 100%; padding: .45rem .6rem; font: inherit }}
input, button {{ border: 1px solid #8d8f94; border-radius: 5px }}
button {{ margin-top: 1.2rem; border: 0; background: #3451b2; color: #fff; cursor: pointer }}
.said {{ color: light-dark(#a3123a, #ff9db4) }}
</style></head><body><main><h1>LEAP Lens</h1>{body}</main></body></html>
"""
_NOT_KEPT = {"Cache-Control": "no-store"}


def page(body: str, status: int) -> Response:
    """A page of the door; `body` is HTML."""
    return HTMLResponse(_PAGE.format(body=body), status, headers=_NOT_KEPT)


def refused(request: Request, status: int, why: str) -> Response:
    """A refusal: a page to whoever looks at pages, else JSON as our routes answer."""
    if "text/html" in request.headers.get("accept", ""):
        return page(f'<p class="said">{escape(why)}</p>', status)
    return JSONResponse({"error": why}, status, headers=_NOT_KEPT)
