"""Links between screens, and what a click that fails leaves behind."""

import pytest

from leap_app import session, state
from leap_app.state import Screen
from leap_core.errors import InputError


@pytest.fixture(autouse=True)
def own_session(monkeypatch):
    """A session and an address of our own."""
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("streamlit.query_params", Query())


class Query(dict):
    def get_all(self, key: str) -> list[str]:
        return list(self.get(key, []))


def test_a_link_says_what_it_is_told_and_leaves_out_none():
    link = state.link(Screen.CLIP, clip="-x_0_10", a="leap", b=None, gate="modality", threshold=0.3)
    assert link == "./?clip=-x_0_10&a=leap&gate=modality&threshold=0.3"
    assert state.link(Screen.BROWSE, filter='{"classes":["Dog"]}').startswith("./browse?filter=%7B%22cl")


def test_thresholds_are_written_as_people_write_them():
    assert state.link(Screen.COMPARE, threshold=0.1 + 0.2) == "./compare?threshold=0.3"
    assert state.link(Screen.COMPARE, threshold=1.0) == "./compare?threshold=1"


def test_a_link_takes_the_added_runs_along_unless_told_others():
    state.add("seed-2/leap")
    assert state.link(Screen.BROWSE, a="x") == "./browse?run=seed-2%2Fleap&a=x"
    assert state.link(Screen.BROWSE, run=["p", "q"]) == "./browse?run=p&run=q"
    assert state.link(Screen.STUDIES, study="lambda", run=[]) == "./studies?study=lambda"


def test_a_link_refuses_what_the_screen_does_not_read():
    with pytest.raises(TypeError, match="the browse screen takes no study"):
        state.link(Screen.BROWSE, study="x")


def test_going_somewhere_opens_the_page_with_the_same_query(monkeypatch):
    went = []
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: went.append((page, query_params)))
    state.register({Screen.BROWSE: "its page"})
    state.go(Screen.BROWSE, a="x", run=["p", "q"])
    assert went == [("its page", {"run": ["p", "q"], "a": "x"})]


def test_what_a_click_runs_into_is_kept_once():
    def fail():
        raise InputError("a", "b", "c")

    session.attempt(fail)
    assert str(session.failure()) == "a: b. c" and session.failure() is None
    session.attempt(lambda: None)
    assert session.failure() is None
