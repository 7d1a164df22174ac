"""Files that pages send: so many bytes a session, one after the other, none where visitors change nothing."""

import asyncio
from types import SimpleNamespace

import pytest

from leap_app import folders
from leap_app.door import Uploads, uploads

MOST = 10


@pytest.fixture
def files(monkeypatch):
    """The sizes of the files of session s, of which MOST bytes may be kept."""
    files = {}
    manager = SimpleNamespace(file_storage={"s": files})
    running = SimpleNamespace(get_instance=lambda: SimpleNamespace(uploaded_file_mgr=manager))
    monkeypatch.setattr(uploads, "runtime", running)
    monkeypatch.setattr(uploads, "MOST", MOST)
    return files


def keep(files, name, size):
    files[name] = SimpleNamespace(data=bytes(size))


def statuses(*asked, answer=204) -> list[int]:
    """What is answered to methods and paths that are asked at once."""
    got = []

    async def app(scope, receive, send):
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": answer, "headers": []})

    async def ask_all():
        door = Uploads(app)
        await asyncio.gather(*(one(door, *each) for each in asked))

    async def one(door, method, path):
        async def send(message):
            got.extend([message["status"]] if "status" in message else [])

        await door({"type": "http", "method": method, "path": path, "headers": []}, None, send)

    asyncio.run(ask_all())
    return sorted(got)


PUT = "PUT", "/lens/_stcore/upload_file/s/1"


def test_a_session_keeps_so_many_bytes(files):
    keep(files, "1", MOST - 1)
    assert statuses(PUT) == [204]
    keep(files, "2", 1)
    assert statuses(PUT) == [429]
    assert statuses(("PUT", "/_stcore/upload_file/other/1")) == [204]
    assert statuses(("DELETE", PUT[1])) == [204]  # which makes room
    assert statuses(("GET", "/")) == [204]


def test_it_sends_one_after_the_other(files):
    assert statuses(PUT, PUT, ("PUT", "/_stcore/upload_file/other/1")) == [204, 204, 429]
    assert statuses(PUT) == [204]


def test_a_read_only_server_takes_none(files, monkeypatch):
    monkeypatch.setenv(folders.READ_ONLY, "1")
    assert statuses(PUT) == [403] and statuses(("GET", "/")) == [204]
