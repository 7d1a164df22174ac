"""The clip screen run in process over the tiny demo set, or a broken copy of it."""

import http.client
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
import streamlit
import uvicorn
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from leap_app import folders, routes
from leap_core.browse import Rule
from tests.demo_fixture import make_demo

MAIN = Path(__file__).parents[2] / "app" / "main.py"


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """Streamlit leaves its script as `__main__`, which a process started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("app") / "demo")


@pytest.fixture
def demo(whole_demo, tmp_path, monkeypatch):
    """A copy of the demo set, free to break, that the app reads."""
    root = Path(shutil.copytree(whole_demo, tmp_path / "demo"))
    monkeypatch.setenv(folders.DATA, str(root))
    monkeypatch.setenv(folders.RUNS, str(root / "runs"))
    monkeypatch.setenv(folders.NOTES, str(tmp_path / "notes.sqlite"))
    monkeypatch.setenv(folders.CACHE, str(tmp_path / "cache"))
    return root


def opened(test: AppTest, query: dict[str, str]) -> AppTest:
    """Run a script with an address; fails on any uncaught exception."""
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


@pytest.fixture
def open_screen(demo):
    """Open the app's script."""
    return lambda **query: opened(AppTest.from_file(str(MAIN), default_timeout=20), query)


@pytest.fixture
def given(monkeypatch):
    """What the download buttons give, by file name, once a screen is drawn."""
    given = {}
    download = streamlit.download_button

    def note(label, data, file_name, *rest, **settings):
        given[file_name] = data
        return download(label, data, file_name, *rest, **settings)

    monkeypatch.setattr("streamlit.download_button", note)
    return given


def screen_script(screen):
    from importlib import import_module

    from leap_app import state

    state.follow(state.Screen(screen))
    import_module(f"leap_app.screens.{screen}").show()


def alone(screen: str, seconds: float = 20) -> AppTest:
    """A screen without what is around it, still to be run."""
    return AppTest.from_function(screen_script, default_timeout=seconds, kwargs={"screen": screen})


@pytest.fixture
def open_compare(demo):
    """Open the compare screen alone."""
    return lambda **query: opened(alone("compare"), query)


@pytest.fixture
def open_browse(demo):
    """Open the Browse screen alone, with a filter."""

    def run(rule: Rule | None = None, **query: str) -> AppTest:
        filtered = {"filter": rule.to_json()} if rule else {}
        return opened(alone("browse"), filtered | query)

    return run


@pytest.fixture
def get(demo):
    """Ask a server of our routes for a raw path, or tell it a body: status, headers, body."""
    served = uvicorn.Server(uvicorn.Config(Starlette(routes=routes.ROUTES), port=0, log_level="error"))
    thread = threading.Thread(target=served.run)
    thread.start()
    while not served.started:
        time.sleep(0.01)
    port = served.servers[0].sockets[0].getsockname()[1]

    def ask(path: str, told: str | None = None, **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET" if told is None else "POST", path, told, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    yield ask
    served.should_exit = True
    thread.join()
