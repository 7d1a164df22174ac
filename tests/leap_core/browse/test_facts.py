"""Facts of clips, worked out by hand: 2 classes, 4 segments."""

import numpy as np
import pyarrow as pa
import pytest

from leap_core.browse.facts import clip_facts, run_facts, unpack
from leap_core.metrics import ERRORS, SCORES, evaluate

DOG, CAT = 1, 2  # as bits


@pytest.fixture
def truth():
    grid = np.zeros((3, 2, 2, 4), bool)
    grid[0, 0, 0, :2] = grid[0, 1, 0, 1:3] = True  # dog: heard 0-2, seen 1-3
    grid[0, 0, 1, 1] = True  # cat: heard at 1 alone, over the dog
    grid[1, :, 1, :] = True  # cat: heard and seen throughout
    return grid  # nothing in the third


def test_of_the_truth(truth):
    facts = clip_facts(("a", "b", "c"), truth, truth.any(axis=(1, 3)), first=5).to_pydict()
    assert facts.pop("row") == [5, 6, 7] and facts.pop("filename") == ["a", "b", "c"]
    for bits, cell in zip(facts.pop("truth"), truth, strict=True):
        np.testing.assert_array_equal(unpack(bits, 2, 4), cell)
    assert facts == {
        "labels_0": [DOG | CAT, CAT, 0],
        "audio_0": [DOG | CAT, CAT, 0],
        "visual_0": [DOG, CAT, 0],
        "audio_visual_0": [DOG, CAT, 0],
        "overlapping": [2, 0, 0],
        "agreement": [1 / 4, 1.0, 1.0],  # dog at 1, of dog at 0, 1, 2 and cat at 1
        "mismatch": [True, False, False],
        "off_screen": [True, False, False],
    }


def test_of_a_run(truth):
    decided = truth.copy()
    decided[0, 0, 1] = False  # the cat is missed
    facts = run_facts(np.array([5, 6, 7]), decided, decided, truth)
    scores = np.stack([facts[name].to_numpy() for name in SCORES], axis=1)
    np.testing.assert_array_equal(scores, evaluate(decided, truth).scores)
    assert facts["wrong_0"].to_pylist() == [CAT, 0, 0]
    assert {name: facts[name].to_pylist() for name in ERRORS if any(facts[name].to_pylist())} == {
        "miss": [True, False, False]
    }


def test_without_truth_only_what_is_decided_is_known(truth):
    facts = run_facts(np.arange(3), truth, truth, None)
    known = {name for name in facts.column_names if facts[name].null_count == 0}
    assert known == {"row", "decided", "ungated"}
    assert facts.schema == run_facts(np.arange(3), truth, truth, truth).schema


def test_more_classes_than_a_word_holds():
    grid = np.zeros((1, 2, 131, 3), bool)
    grid[0, 0, [0, 63, 64, 130], 1] = True
    facts = clip_facts(("a",), grid, grid.any(axis=(1, 3)))
    assert [facts[f"audio_{i}"].to_pylist() for i in range(3)] == [[1 | 1 << 63], [1], [1 << 2]]
    assert facts["audio_2"].type == pa.uint64()
