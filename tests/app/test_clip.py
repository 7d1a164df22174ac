"""The clip screen: what it shows, and that bad input is said in place while the rest stays usable."""

import json
import subprocess
import sys

import pytest

from leap_app import folders, session
from leap_app.notes import Notes
from leap_core.browse import Rule
from leap_core.errors import InputError
from leap_core.runs.store import Store
from tests.demo_fixture import CLIPS, SHOWCASE, WITHOUT_VIDEO, make_run


def drawn(test) -> dict:
    """The record that the component of a screen was given."""
    aside = ("theme", "about", "address")  # which every screen has
    (component,) = (c for c in test.get("bidi_component") if c.proto.component_name not in aside)
    return json.loads(component.proto.json)


def said(test) -> str:
    return "\n".join(error.value for error in test.error)


def test_opens_on_the_showcase_with_leap_and_mmil(open_screen):
    test = open_screen()
    assert not test.error
    view = drawn(test)
    assert view["clip"]["filename"] == SHOWCASE
    assert [(r["slot"], r["name"]) for r in view["runs"]] == [("1", "leap_mm_pyr"), ("2", "mmil_mm_pyr")]
    assert view["media"]["url"] == f"api/clips/{SHOWCASE}"
    assert view["media"]["frame_seconds"] == pytest.approx(1 / 12)


def test_address_restores_clip_and_runs(open_screen):
    view = drawn(open_screen(clip=CLIPS[1], a="mmil_mm_pyr", b="leap_mm_pyr"))
    assert view["clip"]["filename"] == CLIPS[1]
    assert [r["name"] for r in view["runs"]] == ["mmil_mm_pyr", "leap_mm_pyr"]


def go(test, clip: str):
    """What the component asks for when it writes the address and the script runs again."""
    test.query_params["clip"] = clip
    return test.run()


def test_the_neighbours_are_named_round_the_end(open_screen):
    clips = drawn(open_screen(clip=CLIPS[0]))["list"]
    assert (clips["place"], clips["count"], clips["filtered"]) == (1, 6, False)
    assert clips["ahead"] == [*CLIPS[1:5]] and clips["behind"] == [*CLIPS[:1:-1]]


def test_unknown_clip_and_run_in_the_address(open_screen):
    test = open_screen(clip="../secret", a="nothing")
    assert "there is no clip '../secret'" in said(test)
    assert "there is no run 'nothing'" in said(test)
    assert drawn(test)["clip"]["filename"] == SHOWCASE and drawn(test)["asked"] == "../secret"
    assert "there is no clip" not in said(go(test, CLIPS[0]))


def test_missing_video(open_screen):
    test = open_screen(clip=WITHOUT_VIDEO)
    assert not test.error
    view = drawn(test)
    assert f"expected {WITHOUT_VIDEO}.mp4" in view["media"]["missing"]
    assert len(view["runs"]) == 2


def test_truncated_video(open_screen, demo):
    (demo / "clips" / f"{CLIPS[0]}.mp4").write_bytes(b"not a video")
    assert "expected an MP4 file" in drawn(open_screen(clip=CLIPS[0]))["media"]["missing"]


def test_no_runs(open_screen, demo, monkeypatch):
    monkeypatch.setenv("LEAP_RUNS", str(demo / "clips"))
    test = open_screen()
    assert "expected at least one run folder" in said(test) and "leap explain" in said(test)
    view = drawn(test)  # truth and video are still there
    assert view["runs"] == [] and view["clip"]["filename"] == CLIPS[0]


def test_broken_run_is_listed_and_the_other_is_shown(open_screen, demo):
    (demo / "runs" / "mmil_mm_pyr" / "predictions.parquet").write_bytes(b"PAR1 cut short")
    test = open_screen()
    assert "mmil_mm_pyr/predictions.parquet" in said(test)
    assert {r["name"] for r in drawn(test)["runs"]} == {"leap_mm_pyr"}


def test_broken_maps_of_a_run(open_screen, demo):
    path = demo / "runs" / "leap_mm_pyr" / "maps.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    test = open_screen()
    assert "leap_mm_pyr/maps.parquet" in said(test)
    assert [r["name"] for r in drawn(test)["runs"]] == ["mmil_mm_pyr"] * 2


def test_store_of_a_newer_version(open_screen, demo):
    path = demo / "runs" / "leap_mm_pyr" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    test = open_screen()
    assert "its format is 99" in said(test) and "Update LEAP Lens" in said(test)
    assert drawn(test)["runs"]


def test_run_without_the_clip(open_screen, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    test = open_screen(clip=CLIPS[3], a="few")
    assert f"the run has no clip {CLIPS[3]}" in said(test)
    assert [r["slot"] for r in drawn(test)["runs"]] == ["2"]
    assert not go(test, CLIPS[0]).error
    assert [r["slot"] for r in drawn(test)["runs"]] == ["1", "2"]


def test_a_run_whose_name_begins_like_a_broken_one_is_shown(open_screen, demo):
    make_run(demo / "runs" / "a", "leap", CLIPS)
    make_run(demo / "runs" / "a2", "leap", CLIPS[:2])
    test = open_screen(clip=CLIPS[3], a="a", b="a2")
    assert f"the run has no clip {CLIPS[3]}" in said(test)
    assert [r["name"] for r in drawn(test)["runs"]] == ["a"]


def test_what_is_wrong_with_a_run_may_lie_elsewhere(open_screen, monkeypatch):
    def broken(store, filename):
        raise InputError("a lost disk", "expected it to be there", "Plug it in.")

    monkeypatch.setattr(Store, "explanation", broken)
    test = open_screen(a="leap_mm_pyr", b="leap_mm_pyr")
    assert "Plug it in." in said(test) and len(test.error) == 1
    assert drawn(test)["runs"] == []


def test_missing_data_set(open_screen, demo, monkeypatch):
    monkeypatch.setenv("LEAP_DATA", str(demo / "nowhere"))
    test = open_screen()
    assert "nowhere" in said(test) and "AVVP_test_pd.csv" in said(test)


def test_broken_annotations(open_screen, demo):
    with (demo / "AVVP_eval_audio.csv").open("a") as file:
        file.write(f"{CLIPS[0]}\t0\t1\tUnicorn\n")
    test = open_screen()
    assert "unknown class 'Unicorn'" in said(test) and "line" in said(test)


def test_drawing_does_not_import_torch(demo):
    script = """
import sys
from streamlit.testing.v1 import AppTest
test = AppTest.from_file("app/main.py", default_timeout=20).run()
assert not test.exception and test.get("bidi_component")
assert "torch" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def rule(**conditions) -> str:
    return Rule(**conditions).to_json()


def listed(test) -> dict:
    return drawn(test)["list"]


def test_steps_through_the_clips_that_a_filter_picks(open_screen):
    dogs = rule(classes=("Speech", "Dog", "Car"), sort="filename", descending=True)
    test = open_screen(clip=CLIPS[0], filter=dogs)
    assert (listed(test)["place"], listed(test)["count"], listed(test)["filtered"]) == (3, 3, True)
    assert listed(test)["ahead"] == [CLIPS[3], CLIPS[2], CLIPS[0]]  # goes round
    assert drawn(test)["filter"] == dogs


def test_a_clip_outside_of_its_filter(open_screen):
    found = listed(open_screen(clip=CLIPS[1], filter=rule(classes=("Speech", "Dog"))))
    assert (found["place"], found["count"]) == (0, 2)
    assert found["ahead"][0] == CLIPS[0] and found["behind"][0] == CLIPS[2]  # first and last of the list


def test_a_filter_that_picks_nothing_or_is_none(open_screen):
    test = open_screen(clip=CLIPS[1], filter=rule(text="nobody"))
    assert listed(test)["ahead"] == [] and drawn(test)["clip"]["filename"] == CLIPS[1]
    for broken in ("{", rule(classes=("Dragon",))):
        test = open_screen(clip=CLIPS[1], filter=broken)
        assert "filter" in said(test)
        assert (listed(test)["place"], listed(test)["filtered"], drawn(test)["filter"]) == (2, False, "")


def test_starred_clips_are_a_list(open_screen):
    for name in (CLIPS[1], CLIPS[4]):
        Notes(folders.notes_path()).star("Tiny demo", [name], True)
    found = listed(open_screen(clip=CLIPS[4], filter=rule(starred=True)))
    assert (found["place"], found["count"], found["ahead"]) == (2, 2, [CLIPS[1], CLIPS[4]])


def beside(test):
    """The box of the runs beside the two."""
    (box,) = (box for box in test.multiselect if box.key == session.FURTHER_RUNS)
    return box


def test_further_runs_are_added_and_removed_in_their_order(open_screen, demo):
    make_run(demo / "runs" / "seed-3" / "leap", "leap")
    test = open_screen(clip=CLIPS[1])
    (folder,) = (text for text in test.text_input if text.key == session.RUN_FOLDER)
    folder.set_value("seed-3")
    next(button for button in test.button if button.label == "Add").click().run()
    beside(test).set_value(["seed-3/leap", "mmil_mm_pyr"]).run()
    assert not test.exception and not test.error
    assert test.query_params["c"] == "seed-3/leap" and test.query_params["d"] == "mmil_mm_pyr"
    assert [(r["slot"], r["name"]) for r in drawn(test)["runs"][2:]] == [
        ("3", "seed-3/leap"),
        ("4", "mmil_mm_pyr"),
    ]
    beside(test).set_value(["mmil_mm_pyr"]).run()
    assert test.query_params["c"] == "mmil_mm_pyr" and "d" not in test.query_params
    assert [(r["slot"], r["name"]) for r in drawn(test)["runs"][2:]] == [("3", "mmil_mm_pyr")]


def test_a_link_brings_further_runs_also_from_below_the_folder(open_screen, demo):
    make_run(demo / "runs" / "seed-3" / "leap", "leap")
    test = open_screen(d="seed-3/leap")
    assert not test.error and beside(test).value == ["seed-3/leap"]
    assert drawn(test)["names"] == {"a": "leap_mm_pyr", "b": "mmil_mm_pyr", "c": "seed-3/leap"}


def test_a_broken_third_run_is_said_and_the_others_are_there(open_screen, demo):
    make_run(demo / "runs" / "bad", "leap")
    (demo / "runs" / "bad" / "run.json").write_text("{", encoding="utf-8")
    test = open_screen(c="bad", d="nothing")
    bad, nothing = (error.value for error in test.error)
    assert "bad" in bad and "there is no run 'nothing'" in nothing
    assert [r["slot"] for r in drawn(test)["runs"]] == ["1", "2"]
