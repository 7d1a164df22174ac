"""The server answers to its own names alone."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.demo_fixture import CLIPS


@pytest.mark.parametrize("path", ["/", f"/api/clips/{CLIPS[0]}", "/api/notes.json", "/_stcore/health"])
@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1", 200), ("localhost:8501", 200), ("rebound.example:8501", 400)]
)
def test_hosts(address, path, host, status):
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path, headers={"Host": host})
    assert connection.getresponse().status == status
    connection.close()
