"""Rules as text: there and back, and what is none is named."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.browse import LIKENESS, MODALITIES, PRESETS, SORTS, Rule, parse_rule, slices
from leap_core.browse.rule import CORNERS
from leap_core.errors import InputError
from leap_core.metrics import ERRORS, GATES, SCORES

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
    lost=st.none() | NAMES,
    threshold=st.floats(0, 1),
    gate=st.sampled_from(GATES),
    metric=st.sampled_from(SCORES),
    a=ENDS,
    b=ENDS,
    difference=ENDS,
    region=st.just(()) | st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=CORNERS).map(tuple),
    starred=st.booleans(),
    tags=NAMES,
    like=st.text(max_size=9),
    by=st.sampled_from(LIKENESS),
    note=st.text(max_size=9),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)


@settings(deadline=None)  # the schema is made at the first
@given(RULES)
def test_a_rule_comes_back(rule):
    assert parse_rule(rule.to_json()) == rule


def test_text_says_only_what_differs():
    assert Rule().to_json() == "{}" and parse_rule("{}") == Rule()
    rule = Rule(classes=("Speech",), overlapping=(2, None), sort="difference")
    assert rule.to_json() == '{"classes":["Speech"],"overlapping":[2,null],"sort":"difference"}'
    text = '{"every":true,"mismatch":false,"starred":true,"descending":true}'
    assert Rule(every=True, mismatch=False, starred=True, descending=True).to_json() == text


@pytest.mark.parametrize("corners", [3, 40])
def test_a_region_has_from_3_to_40_corners(corners):
    rule = Rule(region=tuple((i, i * i) for i in range(corners)))
    assert parse_rule(rule.to_json()) == rule


def test_a_cleared_rule_keeps_decisions_and_order_alone():
    kept = {"threshold": 0.3, "gate": "or", "metric": "segment_type", "descending": True}
    rule = Rule(text="a", classes=("Dog",), every=True, a=(1, 2), starred=True, like="x", sort="2", **kept)
    assert rule.cleared == Rule(sort="2", **kept)
    assert replace(rule, sort="likeness").cleared == Rule(sort="row", **kept)  # there is no clip to be like


@pytest.mark.parametrize("about", [{"starred": True}, {"tags": ("odd",)}, {"note": "odd"}])
def test_a_rule_asks_notes_where_any_condition_is_about_them(about):
    assert Rule(**about).asks_notes is True
    assert Rule(classes=("Speech",), text="odd").asks_notes is False


def test_words_of_any_script_cost_what_they_are_long():
    rule = Rule(text="犬" * 5_000)
    assert parse_rule(rule.to_json()) == rule
    with pytest.raises(InputError, match="at most 10,000 characters, found more"):
        parse_rule(Rule(text="犬" * 10_000).to_json())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a filter as a JSON object, found ''"),
        ("[1]", "expected a filter as a JSON object"),
        ("{", "expected a filter as a JSON object"),
        ('{"a":' + "[" * 100_000, "a filter of at most 10,000 characters, found more"),
        ("[" * 9_000, "expected a filter as a JSON object"),
        ('{"clips": ["x"]}', "a filter has no 'clips'"),
        ('{"text": "a", "text": "b"}', "'text' is there twice"),
        ('{"text": 3}', "text cannot be 3: it should be a valid string"),
        ('{"classes": "Speech"}', 'classes cannot be "Speech": it should be a valid array'),
        ('{"every": 1}', "every cannot be 1: it should be a valid boolean"),
        (
            '{"modality": "smell"}',
            'modality cannot be "smell": it should be one of labels, audio, visual, audio_visual',
        ),
        ('{"overlapping": [2]}', "expected overlapping[1] in a filter"),
        ('{"overlapping": [1, 2, 3]}', "overlapping cannot be [1, 2, 3]"),
        ('{"overlapping": [3, 2]}', "overlapping cannot be [3, 2]: it should be two ends in order"),
        ('{"overlapping": [true, null]}', "overlapping[0] cannot be true"),
        ('{"agreement": [NaN, null]}', "agreement[0] cannot be NaN"),
        ('{"a": [Infinity, null]}', "a[0] cannot be Infinity"),
        (f'{{"a": [{"9" * 400}, null]}}', "a[0] cannot be 999"),
        ('{"text": "\\ud800"}', "surrogates not allowed"),
        ('{"classes": ["\\udfff"]}', "surrogates not allowed"),
        ('{"mismatch": "yes"}', 'mismatch cannot be "yes"'),
        ('{"makes_a": ["row; DROP"]}', 'makes_a[0] cannot be "row; DROP"'),
        ('{"solved": [1]}', "solved[0] cannot be 1"),
        ('{"threshold": 1.5}', "threshold cannot be 1.5: it should be less than or equal to 1"),
        ('{"gate": null}', "gate cannot be null"),
        ('{"metric": "Avg.\\" OR 1"}', "metric cannot be"),
        ('{"sort": "clips.row"}', 'sort cannot be "clips.row"'),
        ('{"sort": ["row"]}', 'sort cannot be ["row"]'),
        ('{"region": [[0, 0], [1, 1]]}', "region cannot be [[0, 0], [1, 1]]: it should be 3 to 40 corners"),
        ('{"region": [[0, 0, 0], [1, 1, 1], [2, 2, 2]]}', "region[0] cannot be [0, 0, 0]"),
        (
            json.dumps({"region": [[i, i * i] for i in range(CORNERS + 1)]}),
            "region cannot be [[0, 0], [1, 1]",
        ),
    ],
)
def test_what_is_no_rule_is_named(text, message):
    with pytest.raises(InputError) as caught:
        parse_rule(text, "their.json")
    assert caught.value.source == "their.json"
    assert message in str(caught.value)


def mirror(rule: Rule) -> Rule:
    """What asks of the second run what `rule` asks of the first, and the other way round."""
    low, high = (None if end is None else -end for end in rule.difference[::-1])
    return replace(
        rule,
        **{"a": rule.b, "b": rule.a, "solved": rule.lost, "lost": rule.solved, "difference": (low, high)},
        **{"makes_a": rule.makes_b, "makes_b": rule.makes_a},
        **{"avoids_a": rule.avoids_b, "avoids_b": rule.avoids_a},
        region=tuple((a, b) for b, a in rule.region),
        sort={"1": "2", "2": "1"}.get(rule.sort, rule.sort),
        descending=rule.descending != (rule.sort == "difference"),
    )


def test_what_presets_ask_of_one_run_they_ask_of_the_other_beside_it():
    rules = list(PRESETS.values())
    mirrored = [rules.index(mirror(rule)) for rule in rules]
    assert all(abs(place - other) <= 1 for place, other in enumerate(mirrored))
    for name, other in zip(PRESETS, mirrored, strict=True):
        assert list(PRESETS)[other].format("MMIL", "LEAP") == name.format("LEAP", "MMIL")


def test_presets_and_slices_are_rules():
    for rule in (
        *PRESETS.values(),
        *(r for group in slices(("Dog", "Cat")).values() for r in group.values()),
    ):
        assert parse_rule(rule.to_json()) == rule != Rule()
