"""What is made while the first screen is looked at is what the other screens then find."""

import gc
import shutil
import sys

import pytest

from leap_app import ahead, statistics
from leap_app.components import AHEAD
from tests.app.conftest import alone, opened


@pytest.fixture
def make_ahead(monkeypatch):
    """Do it at once; from then on nothing may be made."""

    def made_twice(*_):
        raise AssertionError("made when the screen was opened")

    monkeypatch.setattr(ahead, "_PAUSE", 0)
    monkeypatch.setattr(ahead.DRAWN, "wait", lambda: True)

    def make():
        ahead.load()
        gc.unfreeze()
        monkeypatch.setattr(sys.modules["leap_app.screens.figure.drawn"], "make", made_twice)
        monkeypatch.setattr(statistics, "compare", made_twice)

    return make


def test_compare_and_figure_find_what_they_open_with(demo, make_ahead):
    make_ahead()
    opened(alone("compare", 30), {})
    opened(alone("figure", 30), {"maps": "Y.A.Wt.P.D"})


@pytest.mark.parametrize("lacking", ["runs", "runs/leap_mm_pyr", "."])
def test_what_is_not_there_is_left_to_the_screens_to_say(demo, make_ahead, lacking):
    shutil.rmtree(demo / lacking)
    make_ahead()


def test_streamlits_own_modules_are_there():
    names = [path.split("/")[-1].partition(".")[0] for path in AHEAD]
    assert names == ["PlotlyChart", "Table", "StreamlitSyntaxHighlighter", "Slider", "Multiselect"]
