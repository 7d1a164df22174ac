"""A server that may open no further connection says so, in one line now and then."""

from __future__ import annotations

import asyncio
import errno
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

_EVERY = 60.0  # seconds


def handler() -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """For the errors of an event loop, which has one for each try to take a connection, hundreds a second."""
    said = -_EVERY

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        error = context.get("exception")
        if isinstance(error, ValueError) and "_start_serving" in context["message"]:
            return  # a try that was put off, of a server that has closed meanwhile: thousands, as it stops
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
        elif time.monotonic() >= said + _EVERY:
            said, (most, _) = time.monotonic(), resource.getrlimit(resource.RLIMIT_NOFILE)
            limit = f"the system lets it open {most:,} files and connections"
            print(
                f"leap: the server is full: {limit}. Close some pages, or raise `ulimit -n`.", file=sys.stderr
            )

    return handle
