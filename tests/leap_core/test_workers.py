"""Processes that work for another do not outlive it."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from leap_core.workers import ahead

WORK = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from leap_core.workers import begin
if __name__ == "__main__":
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 60)
        time.sleep(60)
"""


def test_a_worker_ends_with_a_parent_that_was_killed(tmp_path):
    (tmp_path / "work.py").write_text(WORK)
    with subprocess.Popen(
        [sys.executable, tmp_path / "work.py"], stdout=subprocess.PIPE, text=True
    ) as parent:
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)  # it is there
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while time.monotonic() < until and alive(worker):
        time.sleep(0.05)
    assert not alive(worker)


def alive(process: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked after does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_next_is_made_while_one_is_at_work():
    made, threads = [], set()

    def make(item):
        threads.add(threading.get_ident())
        made.append(item)
        return item * 10

    for n, (item, result) in enumerate(ahead(make, range(4))):
        assert (item, result) == (n, n * 10)
        until = time.monotonic() + 5
        while len(made) < min(n + 2, 4) and time.monotonic() < until:
            time.sleep(0.001)
        assert made == list(range(min(n + 2, 4)))  # one ahead, and not more
    assert threads and threading.get_ident() not in threads
    assert list(ahead(make, [])) == []


def test_what_fails_ahead_is_raised_in_its_place():
    found = ahead(lambda item: 6 // item, [3, 0, 2])
    assert next(found) == (3, 2)
    with pytest.raises(ZeroDivisionError):
        next(found)
