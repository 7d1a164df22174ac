"""A video of the clip on show, in process: what is shown goes into its recipe; it can be stopped."""

import io
import json
import time
import zipfile

import yaml
from streamlit.testing.v1 import AppTest

from leap_core.video.recipe import parse_recipe
from tests.app.conftest import opened
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO


def clip_script():
    from leap_app.screens import clip

    clip.show()


def opened_clip(**shown):
    """The screen, of which a video of what is shown was asked."""
    test = AppTest.from_function(clip_script, default_timeout=30)
    test.session_state["filming"] = json.dumps(shown)
    return opened(test, {})


def press(test, label):
    return test.button[[b.label for b in test.button].index(label)].click().run()


def finished(test):
    for _ in range(300):
        if "film" not in test.session_state:  # it ended at once, and why is said
            return test
        if not test.session_state["film"].running:
            return test.run()
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_a_video_of_what_is_shown_is_made_and_taken_home(demo, given):
    test = opened_clip(
        clips=[SHOWCASE], threshold=0.4, gate="none", maps=["Y", "P"], range={"onset": 3, "offset": 3.5}
    )
    test.selectbox(key="film layout").select("slide").run()
    test.segmented_control(key="film theme").set_value("dark").run()
    test = finished(press(test, "Make the video"))
    assert not test.error and not test.exception
    name = f"leap-lens-{SHOWCASE}.mp4"
    with zipfile.ZipFile(io.BytesIO(given[f"{name}.zip"])) as archive:
        assert archive.namelist() == [name, f"leap-lens-{SHOWCASE}.vtt", f"{name}.yaml"]
        assert archive.read(name) == given[name] and b"ftyp" in given[name][:12]
        recipe = parse_recipe(archive.read(f"{name}.yaml").decode())
    assert (recipe.clips, recipe.threshold, recipe.gate, recipe.maps) == (
        (SHOWCASE,),
        0.4,
        "none",
        ("Y", "P"),
    )
    assert (recipe.layout, recipe.theme, recipe.rows) == ("slide", "dark", "active")
    assert [run.rpartition("/")[2] for run in recipe.runs] == ["mmil_mm_pyr", "leap_mm_pyr"]
    assert vars(recipe.range) == {"onset": 3.0, "offset": 3.5}
    assert yaml.safe_load(recipe.to_yaml())["stores"]


def test_it_can_be_stopped_and_asked_for_again(demo, given, monkeypatch):
    from leap_core.video import encode

    slow = encode.frames

    def slowly(*of):
        for frame in slow(*of):
            time.sleep(0.1)
            yield frame

    monkeypatch.setattr(encode, "frames", slowly)
    test = press(opened_clip(clips=[SHOWCASE]), "Make the video")
    assert "Make the video" not in [b.label for b in test.button]
    test = finished(press(test, "Cancel"))
    assert not test.error and not test.exception and not given
    assert "Make the video" in [b.label for b in test.button]


def test_what_cannot_be_shown_is_said(demo):
    for shown, message in (
        ({"clips": [CLIPS[0]], "block": 7}, "no block 7"),
        ({"clips": [CLIPS[0]], "rows": "all"}, "found more rows than it has room for"),
        ({"clips": [WITHOUT_VIDEO]}, f"expected a video of {WITHOUT_VIDEO}"),
    ):
        test = press(opened_clip(**shown), "Make the video")
        test = finished(test)
        assert any(message in error.value for error in test.error), message
    test = press(opened_clip(clips=[CLIPS[0]], colour="red"), "Make the video")
    assert any("has no 'colour'" in error.value for error in test.error)
    assert any("expected a recipe of a video" in error.value for error in opened_clip(clips=7).error)


def test_it_is_closed(demo):
    test = press(opened_clip(clips=[SHOWCASE]), "Close")
    assert "Make the video" not in [b.label for b in test.button]
