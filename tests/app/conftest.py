"""The clip screen run in process over the tiny demo set, or a broken copy of it."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from tests.demo_fixture import make_demo

MAIN = Path(__file__).parents[2] / "app" / "main.py"


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("app") / "demo")


@pytest.fixture
def demo(whole_demo, tmp_path, monkeypatch):
    """A copy of the demo set, free to break, that the app reads."""
    root = Path(shutil.copytree(whole_demo, tmp_path / "demo"))
    monkeypatch.setenv(state.DATA, str(root))
    monkeypatch.setenv(state.RUNS, str(root / "runs"))
    return root


@pytest.fixture
def open_screen(demo):
    """Run the app's script with an address; fails on any uncaught exception."""

    def run(**query: str) -> AppTest:
        test = AppTest.from_file(str(MAIN), default_timeout=20)
        for key, value in query.items():
            test.query_params[key] = value
        test.run()
        assert not test.exception
        return test

    return run
