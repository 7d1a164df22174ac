"""However it is started, from any folder: it listens at 127.0.0.1 and calls nobody."""

import http.client
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.served import running
from tests.browser.fronts import HANDSHAKE
from tests.demo_fixture import CLIPS

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WATCH = """
import json, os, sys
def note(event, arguments):
    if event in ("socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo"):
        told = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        if isinstance(told, (str, tuple)):  # bytes are of sockets without an address
            line = json.dumps([event, told if isinstance(told, str) else told[0]]) + "\\n"
            os.write(log, line.encode())
log = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
sys.addaudithook(note)
"""
WAYS = {
    "leap app": [BIN / "leap", "app"],
    "python -m app": [sys.executable, "-m", "app"],
    "streamlit run": [BIN / "streamlit", "run", ROOT / "app" / "server.py"],
}


def handshake(address: str, origin: str) -> int:
    """The status that a WebSocket from a page of `origin` gets."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", "/_stcore/stream", headers={**HANDSHAKE, "Origin": origin})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("way", WAYS)
def test_it_listens_here_and_calls_nobody(way, demo_root, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = tmp_path / "watched"
    folder = ROOT if way == "python -m app" else tmp_path  # which is run where it is
    own = {**os.environ, "HOME": str(tmp_path), "WATCHED": str(log), "PYTHONPATH": str(tmp_path)}
    own |= {"LEAP_DATA": str(demo_root), "LEAP_NOTES": str(tmp_path / "notes"), "LEAP_CACHE": str(tmp_path)}
    ports = (
        {"port": "--server.port", "no_browser": "--server.headless=true"} if way == "streamlit run" else {}
    )
    with running([*WAYS[way]], cwd=folder, env=own, **ports) as server:
        assert handshake(server.address, server.address) == 101
        for elsewhere in ("http://127.0.0.1:9", "http://localhost:3000", "https://evil.example", "null"):
            assert handshake(server.address, elsewhere) == 403
        connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
        for path in ("/", "/browse", f"/api/record?clip={CLIPS[0]}", f"/api/clips/{CLIPS[0]}/frames"):
            connection.request("GET", path, headers={"Referer": "https://evil.example/"})
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read()
        connection.close()
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert ["socket.bind", "127.0.0.1"] in events
    assert {where for _, where in events} <= {"127.0.0.1", "localhost"}
