"""Work on many items: by this process, or by many on any machines through Ray Data (the extra `ray`).

Whoever works says how to begin, which loads a model or the like once a process, and gives what then turns
items into results.  What items lead to must lie where every machine sees it under the same path, and so must
what is written.

Alone, Ray takes this machine's processors; at an address, those of the cluster there.  Ray itself listens on
every interface, whatever one asks: a token that is made for each Ray of one's own keeps everyone else out.
A worker that is ended from outside is begun again and does its items anew, however often that happens: what
it writes must be whole or not there.
"""

from __future__ import annotations

import logging
import os
import pickle
import re
import secrets
import socket
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from leap_core.errors import InputError, reason

LOCAL = "local"  # an address: a Ray of one's own, on this machine
_ADDRESS = re.compile(r"local|auto|(ray://)?[\w.-]+:\d+|(ray://)?\[[\da-fA-F:]+\]:\d+")
_AT_ONCE = 4  # items that a worker is handed at most: while it is at one it can read the next
_PATIENCE = 5  # seconds for a cluster to answer
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anyone

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Iterable[Item]], Iterator[Result]]


class Spread(Protocol):
    """How work is spread."""

    def __call__(
        self, begin: Callable[[], Work[Item, Result]], items: Sequence[Item], gpu: bool = False
    ) -> Generator[Result, None, None]:
        """What comes of each item, in any order; each worker needs a `gpu` or a processor.

        Raises what the work raises.
        """
        ...


def here(
    begin: Callable[[], Work[Item, Result]], items: Sequence[Item], gpu: bool = False
) -> Generator[Result, None, None]:
    """By this process, in order."""
    yield from begin()(items)


@contextmanager
def spread_over(address: str | None) -> Iterator[Spread]:
    """What spreads work over the Ray at an address, or `here` where there is none.

    Raises InputError as `cluster` does.
    """
    if address is None:
        yield here
    else:
        with cluster(address):
            yield _over_ray


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Be connected to the Ray at an address: local, auto, or HOST:PORT.

    Raises InputError where Ray is not installed, or does not answer there.
    """
    if not is_address(address):
        expected = "expected an address of Ray: local, auto or HOST:PORT"
        raise InputError(f"--ray {address[:80]}", expected, "Name one, or none for this machine.")
    own = address == LOCAL
    if own and "ray" not in sys.modules:  # which reads it once
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
    except ImportError as error:
        remedy = "Install it: pip install 'leap-lens[ray]'."
        raise InputError("--ray", f"expected Ray to be installed ({error})", remedy) from error
    try:
        if ":" in address:  # Ray itself would try for minutes
            host, _, port = address.rpartition("/")[2].rpartition(":")
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
        ray.init(
            address,
            include_dashboard=False if own else None,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        expected = f"expected a Ray cluster ({reason(error)})"
        raise InputError(f"--ray {address}", expected, "Start one with `ray start --head`.") from error
    try:
        yield
    finally:
        ray.shutdown()


def is_address(word: str) -> bool:
    """Whether a word can be where a Ray is."""
    return bool(_ADDRESS.fullmatch(word))


def with_addresses(words: Sequence[str]) -> list[str]:
    """The words of a command line, `--ray` with its address: RAY_ADDRESS or this machine unless named."""
    found = list(words)
    for n, word in enumerate(found):
        if word == "--ray" and not (n + 1 < len(found) and is_address(found[n + 1])):
            found[n] = f"--ray={os.environ.get('RAY_ADDRESS') or LOCAL}"
    return found


def _over_ray(
    begin: Callable[[], Work[Item, Result]], items: Sequence[Item], gpu: bool = False
) -> Generator[Result, None, None]:
    """By as many actors as there are processors or GPUs, begun as work is there; items stream through."""
    import pyarrow as pa
    import ray
    import ray.data

    if not items:
        return
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    most = max(1, int(ray.cluster_resources().get("GPU" if gpu else "CPU", 1)))
    at_once = max(1, min(_AT_ONCE, len(items) // (2 * most)))
    rows = [{"item": pickle.dumps(item)} for item in items]
    blocks = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // at_once))

    class Worker:
        """An actor."""

        def __init__(self, begin: Callable[[], Work]) -> None:
            self.begin, self.work = begin, None

        def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
            found: list[Any] = []
            try:
                self.work = self.work or self.begin()
                found += ((True, x) for x in self.work(map(pickle.loads, table["item"].to_pylist())))
            except InputError as error:  # as it is: Ray would wrap it
                found.append((False, error))
            yield pa.table({"result": pa.array(map(pickle.dumps, found), pa.large_binary())})

    done = blocks.map_batches(
        Worker,
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most, max_tasks_in_flight_per_actor=2),
        fn_constructor_args=(begin,),
        num_cpus=0 if gpu else 1,
        num_gpus=1 if gpu else 0,
    )
    for row in done.iter_rows():
        good, result = pickle.loads(row["result"])
        if not good:
            raise result
        yield result
