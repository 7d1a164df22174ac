"""The Browse screen: what its list holds, that the filter lives in the address, that bad input is said."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from leap_app import folders
from leap_app.notes import Notes
from leap_app.remarks import Note
from leap_app.screens import said
from leap_core.browse import PRESETS, Rule, parse_rule
from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.metrics import binarise, evaluate
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS, SHOWCASE, SHUT, WITHOUT_VIDEO, make_run


def drawn(test) -> dict:
    (component,) = test.get("bidi_component")
    return json.loads(component.proto.json)


def listed(test) -> list[str]:
    return [clip["filename"] for clip in drawn(test)["clips"]]


def said_of(test) -> str:
    return "\n".join(error.value for error in test.error)


def rule_of(test) -> Rule:
    return parse_rule(test.query_params["filter"])


def test_all_clips_with_the_scores_of_both_runs(open_browse, demo):
    test = open_browse()
    assert not test.error and listed(test) == list(CLIPS)
    data = open_dataset(demo)
    for slot, run in (("1", "leap_mm_pyr"), ("2", "mmil_mm_pyr")):
        store = open_store(demo / "runs" / run)
        wanted = evaluate(binarise(store.prediction), data.annotations.grid).scores[:, -1]
        assert [clip["scores"][slot] for clip in drawn(test)["clips"]] == pytest.approx(wanted.tolist())
    pictures = {clip["filename"]: clip["picture"] for clip in drawn(test)["clips"]}
    assert [name for name, there in pictures.items() if not there] == [WITHOUT_VIDEO]
    assert "6 of 6 clips" in test.markdown[0].value


def test_a_card_holds_truth_and_runs_of_the_classes_that_anyone_finds(open_browse, demo):
    (card,) = drawn(open_browse(Rule(text=SHOWCASE)))["clips"]
    truth = open_dataset(demo).annotations.grid[CLIPS.index(SHOWCASE)]
    assert [row["index"] for row in card["rows"]] == truth.any(axis=(0, 2)).nonzero()[0].tolist()
    for row in card["rows"]:
        assert row["truth"]["audio"] == truth[0, row["index"]].astype(int).tolist()
        assert {len(row["1"][which]["visual"]) for which in ("decided", "ungated")} == {10}
    assert card["overlapping"] == 5 and card["difference"] > 0


def buttons(test) -> dict[str, str]:
    """Keys of the buttons by what they say."""
    return {button.label: button.key for button in test.button}


def test_a_condition_is_dropped_by_its_chip_and_all_at_once(open_browse):
    rule = Rule(classes=("Dog",), modality="audio", starred=True, threshold=0.3, gate="none", sort="1")
    test = open_browse(rule)
    assert {"Dog, heard", "starred by you", "Clear all"} <= buttons(test).keys()
    test.button(key=buttons(test)["Dog, heard"]).click().run()
    assert rule_of(test) == Rule(starred=True, threshold=0.3, gate="none", sort="1")
    test.button(key="clear all").click().run()
    assert rule_of(test) == Rule(threshold=0.3, gate="none", sort="1") and "Clear all" not in buttons(test)


def test_a_pressed_preset_releases(open_browse):
    test = open_browse(Rule(threshold=0.3))
    test.button(key="preset Both fail").click().run()
    assert rule_of(test).a == (None, 50)
    test.button(key="preset Both fail").click().run()
    assert rule_of(test) == Rule(threshold=0.3)


def test_threshold_and_gate_are_those_seen_on_other_screens(open_browse):
    test = open_browse(Rule(starred=True), threshold="0.3", gate="none")
    assert test.slider(key="filter threshold").value == 0.3
    test.selectbox(key="filter gate").select("or").run()
    assert (test.query_params["gate"], test.query_params["threshold"]) == ("or", "0.3")
    assert rule_of(test) == Rule(starred=True, threshold=0.3, gate="or")


def test_controls_put_the_filter_into_the_address(open_browse):
    test = open_browse()
    test.multiselect(key="filter classes").select("Dog").run()
    assert rule_of(test) == Rule(classes=("Dog",)) and listed(test) == [CLIPS[0]]
    test.multiselect(key="filter classes").set_value([]).run()
    test.slider(key="filter overlapping").set_value((2, 10)).run()
    assert rule_of(test) == Rule(overlapping=(2, None)) and listed(test) == [SHOWCASE]
    test.slider(key="filter overlapping").set_value((0, 1)).run()
    assert rule_of(test) == Rule(overlapping=(None, 1)) and SHOWCASE not in listed(test)
    test.multiselect(key="filter solved").select("any class").run()
    assert rule_of(test).solved == ()
    test.multiselect(key="filter solved").select("Speech").run()
    assert rule_of(test).solved == ("Speech",)
    test.selectbox(key="filter gate").select("none").run()
    test.slider(key="filter threshold").set_value(0.3).run()
    assert (rule_of(test).gate, rule_of(test).threshold) == ("none", 0.3)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_keep_threshold_and_gate(open_browse, name):
    test = open_browse(Rule(threshold=0.4, gate="modality"))
    test.button(key=f"preset {name}").click().run()
    assert not test.exception and not test.error
    rule = rule_of(test)
    assert (rule.threshold, rule.gate, rule.sort) == (0.4, "modality", PRESETS[name].sort)


@pytest.mark.parametrize(("name", "sign"), [("{0} better", 1), ("{1} better", -1)])
def test_where_one_is_better_the_largest_difference_is_first(open_browse, name, sign):
    runs = {"a": "leap_mm_pyr", "b": "mmil_mm_pyr"} if sign > 0 else {"a": "mmil_mm_pyr", "b": "leap_mm_pyr"}
    test = open_browse(PRESETS[name], **runs)
    gains = [sign * clip["difference"] for clip in drawn(test)["clips"]]
    assert SHOWCASE in listed(test) and gains == sorted(gains, reverse=True) and min(gains) > 0


def test_what_the_gate_shuts_out_is_a_kind_of_error_of_its_own(open_browse):
    for rule in (PRESETS["Shut out by {0}'s gate"], Rule(makes_b=("shut_out",), gate="none")):
        assert "No clip is as the filter asks." in [info.value for info in open_browse(rule).info]
    (card,) = drawn(open_browse(PRESETS["Shut out by {1}'s gate"]))["clips"]
    assert card["filename"] == SHUT
    (row,) = (row for row in card["rows"] if row["index"] == CATEGORIES.index("Fire_alarm"))
    assert not any(row["2"]["decided"]["audio"]) and row["2"]["ungated"]["audio"] == row["truth"]["audio"]


def test_a_threshold_chosen_on_validation_goes_into_the_filter(open_browse):
    test = open_browse(Rule(sort="1"))
    test.button(key="chosen 2").click().run()
    assert rule_of(test) == Rule(sort="1", threshold=0.57)


def test_starred_clips(open_browse, demo):
    Notes(folders.notes_path()).star("Tiny demo", [CLIPS[3]], True)
    Notes(folders.notes_path()).star("Another", [CLIPS[1]], True)
    test = open_browse(Rule(starred=True))
    assert listed(test) == [CLIPS[3]] and drawn(test)["clips"][0]["starred"]


def test_clips_are_found_by_tags_and_notes(open_browse, demo):
    notes = Notes(folders.notes_path())
    notes.tag("Tiny demo", [CLIPS[3], CLIPS[1]], "good", True)
    notes.write("Tiny demo", CLIPS[3], "rings LATE")
    test = open_browse()
    assert drawn(test)["tags"] == ["good"] and drawn(test)["clips"][1]["tags"] == ["good"]
    test.multiselect(key="filter tags").select("good").run()
    assert rule_of(test) == Rule(tags=("good",)) and listed(test) == [CLIPS[1], CLIPS[3]]
    test.text_input(key="filter note").set_value("late").run()
    assert listed(test) == [CLIPS[3]] and drawn(test)["clips"][0]["note"] == "rings LATE"
    assert {"tagged good", "note contains late"} <= buttons(test).keys()
    test.button(key="clear all").click().run()
    assert listed(test) == list(CLIPS)


def test_a_tag_of_a_link_that_nobody_gave_finds_nothing(open_browse):
    test = open_browse(Rule(tags=("theirs",)))
    assert not test.error and test.info[0].value == "No clip is as the filter asks."


def test_the_clips_most_like_one_come_first_and_a_chip_ends_that(open_browse, demo):
    test = open_browse(Rule(like=SHOWCASE, sort="likeness"))
    assert not test.error and listed(test)[0] == SHOWCASE
    (chip,) = (label for label in buttons(test) if label.startswith("like "))
    assert chip == f"like {SHOWCASE} by where the runs disagree"
    test.segmented_control(key="filter by").select("features").run()
    assert rule_of(test) == Rule(like=SHOWCASE, by="features", sort="likeness")
    assert "features" in said_of(test)  # the tiny demo set has none
    test.button(key="clear broken").click().run()
    assert rule_of(test) == Rule() and listed(test) == list(CLIPS)
    test = open_browse(Rule(like=SHOWCASE, sort="likeness", starred=True))
    test.button(key="clear all").click().run()
    assert rule_of(test) == Rule()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Rule(like="nobody", sort="likeness"), "has no clip nobody"),
        (Rule(like="../x", by="features", sort="likeness"), "has no clip ../x"),
        (Rule(sort="likeness"), "not to which clip"),
    ],
)
def test_a_likeness_that_cannot_be_had_is_said(open_browse, rule, message):
    assert message in said_of(open_browse(rule))


def test_likeness_needs_two_runs_that_have_the_clip(open_browse, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    rule = Rule(like=CLIPS[0], sort="likeness")
    assert listed(open_browse(rule, a="few"))[0] == CLIPS[0]
    message = "expected two runs that have"
    assert message in said_of(open_browse(replace(rule, like=CLIPS[3]), a="few"))


def test_what_a_browser_marks_is_checked(demo):
    data, notes = open_dataset(demo), Notes(folders.notes_path())
    said.mark(data, "star", CLIPS[:2], "")
    said.mark(data, "tag", CLIPS[1:3], "good")
    wanted = {CLIPS[0]: Note(True), CLIPS[1]: Note(True, ("good",)), CLIPS[2]: Note(tags=("good",))}
    assert notes.all("Tiny demo") == wanted
    for clips, message in (
        ([], "expected 1 to 10,000 clips, found 0"),
        ([CLIPS[0]] * 10_001, "found 10,001"),
        ([CLIPS[0], "../x"], "x"),
    ):
        with pytest.raises(InputError, match=message):
            said.mark(data, "untag", clips, "good")
    assert notes.all("Tiny demo") == wanted
    said.mark(data, "unstar", CLIPS[:2], "")
    said.mark(data, "untag", CLIPS[1:3], "good")
    assert notes.export() == []


def test_notes_are_given_as_files_and_taken_in(open_browse, given, demo):
    notes = Notes(folders.notes_path())
    notes.tag("Tiny demo", [CLIPS[3]], "good", True)
    test = open_browse()
    files = {form: given[f"leap-lens-notes.{form}"]() for form in ("json", "csv")}
    notes.tag("Tiny demo", [CLIPS[3]], "good", False)
    for form, text in files.items():
        test.file_uploader(key="notes file").upload(f"theirs.{form}", text.encode()).run()
        assert not test.error and listed(test) == list(CLIPS)
        assert notes.of("Tiny demo", CLIPS[3]) == Note(tags=("good",))
    assert "1 clip read; news of 0 of them." in [box.value for box in test.success]
    test.file_uploader(key="notes file").upload("theirs.csv", b"dataset").run()
    assert "`theirs.csv`" in said_of(test)


def test_filters_are_saved_taken_and_deleted(open_browse, demo):
    test = open_browse(Rule(classes=("Dog",)))
    test.text_input(key="filter name").set_value("dogs")
    test.button[[b.label for b in test.button].index("Save")].click().run()
    assert Notes(folders.notes_path()).filters() == {"dogs": '{"classes":["Dog"]}'}
    test = open_browse()
    test.button(key="take dogs").click().run()
    assert rule_of(test) == Rule(classes=("Dog",))
    test.button(key="delete dogs").click().run()
    assert Notes(folders.notes_path()).filters() == {} and not test.exception


def test_a_saved_filter_that_is_none_any_more_is_said(open_browse, demo):
    Notes(folders.notes_path()).save_filter("old", '{"colour":"red"}')
    test = open_browse()
    test.button(key="take old").click().run()
    assert "`old`: a filter has no 'colour'" in said_of(test) and listed(test) == list(CLIPS)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"filter": "{"}, "expected a filter as a JSON object"),
        ({"filter": '{"sort":"1; DROP TABLE clip"}'}, "sort cannot be"),
        ({"look": "heap"}, "there is no look 'heap'"),
        ({"a": "nobody"}, "there is no run 'nobody'"),
    ],
)
def test_what_the_address_cannot_have(open_browse, query, message):
    test = open_browse(**query)
    assert message in said_of(test) and listed(test) == list(CLIPS)


def test_a_class_of_another_data_set_leaves_a_way_out(open_browse):
    test = open_browse(Rule(classes=("Dragon",)))
    assert "the data set has no class 'Dragon'" in said_of(test)
    test.button(key="clear broken").click().run()
    assert not test.error and listed(test) == list(CLIPS)


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "9" * 5000])
def test_pages_that_are_not_there_are_the_first(open_browse, page):
    assert listed(open_browse(page=page)) == list(CLIPS)


def test_nothing_found(open_browse):
    test = open_browse(Rule(text="nobody"))
    assert test.info[0].value == "No clip is as the filter asks." and not test.get("bidi_component")


def test_without_runs_the_clips_are_still_there(open_browse, demo, monkeypatch):
    monkeypatch.setenv(folders.RUNS, str(demo / "clips"))
    test = open_browse()
    assert "expected at least one run folder" in said_of(test) and listed(test) == list(CLIPS)
    assert drawn(test)["runs"] == []
    assert "asks for run 1" in said_of(open_browse(PRESETS["{0} better"]))


def test_a_run_without_some_clips(open_browse, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    test = open_browse(a="few")
    scores = [clip["scores"]["1"] for clip in drawn(test)["clips"]]
    assert None not in scores[:2] and scores[2:] == [None] * 4


def test_a_split_without_labels_by_second(open_browse, demo):
    (demo / "AVVP_train.csv").write_bytes((demo / "AVVP_test_pd.csv").read_bytes())
    for run in (demo / "runs").iterdir():
        record = run / "run.json"
        record.write_text(record.read_text().replace('"split": "test"', '"split": "train"'))
    test = open_browse(Rule(classes=("Dog",)))
    assert listed(test) == [CLIPS[0]] and not drawn(test)["dense"]
    assert drawn(test)["clips"][0]["scores"] == {"1": None, "2": None}


def test_a_run_is_added_by_name_and_a_wrong_name_is_said(open_browse, demo):
    make_run(demo / "runs" / "deeper" / "seed-2", "mmil")
    test = open_browse()
    for name, message in (
        ("../demo", "there is no run '../demo'"),
        ("", "there is no run ''"),
    ):
        test.text_input(key="run folder").set_value(name)
        test.button[[b.label for b in test.button].index("Add")].click().run()
        assert message in said_of(test) and "run" not in test.query_params
    test.text_input(key="run folder").set_value("deeper/seed-2")
    test.button[[b.label for b in test.button].index("Add")].click().run()
    assert test.query_params["run"] == "deeper/seed-2" and not test.error
    test.selectbox(key="b").select("deeper/seed-2").run()
    link = parse_qs(urlsplit(drawn(test)["link"]).query)  # which a new tab opens, without this session
    assert link["b"] == link["run"] == ["deeper/seed-2"]


def test_a_run_may_be_a_link_wherever_it_lies(open_browse, demo, tmp_path):
    make_run(tmp_path / "outside", "mmil")
    (demo / "runs" / "deeper").mkdir()
    for link in ("link", "deeper/link"):
        (demo / "runs" / link).symlink_to(tmp_path / "outside")
    test = open_browse(run="deeper/link", a="link", b="deeper/link")
    assert not test.error and "b=deeper%2Flink&" in drawn(test)["link"]


def test_labels_that_change_while_the_app_runs_are_read_anew(open_browse, demo):
    test = open_browse(a="leap_mm_pyr", b="mmil_mm_pyr")
    before = drawn(test)["clips"][0]["rows"]
    (demo / "AVVP_eval_audio.csv").write_text("filename\tonset\toffset\tevent_labels\n")
    test.run()
    after = drawn(test)["clips"][0]["rows"]
    heard = [row["truth"]["audio"] for row in after]
    assert before != after and not any(map(any, heard))


def test_two_changes_at_once_are_both_kept(open_browse):
    test = open_browse()
    test.multiselect(key="filter classes").select("Dog")
    test.toggle(key="filter starred").set_value(True)
    test.run()
    assert json.loads(test.query_params["filter"]) == {"classes": ["Dog"], "starred": True}


def test_maps_are_not_read(open_browse, monkeypatch):
    monkeypatch.setattr("leap_core.runs.store.Store.explanation", lambda *_: pytest.fail("read"))
    assert listed(open_browse()) == list(CLIPS)


def test_a_cache_that_cannot_be_written_is_said(open_browse, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(folders.CACHE, str(tmp_path / "file" / "cache"))
    test = open_browse()
    assert "expected a folder that can be written" in said_of(test)
