"""Each condition of a rule has its words and can be dropped alone."""

from dataclasses import fields, replace

import pytest

from leap_core.browse import Rule, conditions

CASES = {
    "id contains tst": {"text": "tst"},
    "Dog and Fire alarm, heard": {"classes": ("Dog", "Fire_alarm"), "every": True, "modality": "audio"},
    "labels 2 to 3": {"label_count": (2, 3)},
    "overlapping events 2 and more": {"overlapping": (2, None)},
    "agreement of audio and visual up to 0.5": {"agreement": (None, 0.5)},
    "the same classes heard and seen": {"mismatch": False},
    "with off-screen sound": {"off_screen": True},
    "MMIL makes false alarm, shut out": {"makes_a": ("false_alarm", "shut_out")},
    "MMIL avoids false alarm": {"avoids_a": ("false_alarm",)},
    "F1 of MMIL, Avg. 80 to 100": {"a": (80, 100)},
    "LEAP makes false alarm": {"makes_b": ("false_alarm",)},
    "LEAP avoids false alarm": {"avoids_b": ("false_alarm",)},
    "F1 of LEAP, Avg. up to 50": {"b": (None, 50)},
    "MMIL right, LEAP wrong on any class": {"solved": ()},
    "LEAP right, MMIL wrong on Dog or Cat": {"lost": ("Dog", "Cat")},
    "MMIL \N{MINUS SIGN} LEAP \N{MINUS SIGN}5 to 5": {"difference": (-5, 5)},
    "within a lasso": {"region": ((0, 0), (1, 0), (1, 1))},
    "MMIL faithful 90 and more %": {"faithful_a": (90, None)},
    "LEAP faithful up to 50 %": {"faithful_b": (None, 50)},
    "like abc by input features": {"like": "abc", "by": "features"},
    "starred by you": {"starred": True},
    "tagged good and to do": {"tags": ("good", "to do")},
    "note contains late": {"note": "late"},
}
RUNS = "MMIL", "LEAP"
DECIDED = {"threshold": 0.3, "gate": "none", "sort": "difference", "descending": True}


@pytest.mark.parametrize(("words", "condition"), CASES.items())
def test_a_condition_has_words_and_goes_alone(words, condition):
    rule = Rule(**condition, **DECIDED)
    (found,) = conditions(rule, RUNS)
    assert found.words == words and rule.without(found.fields) == Rule(**DECIDED)


def test_every_condition_of_a_rule_is_said():
    everything = Rule(**{k: v for condition in CASES.values() for k, v in condition.items()}, **DECIDED)
    assert [c.words for c in conditions(everything, RUNS)] == list(CASES)
    said = {name for condition in CASES.values() for name in condition}
    assert {field.name for field in fields(Rule)} - said == {*DECIDED, "metric"}
    assert everything.without(conditions(everything, RUNS)[0].fields) == replace(everything, text="")
