"""Memory goes back to the machine while the server runs."""

import asyncio
import ctypes
import subprocess
import sys
from types import SimpleNamespace

from leap_app import memory


def kept(monkeypatch, library) -> bool:
    """Whether it still runs after a moment."""
    monkeypatch.setattr(memory, "_EVERY", 0.01)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)

    async def moment() -> bool:
        _, running = await asyncio.wait([asyncio.create_task(memory.keep_small())], timeout=1)
        return bool(running)  # asyncio.run ends it

    return asyncio.run(moment())


def test_it_is_given_back_again_and_again(monkeypatch):
    asked = []
    library = SimpleNamespace(mallopt=lambda *a: asked.append(a), malloc_trim=lambda keep: asked.append(keep))
    assert kept(monkeypatch, library)
    assert asked[:2] == [(-8, 2), (-3, 131072)]  # M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h
    assert asked[2:4] == [0, 0]


def test_without_glibc_nothing_is_done(monkeypatch):
    assert not kept(monkeypatch, SimpleNamespace())


def test_pyarrow_takes_it_from_where_it_is_given_back():
    """Its own allocator keeps what each thread once needed."""
    ask = "import leap_app.server, pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "system"
