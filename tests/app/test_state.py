"""Links between screens, and what a click that fails leaves behind."""

import pytest

from leap_app import seen, session, state
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

    def from_dict(self, said: dict[str, list[str]]) -> None:
        self.clear()
        self.update(said)


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


def test_an_address_that_is_told_again_is_no_news(monkeypatch):
    """Streamlit sends with every rerun what it read once; the browser tells what is shown since."""
    query = Query(clip=["first"], pins=["3"], look=["table"])
    monkeypatch.setattr("streamlit.query_params", query)
    state.follow(Screen.CLIP)
    assert (state.asked("clip"), state.asked("pins")) == ("first", "3")
    assert seen.see(seen.token(), {"clip": "second", "pins": "", "look": "x"}, state.TOLD)
    for _ in range(2):  # reruns
        state.follow(Screen.CLIP)
        assert (state.asked("clip"), state.asked("pins")) == ("second", None)
        assert state.address(Screen.CLIP) == "clip=second&look=table"
    query["clip"] = ["third"]  # an address that it reads anew: Back, or another link
    state.follow(Screen.CLIP)
    assert state.asked("clip") == "third"
    state.choose("clip", "fourth")
    seen.see(seen.token(), {"clip": "fifth"}, state.TOLD)
    state.follow(Screen.CLIP)
    assert state.asked("clip") == "fifth"


def test_what_is_of_one_clip_alone_is_forgotten_with_another(monkeypatch):
    monkeypatch.setattr("streamlit.query_params", Query(clip=["first"]))
    state.follow(Screen.CLIP)
    seen.see(seen.token(), {"clip": "first", "t": "4", "window": "2-6", "lanes": "both"}, state.TOLD)
    state.choose("clip", "first")
    assert state.address(Screen.CLIP) == "clip=first&t=4&window=2-6&lanes=both"
    assert state.address(Screen.BROWSE) == "clip=first"
    state.choose("clip", "second")
    assert state.address(Screen.CLIP) == "clip=second&lanes=both"


def test_a_press_that_does_not_know_of_the_one_before_leaves_it_as_it_is(monkeypatch):
    """Its address is that of before both: no Back, which comes without a press."""
    before = {"gate": ["global"], "threshold": ["0.5"]}
    query = Query(before)
    monkeypatch.setattr("streamlit.query_params", query)
    state.follow(Screen.BROWSE)
    state.choose("gate", "none")
    query.from_dict(before)
    assert state.asked("gate") == "none"
    state.choose("threshold", 0.3)
    assert query == {"gate": ["none"], "threshold": ["0.3"]}
    state.follow(Screen.BROWSE)
    assert state.asked("gate") == "none"
    query.from_dict(before)  # Back
    state.follow(Screen.BROWSE)
    assert state.asked("gate") == "global"


def test_the_page_of_a_list_is_forgotten_with_another_filter(monkeypatch):
    query = Query(page=["2"])
    monkeypatch.setattr("streamlit.query_params", query)
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: query.from_dict(query_params))
    state.register({Screen.BROWSE: "its page"})
    state.follow(Screen.BROWSE)
    state.show("filter", "{}")
    assert state.address(Screen.BROWSE) == "page=2&filter=%7B%7D"
    state.go(Screen.BROWSE, filter="{}")
    assert state.asked("page") == "2"
    state.go(Screen.BROWSE, filter='{"starred":true}')
    assert state.asked("page") is None


def test_a_screen_is_gone_to_with_what_is_told(monkeypatch):
    """Also where the address says so since long, and something else was seen meanwhile."""
    query = Query(clip=["first"])
    monkeypatch.setattr("streamlit.query_params", query)
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: None)
    state.register({Screen.CLIP: "its page"})
    state.follow(Screen.BROWSE)
    seen.see(seen.token(), {"clip": "second"}, state.TOLD)
    state.go(Screen.CLIP, clip="first")
    state.follow(Screen.CLIP)
    assert state.asked("clip") == "first"
