"""What others call things, or an address asks for, is no link on a screen: Streamlit reads Markdown."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from leap_app.screens.plain import plain
from tests.app.conftest import alone, opened

LINK = "[log in](https://evil.example)"
LOST = {  # by screen: what an address may ask for
    "clip": ("clip", "a"),
    "browse": ("a", "filter", "threshold"),
    "compare": ("a", "metric", "view", "threshold"),
    "figure": ("a", "figure"),
    "faith": ("a", "by", "side"),
    "studies": ("study", "metric"),
}


def links(test) -> list[str]:
    """The texts in which Markdown would find a link."""
    kinds = test.markdown, test.error, test.info, test.warning, test.success, test.caption
    texts = [text.value for kind in kinds for text in kind]
    return [text for text in texts if re.search(r"(?<!\\)(\\\\)*\[log in\]\(", re.sub("`[^`]*`", "", text))]


def shown(name: str, **query: str) -> AppTest:
    return opened(alone(name, 30), query)


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("before", ["", "`", "\\"])
def test_an_address_puts_none_there(demo, name, before):
    for key in LOST[name]:
        test = shown(name, **{key: before + LINK})
        assert not links(test)
    assert links(
        AppTest.from_string(f"import streamlit as st; st.error({LINK!r})").run()
    )  # which it would see


@pytest.mark.parametrize("name", LOST)
def test_names_put_none_there(demo, name):
    for path in (*demo.glob("runs/*/run.json"), demo / "dataset.json"):
        said = json.loads(path.read_text())
        said |= {"title": f"{said['title']} {LINK}", "dataset": LINK} if "title" in said else {"name": LINK}
        path.write_text(json.dumps(said))
    for broken in ("a" + LINK.replace("/", ":"), "b`" + LINK.replace("/", ":")):
        (demo / "runs" / broken).mkdir()
        (demo / "runs" / broken / "run.json").write_text("{")
    for query in ({}, {"view": "details"}, {"view": "clips"}):
        assert not links(shown(name, **query))


@pytest.mark.parametrize("text", [LINK, "\\" + LINK, "!" + LINK, "<https://evil.example>", "a [b] <c> \\"])
def test_text_stays_what_it_is(text):
    assert re.sub(r"\\(.)", r"\1", plain(text)) == text
    assert not re.search(r"(?<!\\)(\\\\)*[\[<]", plain(text))
