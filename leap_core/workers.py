"""Processes that work for another and end with it, and a thread that works beside its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_processes(
    make: Callable[[Item], None],
    jobs: Sequence[Item],
    workers: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """`make` every job in processes of its own; the first error, and an interruption, ends the rest.

    `progress` hears the jobs done and the jobs in all.
    """
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), begin) as pool:
        futures = [pool.submit(make, job) for job in jobs]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                progress(done, len(jobs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def begin() -> None:
    """Set up a worker: an interruption is for its parent to handle, whose end, a kill too, is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent) -> None:
    parent.join()
    os._exit(1)  # what is half-written the next run removes


def ahead(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[tuple[Item, Made]]:
    """Each item and what `make` gives of it, which a thread makes while the next item is found or used.

    Raises what `make` raises, in its place.
    """
    with ThreadPoolExecutor(1) as pool:
        before: tuple[Item, Future[Made]] | None = None
        for item in items:
            now = item, pool.submit(make, item)
            if before is not None:
                yield before[0], before[1].result()
            before = now
        if before is not None:
            yield before[0], before[1].result()
