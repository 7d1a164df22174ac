"""The menu Share of four screens, in process: it makes what is on show, says sizes, and can be stopped."""

import io
import json
import threading
import time
import zipfile

import pytest

from leap_app import state
from leap_app.screens.share import made, pieces, size
from leap_core.figures.recipe import parse_recipe as parse_figure
from leap_core.options import TRACK_FORMS
from leap_core.runs.store import open_store
from leap_core.sharing.recipe import parse_site
from leap_core.tracks.recipe import parse_recipe as parse_events
from leap_core.video.recipe import parse_recipe
from tests.app.conftest import alone, opened
from tests.app.test_state import Query
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO
from tests.made_faithfulness import make_faithfulness
from tests.test_exports import told

SHOWN = {"threshold": 0.4, "gate": "none", "maps": ["Y", "P"], "block": "last", "head": "mean"}
SHOWN |= {"scale": "softmax", "rows": "active"}
LINK = "http://lens.test/?clip=x&t=3"


def opened_menu(name, told=None, **query):
    """A screen with its menu open, once the browser has told what it is asked."""
    test = alone(name, 30)
    test.session_state[f"sharing {name}"] = True
    if told is not None:
        test.session_state["shared"] = told
    return opened(test, query)


def opened_clip(clip=SHOWCASE, **shown):
    return opened_menu("clip", (json.dumps(SHOWN | {"clips": [clip]} | shown), LINK), clip=CLIPS[0])


def press(test, label):
    return test.button[[b.label for b in test.button].index(label)].click().run()


def finished(test):
    for _ in range(600):
        if "made" not in test.session_state:  # it ended at once, and why is said
            return test
        if not test.session_state["made"].job.running:
            return test.run()
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def make(test, what):
    test = finished(press(test, f"Make the {what}"))
    assert not test.error and not test.exception, [error.value for error in test.error]
    return test


def downloads(test):
    """Labels of the buttons that give files and say how large they are."""
    labels = [element.proto.label for element in test.get("download_button")]
    return [label for label in labels if label.endswith(("B)", "bytes)"))]


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_items_stand_in_one_order_on_every_screen(demo):
    make_faithfulness(open_store(demo / "runs" / "leap_mm_pyr"))
    order = ["Link", "Page", "Site", "Video", "Figure", "Figures", "Events", "List", "Table"]
    for name, heard, items in (
        (
            "clip",
            (json.dumps(SHOWN | {"clips": [SHOWCASE]}), LINK),
            "Link Page Video Figure Events",
        ),
        ("browse", [], "Link Page Site Figures Events List"),
        ("compare", None, "Link Site Events Table"),
        ("faith", None, "Link Table"),
    ):
        test = opened_menu(name, heard)
        heads = [text.value.split("**")[1] for text in test.markdown if text.value.startswith("**")]
        assert [head for head in heads if head in order] == items.split()
        assert items.split() == sorted(items.split(), key=order.index)


def test_nothing_is_said_until_the_browser_told_what_is_on_show(demo):
    test = opened_menu("clip")
    assert "Looking at what is on show\u2026" in [text.value for text in test.caption] and not downloads(test)
    assert not any(button.label.startswith("Make the") for button in test.button)


def test_all_of_a_clip_is_of_the_one_on_show_and_not_of_the_address(demo, given):
    test = opened_clip(window={"onset": 2, "offset": 6.5})
    assert LINK in [code.value for code in test.code]
    test = make(test, "page")
    page = given[f"leap-lens-{SHOWCASE}.html"]
    assert f'data-clip="{SHOWCASE}"'.encode() in page and CLIPS[0].encode() not in page
    zipped = given[f"leap-lens-{SHOWCASE}.html.zip"]
    assert downloads(test) == [
        f"Download the page ({size(len(page))})",
        f"With what goes with it, as a zip ({size(len(zipped))})",
    ]
    assert parse_site(members(zipped)[f"leap-lens-{SHOWCASE}.html.yaml"].decode()).clips == (SHOWCASE,)
    test = make(test, "figure")
    files = members(given[f"leap-lens-{SHOWCASE}.pdf.zip"])
    assert files[f"leap-lens-{SHOWCASE}.pdf"] == given[f"leap-lens-{SHOWCASE}.pdf"]
    recipe = parse_figure(files[f"leap-lens-{SHOWCASE}.pdf.yaml"].decode())
    assert (recipe.clips, recipe.gate, recipe.maps) == ((SHOWCASE,), "none", ("Y", "P"))
    assert vars(recipe.window) == {"onset": 2.0, "offset": 6.5}
    test.selectbox(key="events form").select("elan").run()
    test = make(test, "events")
    files = members(given["leap-lens-elan.zip"])
    assert [*files] == [f"leap-lens-elan/{SHOWCASE}.eaf", "leap-lens-elan.yaml"]
    recipe = parse_events(files["leap-lens-elan.yaml"].decode())
    assert (recipe.clips, recipe.threshold, recipe.gate) == ((SHOWCASE,), 0.4, "none")
    assert not told(given, str(demo))
    test.selectbox(key="events form").select("webvtt").run()
    assert "Make the events" in [button.label for button in test.button] and not downloads(test)


def test_a_video_of_what_is_shown(demo, given):
    test = opened_clip(range={"onset": 3, "offset": 3.5}, window={"onset": 2, "offset": 6.5})
    test.selectbox(key="film layout").select("slide").run()
    test.segmented_control(key="film theme").set_value("dark").run()
    test = make(test, "video")
    name = f"leap-lens-{SHOWCASE}.mp4"
    files = members(given[f"{name}.zip"])
    assert [*files] == [name, f"leap-lens-{SHOWCASE}.vtt", f"{name}.yaml"]
    assert files[name] == given[name] and b"ftyp" in given[name][:12]
    sizes = [f"({size(len(given[n]))})" for n in (name, f"{name}.zip")]
    assert not told(given, str(demo))
    assert [label.partition(" (")[2] for label in downloads(test)] == [said[1:] for said in sizes]
    recipe = parse_recipe(files[f"{name}.yaml"].decode())
    assert (recipe.clips, recipe.threshold, recipe.gate, recipe.maps) == (
        (SHOWCASE,),
        0.4,
        "none",
        ("Y", "P"),
    )
    assert (recipe.layout, recipe.theme, recipe.data) == ("slide", "dark", "Tiny demo")
    assert recipe.runs == ("mmil_mm_pyr", "leap_mm_pyr") and len(recipe.stores) == 2
    assert vars(recipe.range) == {"onset": 3.0, "offset": 3.5}


def test_it_can_be_stopped_and_asked_for_again(demo, given, monkeypatch):
    from leap_core.video import encode

    slow = encode.frames

    def slowly(*of):
        for frame in slow(*of):
            time.sleep(0.1)
            yield frame

    monkeypatch.setattr(encode, "frames", slowly)
    test = press(opened_clip(), "Make the video")
    labels = {button.label: button for button in test.button}
    assert "Make the video" not in labels and labels["Make the page"].disabled
    test = finished(press(test, "Cancel"))
    assert not test.error and not test.exception and not given
    assert "Make the video" in [button.label for button in test.button]


def test_pieces_wait_for_a_place_and_can_be_stopped_there(demo, given, monkeypatch):
    monkeypatch.setattr(made, "_PLACES", threading.Semaphore(0))
    test = press(opened_clip(), "Make the page")
    assert test.session_state["made"].job.running
    test = finished(press(test, "Cancel"))
    assert not test.error and not given and "Make the page" in [button.label for button in test.button]


def test_what_cannot_be_made_is_said(demo):
    for clip, shown, what, message in (
        (SHOWCASE, {"rows": "all"}, "video", "found more rows than it has room for"),
        (CLIPS[0], {"block": 7, "maps": ["A"]}, "figure", "no block 7"),
    ):
        test = finished(press(opened_clip(clip, **shown), f"Make the {what}"))
        assert any(message in error.value for error in test.error), message
    assert any("has no clip nobody" in error.value for error in opened_clip("nobody").error)
    for wrong in ("7", "{}", '{"clips": 7}', "["):
        test = opened_menu("clip", (wrong, LINK))
        assert any("expected what is on show" in error.value for error in test.error), wrong
    assert "Make the video" not in [button.label for button in opened_clip(WITHOUT_VIDEO).button]


def test_the_browser_tells_which_clip_is_on_show(demo, monkeypatch):
    """What Streamlit sends is the address that was opened; what the component says came after it."""
    from leap_app.screens.share import clip as shared

    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("streamlit.query_params", Query())
    state.choose("pins", "3")
    shared.heard("{}", LINK, "?clip=second&gate=none&t=3")
    assert state.asked("pins") is None
    assert (state.asked("clip"), state.asked("gate"), state.asked("t")) == ("second", "none", "3")


def test_all_that_browse_has_of_the_selected_or_the_found(demo, given):
    test = opened_menu("browse", [CLIPS[2], CLIPS[0]])
    (choice,) = [box for box in test.segmented_control if box.label == "Clips"]
    assert choice.options == ["2 selected", "6 found"] and choice.value == "selected"
    test = make(test, "site")
    files = members(given["leap-lens-site.zip"])
    assert "leap-lens-site/index.html" in files
    assert {name for name in files if name.startswith("leap-lens-site/clips/")} == {
        f"leap-lens-site/clips/{clip}.html" for clip in (CLIPS[0], CLIPS[2])
    }
    assert parse_site(files["leap-lens-site.yaml"].decode()).clips == (CLIPS[2], CLIPS[0])
    test = make(test, "figures")
    assert {f"{clip}.pdf" for clip in (CLIPS[0], CLIPS[2])} <= {*members(given["leap-lens-figures.zip"])}
    test = make(test, "list")
    assert len(given["leap-lens-clips.csv"].decode().splitlines()) == 3
    (choice,) = [box for box in test.segmented_control if box.label == "Clips"]
    test = choice.set_value("found").run()
    test.segmented_control(key="list form").set_value("json")  # which comes with the click
    test = make(test, "list")
    assert [row["clip"] for row in json.loads(given["leap-lens-clips.json"])] == list(CLIPS)
    assert downloads(test) == [f"Download the list ({size(len(given['leap-lens-clips.json']))})"]
    made_here = {name: content for name, content in given.items() if isinstance(content, bytes)}
    assert {"leap-lens-site.zip", "leap-lens-figures.zip", "leap-lens-clips.csv"} <= {*made_here}
    assert not told(made_here, str(demo))


def test_how_much_is_made_at_once_is_bounded(demo, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_OF_PAGE", 5)
    test = opened_menu("browse", [])
    assert any("at most 5 clips. Select some" in text.value for text in test.markdown)
    labels = [button.label for button in test.button]
    assert "Make the page" not in labels and "Make the site" in labels


def test_compare_shares_its_table_and_the_two_runs(demo, given):
    test = opened_menu("compare")
    text = given["scores.md"]
    assert text.decode().rstrip() == next(code.value for code in test.code if "| " in code.value)
    assert text.startswith(b"F1 in percent on the test split of Tiny demo (synthetic data)")
    assert (
        text.count(b"\n| ") == 4
        and b"**" in text
        and f"Download the table ({size(len(text))})" in downloads(test)
    )
    test = make(test, "events")
    assert any(f"/{SHOWCASE}" in name for name in members(given[f"leap-lens-{TRACK_FORMS[0]}.zip"]))
    test = make(test, "site")
    assert parse_site(members(given["leap-lens-site.zip"])["leap-lens-site.yaml"].decode()).runs == (
        "mmil_mm_pyr",
        "leap_mm_pyr",
    )


def test_who_may_only_read_shares_too(demo, monkeypatch):
    monkeypatch.setenv("LEAP_READ_ONLY", "1")
    assert "Make the page" in [button.label for button in opened_clip().button]
    assert "Make the list" in [button.label for button in opened_menu("browse", []).button]


@pytest.mark.parametrize(
    ("count", "said"), [(999, "999 bytes"), (1500, "1.5 kB"), (999_999, "1000.0 kB"), (1_250_000, "1.2 MB")]
)
def test_sizes(count, said):
    assert size(count) == said
