"""Jobs on this machine: a few processes, each with its share of the cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from leap_core.errors import InputError
from leap_core.studies.jobs import Job, carry_out
from leap_core.workers import begin

_EVERY = 0.5  # seconds between looks at the progress
_shares: Any = None  # of a worker: how far each job is, in thousandths


def run_jobs(
    jobs: Sequence[Job],
    workers: int,
    on_step: Callable[[float, int], None] = lambda done, total: None,
) -> None:
    """Carry out all jobs, `workers` at a time.

    `on_step` hears the jobs done, parts of one counted, and the jobs in all.  A job that
    fails ends the rest, and its error is raised; what was done stays, and the same call goes on from there.
    """
    context = multiprocessing.get_context("spawn")
    shares = context.Array("i", len(jobs))
    threads = max(1, (os.cpu_count() or 1) // workers)
    pool = ProcessPoolExecutor(workers, context, _begin, (shares, threads))
    try:
        left = {pool.submit(_work, number, job) for number, job in enumerate(jobs)}
        while left:
            done, left = wait(left, timeout=_EVERY, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            on_step(sum(shares[:]) / 1000, len(jobs))
    except BrokenProcessPool as error:
        expected = "a process was ended from outside, for lack of memory most likely"
        raise InputError("leap study", expected, "Try fewer --workers; what is done stays.") from error
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():  # a run on disk is whole after every epoch
            process.terminate()
        raise
    pool.shutdown()


def _begin(shares, threads: int) -> None:
    """Set up a worker."""
    import torch

    global _shares
    _shares = shares
    begin()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what is half-written is removed
    torch.set_num_threads(threads)


def _work(number: int, job: Job) -> None:
    def report(done: int, total: int) -> None:
        _shares[number] = 1000 * done // total

    try:
        carry_out(job, report)
    except SystemExit:  # of the signal: the pool would keep it as a result, and go on with the next job
        os._exit(1)
    _shares[number] = 1000
