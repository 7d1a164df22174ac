"""The route of words: a word beside a class, on the way to another, less a direction; and what is refused."""

import json

import pytest

from leap_app import folders
from leap_core.resources import DEMO
from leap_core.runs.store import open_store

CLIP = "demotst0074_0_10"
QUESTION = f"run=leap_mm_pyr&clip={CLIP}&class=3&block=last&head=mean"  # class 3 is the dog


@pytest.fixture
def words(get, demo, monkeypatch):
    monkeypatch.setenv(folders.DATA, str(DEMO))
    monkeypatch.setenv(folders.RUNS, str(DEMO / "runs"))

    def ask(query: str) -> tuple[int, dict]:
        status, _, body = get(f"/api/words?{query}")
        return status, json.loads(body)

    return ask


def test_a_word_beside_a_class(words):
    status, answer = words(f"{QUESTION}&first=dog")
    stored = open_store(DEMO / "runs" / "leap_mm_pyr").explanation(CLIP)
    assert status == 200 and answer["beside"] == 3 and answer["kept"] == 1
    assert answer["nearest"][0] == {"index": 3, "cosine": pytest.approx(1, abs=1e-4)}
    assert answer["class"]["P"]["audio"] == pytest.approx(stored.prediction.segments[0, 0, 3], abs=2e-5)
    assert answer["word"]["P"]["audio"] == pytest.approx(answer["class"]["P"]["audio"], abs=5e-3)
    mixing = stored.mixing["visual"][0, -1].mean(axis=0)[3]  # (T,)
    assert answer["class"]["maps"]["A"]["visual"] == pytest.approx(mixing, abs=1e-3)
    assert sum(answer["word"]["maps"]["S"]["audio"]) == pytest.approx(1)


def test_the_way_to_another_word_ends_there_and_the_nearest_class_is_chosen(words):
    nearest = QUESTION.replace("class=3", "class=")
    _, there = words(f"{nearest}&first=dog&second=helicopter&share=1")
    _, alone = words(f"{nearest}&first=helicopter")
    _, between = words(f"{nearest}&first=dog&second=helicopter&share=0.5")
    assert there["beside"] == alone["beside"] == 19 and there["word"] == alone["word"]
    assert between["word"]["P"] != alone["word"]["P"]
    assert {near["index"] for near in between["nearest"]} >= {3, 19}


def test_without_the_direction_of_a_class_nothing_is_left_of_its_own_word(words):
    _, answer = words(f"{QUESTION}&first=dog&less=1")
    assert answer["kept"] < 0.01
    _, answer = words(f"{QUESTION}&first=puppy&less=1")
    assert 0.6 < answer["kept"] < 0.75  # the cosine of puppy and dog is 0.72
    assert 3 not in [near["index"] for near in answer["nearest"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (QUESTION, "The question is not one"),
        (f"{QUESTION}&first=", "expected one or two words"),
        (f"{QUESTION}&first={'x' * 81}", "of at most 80 characters"),
        (f"{QUESTION}&first=dog&share=2", "a share from 0 to 1"),
        (f"{QUESTION}&first=dog&share=nan", "a share from 0 to 1"),
        (f"{QUESTION}&first=xyzzy", "it has no vector for xyzzy"),
        (f"{QUESTION}&first=...", "it has no vector for ..."),
        (f"{QUESTION.replace('class=3', 'class=25')}&first=dog", "expected a class from 0 to 24"),
        (f"{QUESTION.replace('block=last', 'block=3')}&first=dog", "it has 2 blocks and no block 3"),
        (
            f"{QUESTION.replace('leap', 'mmil')}&first=dog",
            "it has no queries, and cannot be asked with words",
        ),
    ],
)
def test_unsound_questions(words, query, said):
    status, answer = words(query)
    assert status == 400 and said in answer["error"] and "Traceback" not in answer["error"]


def test_words_of_a_file_from_elsewhere_are_refused(words, monkeypatch, tmp_path):
    path = tmp_path / "glove.3d.txt"
    path.write_text("dog 1 2 3\nspeech 1 0 0\n")
    monkeypatch.setenv(folders.WORDS, str(path))
    status, answer = words(f"{QUESTION}&first=dog")
    assert status == 400 and "its vectors have 3 numbers" in answer["error"]
