"""Rules as text: there and back, and what is none is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_core.browse import MODALITIES, PRESETS, SORTS, Rule, parse_rule, slices
from leap_core.browse.facts import SCORES
from leap_core.browse.rule import CORNERS
from leap_core.errors import InputError
from leap_core.metrics import ERRORS, GATES

NUMBERS = st.floats(-100, 100) | st.integers(-100, 100)
ENDS = st.tuples(st.none() | NUMBERS, st.none() | NUMBERS).map(
    lambda ends: ends if None in ends or ends[0] <= ends[1] else ends[::-1]
)
NAMES = st.lists(st.text(max_size=5), max_size=3).map(tuple)
KINDS = st.lists(st.sampled_from(ERRORS), max_size=3).map(tuple)
RULES = st.builds(
    Rule,
    text=st.text(max_size=9),
    classes=NAMES,
    every=st.booleans(),
    modality=st.sampled_from(MODALITIES),
    label_count=ENDS,
    overlapping=ENDS,
    agreement=ENDS,
    mismatch=st.none() | st.booleans(),
    off_screen=st.none() | st.booleans(),
    makes_a=KINDS,
    avoids_a=KINDS,
    makes_b=KINDS,
    avoids_b=KINDS,
    solved=st.none() | NAMES,
    threshold=st.floats(0, 1),
    gate=st.sampled_from(GATES),
    metric=st.sampled_from(SCORES),
    a=ENDS,
    b=ENDS,
    difference=ENDS,
    region=st.just(()) | st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=CORNERS).map(tuple),
    starred=st.booleans(),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)


@given(RULES)
def test_a_rule_comes_back(rule):
    assert parse_rule(rule.to_json()) == rule


def test_text_says_only_what_differs():
    assert Rule().to_json() == "{}" and parse_rule("{}") == Rule()
    rule = Rule(classes=("Speech",), overlapping=(2, None), sort="difference")
    assert rule.to_json() == '{"classes":["Speech"],"overlapping":[2,null],"sort":"difference"}'


def test_words_of_any_script_cost_what_they_are_long():
    rule = Rule(text="犬" * 5_000)
    assert parse_rule(rule.to_json()) == rule
    with pytest.raises(InputError, match="at most 10,000 characters, found 10,0"):
        parse_rule(Rule(text="犬" * 10_000).to_json())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a filter as a JSON object, found ''"),
        ("[1]", "expected a filter as a JSON object"),
        ("{", "expected a filter as a JSON object"),
        ('{"a":' + "[" * 100_000, "a filter of at most 10,000 characters, found 100,005"),
        ("[" * 9_000, "expected a filter as a JSON object"),
        ('{"clips": ["x"]}', "a filter has no 'clips'"),
        ('{"text": 3}', "text of a filter cannot be 3"),
        ('{"classes": "Speech"}', 'classes of a filter cannot be "Speech"'),
        ('{"every": 1}', "every of a filter cannot be 1"),
        ('{"modality": "smell"}', "modality of a filter"),
        ('{"overlapping": [2]}', "overlapping of a filter"),
        ('{"overlapping": [1, 2, 3]}', "overlapping of a filter"),
        ('{"overlapping": [3, 2]}', "overlapping of a filter"),
        ('{"overlapping": [true, null]}', "overlapping of a filter"),
        ('{"agreement": [NaN, null]}', "agreement of a filter"),
        ('{"a": [Infinity, null]}', "a of a filter"),
        (f'{{"a": [{"9" * 400}, null]}}', "a of a filter"),
        ('{"text": "\\ud800"}', "text of a filter"),
        ('{"classes": ["\\udfff"]}', "classes of a filter"),
        ('{"mismatch": "yes"}', "mismatch of a filter"),
        ('{"makes_a": ["row; DROP"]}', "makes_a of a filter"),
        ('{"solved": [1]}', "solved of a filter"),
        ('{"threshold": 1.5}', "threshold of a filter"),
        ('{"gate": null}', "gate of a filter"),
        ('{"metric": "Avg.\\" OR 1"}', "metric of a filter"),
        ('{"sort": "clips.row"}', "sort of a filter"),
        ('{"sort": ["row"]}', "sort of a filter"),
        ('{"region": [[0, 0], [1, 1]]}', "region of a filter"),
        ('{"region": [[0, 0, 0], [1, 1, 1], [2, 2, 2]]}', "region of a filter"),
        (json.dumps({"region": [[i, i * i] for i in range(CORNERS + 1)]}), "region of a filter"),
    ],
)
def test_what_is_no_rule_is_named(text, message):
    with pytest.raises(InputError) as caught:
        parse_rule(text, "their.json")
    assert caught.value.source == "their.json"
    assert message in str(caught.value)


def test_presets_and_slices_are_rules():
    for rule in (
        *PRESETS.values(),
        *(r for group in slices(("Dog", "Cat")).values() for r in group.values()),
    ):
        assert parse_rule(rule.to_json()) == rule != Rule()
