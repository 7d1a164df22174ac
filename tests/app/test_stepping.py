"""What the clip screen asks of the server by itself: other clips, a search, and to be remembered."""

import json
from urllib.parse import parse_qs, urlencode

import pytest

from leap_app import folders
from leap_app.notes import Notes
from leap_core.browse import Rule
from tests.app.test_clip import drawn
from tests.demo_fixture import CLIPS, make_run

RUNS = {"a": "leap_mm_pyr", "b": "mmil_mm_pyr"}


@pytest.fixture
def ask(get):
    """Status and JSON of a route."""

    def asked(route: str, **query: str):
        status, _, body = get(f"/api/{route}?{urlencode(query)}")
        return status, json.loads(body)

    return asked


def test_a_clip_stepped_to_is_as_the_script_draws_it(ask, open_screen):
    dogs = Rule(classes=("Speech", "Dog", "Car")).to_json()
    for query in ({}, {"filter": dogs}):
        status, record = ask("record", clip=CLIPS[3], **RUNS, **query)
        view = drawn(open_screen(clip=CLIPS[3], **RUNS, **query))
        assert view.pop("teller") and view.pop("query") and view.pop("wrote") == []
        assert view.pop("sharing") == 0
        assert status == 200 and record == view


def test_a_run_without_the_clip_is_said_and_the_other_is_there(ask, demo):
    make_run(demo / "runs" / "few", "leap", CLIPS[:2])
    _, record = ask("record", clip=CLIPS[3], a="few", b="mmil_mm_pyr")
    (problem,) = record["problems"]
    assert f"the run has no clip {CLIPS[3]}" in problem and [r["slot"] for r in record["runs"]] == ["2"]
    _, record = ask("record", clip=CLIPS[3], **RUNS, c="few", d="mmil_mm_pyr")
    assert record["problems"] == [problem] and [r["slot"] for r in record["runs"]] == ["1", "2", "4"]
    assert record["names"]["c"] == "few"  # it is asked of the next clip, too


def test_up_to_six_runs_come_in_order_and_two_are_compared(ask, open_screen, demo):
    for seed in ("3", "5"):
        make_run(demo / "runs" / f"seed-{seed}" / "leap", "leap")
    six = {**RUNS, "c": "seed-3/leap", "d": "leap_mm_pyr", "e": "mmil_mm_pyr", "f": "seed-5/leap"}
    wrong = Rule(difference=(1.0, None)).to_json()  # a list that goes by the two
    status, record = ask("record", clip=CLIPS[3], filter=wrong, **six)
    _, two = ask("record", clip=CLIPS[3], filter=wrong, **RUNS)
    assert status == 200 and record["names"] == six
    assert [(run["slot"], run["name"]) for run in record["runs"]] == [
        *zip("123456", six.values(), strict=True)
    ]
    assert [run["slot"] for run in record["runs"] if run["compared"]] == ["1", "2"]
    assert record["runs"][:2] == two["runs"] and record["list"] == two["list"] and two["list"]["filtered"]
    view = drawn(open_screen(clip=CLIPS[3], filter=wrong, **six))
    assert view["names"] == {key: six[key] for key in "abcdef"} and view["runs"] == record["runs"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"clip": CLIPS[0], **RUNS, "c": "../x"}, "there is no run '../x'"),
        ({"clip": "../secret"}, "../secret"),
        ({"clip": CLIPS[0], "a": "../x"}, "there is no run '../x'"),
        ({"clip": CLIPS[0], "filter": "{"}, "filter"),
        ({"a": "leap_mm_pyr"}, "not one that this server takes"),
    ],
)
def test_what_there_is_not_is_said(ask, query, said):
    status, answer = ask("record", **query)
    assert status == 400 and said in answer["error"]


def test_clips_are_found_by_name_and_by_class(ask):
    _, everything = ask("find", text="", **RUNS)
    assert [clip["filename"] for clip in everything["clips"]] == [*CLIPS]
    _, named = ask("find", text=CLIPS[2].upper(), **RUNS)
    assert [clip["filename"] for clip in named["clips"]] == [CLIPS[2]]
    _, cars = ask("find", text="car", **RUNS)
    assert cars["clips"] and all("Car" in clip["label"] for clip in cars["clips"])
    assert ask("find", text="no such thing")[1]["clips"] == []


def tell(get, body: str) -> int:
    """Status of telling what is seen."""
    return get("/api/seen", body)[0]


def test_what_is_seen_is_kept_for_its_session_alone(get, open_screen):
    first, second = open_screen(clip=CLIPS[0]), open_screen(clip=CLIPS[0])
    told = {"gate": "none", "pins": "", "elsewhere": "x", "clip": CLIPS[2], "maps": "Y" * 10_001}
    assert tell(get, json.dumps({"token": drawn(first)["teller"]["token"], "choices": told})) == 204
    for test, clip, gate in ((first, CLIPS[2], ["none"]), (second, CLIPS[0], None)):
        del test.query_params["clip"]  # an address that says nothing is completed by what was seen last
        view = drawn(test.run())
        query = parse_qs(view["query"])
        assert view["clip"]["filename"] == clip and query["clip"] == [clip]
        assert query.get("gate") == gate and {"elsewhere", "maps"}.isdisjoint(query)


def test_what_a_page_says_as_it_is_left_is_kept_up_to_what_is_unsound(get):
    notes = Notes(folders.notes_path())
    note = {"what": "note", "clips": [CLIPS[0]], "text": "barks", "base": [""], "number": 1}
    star = {"what": "star", "clips": [CLIPS[0], CLIPS[2]], "number": 2}
    for _ in range(2):  # harmless if it comes again
        assert get("/api/said", json.dumps([note, star]), **{"X-Leap-Visitor": "Ada"})[0] == 204
        known = notes.all("Tiny demo")
        assert {name: (one.starred, one.text) for name, one in known.items()} == {
            CLIPS[0]: (True, "barks"),
            CLIPS[2]: (True, ""),
        }
        assert known[CLIPS[0]].by.startswith("by Ada, 20")
    for unsound in (
        [5],
        [{**star, "clips": []}],
        [{**star, "clips": ["../x"]}],
        [{**star, "clips": 5}],
        [{**note, "base": None}],
        [{**note, "text": "x" * 10_001}],
        {"what": "star"},
        None,
    ):
        assert get("/api/said", json.dumps(unsound))[0] == 400, unsound
    assert get("/api/said", json.dumps([{**star, "what": "unstar"}, {**note, "clips": ["x"]}]))[0] == 400
    assert not notes.of("Tiny demo", CLIPS[2]).starred


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps({"token": "guess", "choices": {"gate": "none"}}), 404),
        ("{", 400),
        ("[]", 400),
        (json.dumps({"token": "x", "choices": []}), 400),
        ("[" * 50_000, 400),
        ("x" * 200_000, 400),
    ],
)
def test_anything_else_is_refused(get, body, status):
    assert tell(get, body) == status
