"""The attack itself can fail.  `make attack` is the attack, what failed once first."""

import os
import signal
import time
from pathlib import Path

import pytest

from leap_core.errors import InputError
from tests.attack.__main__ import REGRESSIONS, known, table
from tests.attack.child import Outcome, attempt
from tests.attack.every import SURFACES
from tests.attack.ground import make
from tests.attack.surfaces import of_file
from tests.attack.trial import Ready


def refuse():
    raise InputError("a.json", "expected less", "Give less.")


def grow():
    return len(bytearray(os.urandom(1 << 20) * 60))


@pytest.mark.parametrize(
    ("act", "kind", "held"),
    [
        (lambda: 7, "gave", True),
        (refuse, "refused", True),
        (lambda: [][0], "raised", False),
        (lambda: time.sleep(60), "hung", False),
        (grow, "grew", False),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "died", False),
    ],
)
def test_a_case_that_may_not_be_is_seen(act, kind, held):
    outcome = attempt(act, seconds=3, growth=30_000_000)
    assert (outcome.kind, outcome.held) == (kind, held)


def test_another_result_of_a_file_whose_hash_is_kept_is_seen(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a").write_text("whole")
    for kept in (True, False):
        ready = Ready.of(of_file("a", "a", Path("a").read_text, kept=kept))
        assert ready.run(b"whole").held and Path("a").read_text() == "whole"
        assert ready.run(b"other").held != kept and Path("a").read_text() == "whole"


def test_the_table_counts():
    trials = [("filter", b"", Outcome(kind)) for kind in ("gave", "refused", "refused", "raised", "hung")]
    assert table(trials).splitlines()[2:] == ["| filter | 5 | 3 | 2 | 2 |", "| all | 5 | 3 | 2 | 2 |"]


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """The working folder, and what is attacked in it."""
    before = os.getcwd()
    os.chdir(tmp_path_factory.mktemp("ground"))
    assert attempt(make, seconds=300, growth=1 << 40).held
    yield
    os.chdir(before)


def test_what_failed_once_is_tried_again():
    kept = sorted(path.read_bytes() for path in REGRESSIONS.rglob("*") if path.is_file())
    assert sorted(case for _, case in known(list(SURFACES.values()))) == kept


@pytest.mark.parametrize("name", SURFACES)
def test_cases_are_drawn_the_same_each_time(ground, name):
    surface = SURFACES[name]
    whole = surface.file.read_bytes() if surface.file else b""
    cases = [surface.case(3, number, whole) for number in range(5)]
    assert cases == [surface.case(3, number, whole) for number in range(5)]
    assert any(case != whole for case in cases)
