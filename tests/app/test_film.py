"""A video of the clip on show, in process: what is shown goes into its recipe; it can be stopped."""

import io
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


def opened_clip(**query):
    return opened(AppTest.from_function(clip_script, default_timeout=30), query)


def press(test, label):
    return test.button[[b.label for b in test.button].index(label)].click().run()


def finished(test):
    for _ in range(300):
        if not test.session_state["film"].running:
            return test.run()
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_a_video_of_what_is_shown_is_made_and_taken_home(demo, given):
    test = opened_clip(clip=SHOWCASE, threshold="0.4", gate="none", maps="Y.P")
    test.selectbox(key="film layout").select("slide").run()
    test.segmented_control(key="film theme").set_value("dark").run()
    test.slider(key="film range 10").set_value((3.0, 3.5)).run()
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
    test = press(opened_clip(clip=SHOWCASE), "Make the video")
    assert "Make the video" not in [b.label for b in test.button]
    test = finished(press(test, "Cancel"))
    assert not test.error and not test.exception and not given
    assert "Make the video" in [b.label for b in test.button]


def test_what_cannot_be_shown_is_said(demo):
    test = opened_clip(clip=WITHOUT_VIDEO)
    assert f"There is no video of {WITHOUT_VIDEO[:11]}." in [info.value for info in test.info]
    test = opened_clip(clip=CLIPS[0], block="7")
    test = finished(press(test, "Make the video"))
    assert any("no block 7" in error.value for error in test.error)
    test = finished(press(opened_clip(clip=CLIPS[0], rows="all"), "Make the video"))
    assert any("found more rows than it has room for" in error.value for error in test.error)
