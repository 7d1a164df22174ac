"""Rules answered by DuckDB are the rules answered by a plain loop over clips."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.browse import (
    MODALITIES,
    SORTS,
    Clip,
    Index,
    Rule,
    find_clips,
    find_names,
    find_page,
    parse_rule,
    query,
    region_of,
)
from leap_core.browse.facts import clip_facts
from leap_core.browse.index import write_facts
from leap_core.browse.rule import CORNERS
from leap_core.data.events import count_overlapping
from leap_core.errors import InputError
from leap_core.metrics import ERRORS, SCORES, error_kinds, evaluate, wrong_classes
from tests.leap_core.browse.conftest import BUSY, CATEGORIES, NAMES, WITHOUT, C, N, T, World

NAMED = NAMES[::3]  # of which the user says what the rule asks


def picked(world: World, rule: Rule) -> list[str]:
    """Names that a rule picks, by plain Python."""
    heard, seen = world.truth.any(axis=3).transpose(1, 0, 2)
    both = world.truth.all(axis=1)
    sets = {"labels": world.weak, "audio": heard, "visual": seen, "audio_visual": both.any(axis=2)}
    cells = world.truth.any(axis=1).sum(axis=(1, 2))
    overlapping = count_overlapping(world.truth)
    column = SCORES.index(rule.metric)
    score, wrong, errors = {}, {}, {}
    for slot, decided in world.decided.items():
        score[slot] = evaluate(decided, world.truth).scores[:, column]
        wrong[slot] = wrong_classes(decided, world.truth)
        errors[slot] = error_kinds(decided, world.truth, world.ungated[slot])

    def within(value, ends):
        return (ends[0] is None or value >= ends[0]) and (ends[1] is None or value <= ends[1])

    def fits(i: int) -> bool:
        has_b = i != WITHOUT
        agreement = both[i].sum() / cells[i] if cells[i] else 1.0
        classes = [CATEGORIES.index(name) for name in rule.classes]
        found = [bool(sets[rule.modality][i, c]) for c in classes]
        asked = [rule.text.lower() in NAMES[i].lower()]
        asked += [(all if rule.every else any)(found)] if classes else []
        asked += [within(world.weak[i].sum(), rule.label_count), within(overlapping[i], rule.overlapping)]
        asked += [within(agreement, rule.agreement)]
        asked += [] if rule.mismatch is None else [bool((heard[i] != seen[i]).any()) == rule.mismatch]
        asked += [] if rule.off_screen is None else [bool((heard[i] & ~seen[i]).any()) == rule.off_screen]
        for slot, makes, avoids in (("1", rule.makes_a, rule.avoids_a), ("2", rule.makes_b, rule.avoids_b)):
            there = slot == "1" or has_b
            asked += [there and bool(errors[slot][i, ERRORS.index(kind)]) for kind in makes]
            asked += [there and not errors[slot][i, ERRORS.index(kind)] for kind in avoids]
        if rule.solved is not None:
            wanted = [CATEGORIES.index(name) for name in rule.solved] or range(C)
            asked += [has_b and any(wrong["2"][i, c] and not wrong["1"][i, c] for c in wanted)]
        if rule.lost is not None:
            wanted = [CATEGORIES.index(name) for name in rule.lost] or range(C)
            asked += [has_b and any(wrong["1"][i, c] and not wrong["2"][i, c] for c in wanted)]
        a, b = score["1"][i], score["2"][i]
        asked += [within(a, rule.a)]
        asked += [has_b and within(b, rule.b)] if rule.b != (None, None) else []
        asked += [has_b and within(a - b, rule.difference)] if rule.difference != (None, None) else []
        asked += [has_b and inside(b, a, rule.region)] if rule.region else []
        asked += [NAMES[i] in NAMED] if rule.asks_notes else []
        return all(asked)

    keys = {
        "row": np.arange(N),
        "filename": np.array(NAMES),
        "overlapping": overlapping,
        "agreement": np.where(cells > 0, both.sum(axis=(1, 2)) / np.maximum(cells, 1), 1),
        "1": score["1"],
        "2": score["2"],
        "difference": score["1"] - score["2"],
        "distance": abs(score["1"] - score["2"]),
        "likeness": world.near,
    }
    needs_b = rule.sort in ("2", "difference", "distance")
    chosen = [i for i in range(N) if fits(i)]
    known = [i for i in chosen if not (needs_b and i == WITHOUT)]
    known.sort(key=lambda i: keys[rule.sort][i], reverse=False)
    if rule.descending:
        known = [
            i
            for key in sorted({keys[rule.sort][i] for i in known})[::-1]
            for i in known
            if keys[rule.sort][i] == key
        ]
    return [NAMES[i] for i in known + [i for i in chosen if i not in known]]


def inside(x: float, y: float, corners) -> bool:
    """Even-odd rule, edge by edge."""
    within = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y < y1) != (y < y2) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            within = not within
    return within


def ends(low: float, high: float):
    number = st.none() | st.floats(low, high)
    return st.tuples(number, number).map(lambda e: e if None in e or e[0] <= e[1] else e[::-1])


CLASSES = st.lists(st.sampled_from([CATEGORIES[c] for c in (*BUSY, 5)]), max_size=3, unique=True).map(tuple)
KINDS = st.lists(st.sampled_from(ERRORS), max_size=1).map(tuple)
PLACES = st.tuples(st.floats(-5, 105), st.floats(-5, 105))
CONDITIONS = {  # a rule of a few of these, so that most pick some clips
    "text": st.sampled_from(("", "vid", "ID0000002", "_0_", "%", "'")),
    "label_count": ends(0, 5),
    "overlapping": ends(0, 8),
    "agreement": ends(0, 1),
    "mismatch": st.booleans(),
    "off_screen": st.booleans(),
    "makes_a": KINDS,
    "avoids_a": KINDS,
    "makes_b": KINDS,
    "avoids_b": KINDS,
    "solved": CLASSES,
    "lost": CLASSES,
    "a": ends(0, 100),
    "b": ends(0, 100),
    "difference": ends(-80, 80),
    "region": st.lists(PLACES, min_size=3, max_size=7).map(tuple),
    "starred": st.booleans(),
}
RULES = st.builds(
    lambda some, **rest: Rule(**some, **rest),
    st.lists(st.sampled_from(list(CONDITIONS)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: CONDITIONS[name] for name in names})
    ),
    classes=CLASSES,
    every=st.booleans(),
    modality=st.sampled_from(MODALITIES),
    metric=st.sampled_from(SCORES),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(rule=RULES)
def test_every_rule_picks_what_a_loop_picks(world, index, rule):
    assert find_names(index, rule, NAMED if rule.asks_notes else None) == picked(world, rule)


@pytest.mark.parametrize("start", [0, 20, 60])
def test_a_page_is_a_part_of_the_list(world, index, start):
    rule = Rule(sort="difference", descending=True, metric="event_event")
    page = find_page(index, rule, None, start, 20)
    assert (page.count, page.start) == (N, start)
    assert [clip.filename for clip in page.clips] == find_names(index, rule, None)[start : start + 20]
    for clip in page.clips:
        i = NAMES.index(clip.filename)
        assert clip.labels == tuple(world.weak[i].nonzero()[0])
        assert clip.overlapping == count_overlapping(world.truth)[i]
        np.testing.assert_array_equal(clip.truth, world.truth[i])
        assert set(clip.decided) == ({"1"} if i == WITHOUT else {"1", "2"})
        for slot, grid in clip.decided.items():
            np.testing.assert_array_equal(grid, world.decided[slot][i])
            np.testing.assert_array_equal(clip.ungated[slot], world.ungated[slot][i])
            wanted = evaluate(grid[None], world.truth[i][None]).scores[0, SCORES.index("event_event")]
            assert clip.scores[slot] == wanted
        assert i != WITHOUT or clip.scores["2"] is None


def test_all_clips_come_in_their_order_however_many_are_read_at_once(index, monkeypatch):
    monkeypatch.setattr(query, "_CHUNK", 7)
    rule = Rule(sort="difference")
    assert [clip.filename for clip in find_clips(index, rule, None)] == find_names(index, rule, None)


@pytest.mark.parametrize(
    ("scores", "difference"),
    [
        ({"1": 60.0, "2": 47.0}, 13),
        ({"1": 60.0, "2": None}, None),
        ({"1": 60.0}, None),
        ({"1": 60.0, "2": 47.0, "3": 5.0}, None),
    ],
)
def test_a_clip_has_a_difference_where_both_of_two_scores_are_known(scores, difference):
    nothing = np.zeros((2, C, T), bool)
    assert Clip("clip", (), None, None, None, scores, nothing, {}, {}).difference == difference


def test_past_the_end_is_the_start_and_nothing_is_no_page(index):
    assert find_page(index, Rule(), None, 1000, 5).start == 0
    empty = find_page(index, Rule(text="no such clip"), None, 0, 5)
    assert (empty.count, empty.clips) == (0, ())


@pytest.mark.parametrize(
    "rule",
    [
        Rule(sort="2"),
        Rule(b=(1, 2)),
        Rule(solved=()),
        Rule(makes_b=("miss",)),
        Rule(region=((0, 0), (1, 1), (0, 1))),
    ],
)
def test_a_rule_that_needs_a_run_says_so(index, rule):
    alone = replace(index, runs={"1": index.runs["1"]})
    with pytest.raises(InputError, match="it asks for run 2, which is not there"):
        find_names(alone, rule, None)


def test_a_class_of_another_data_set_is_named(index):
    with pytest.raises(InputError, match="the data set has no class 'Dog'"):
        find_names(index, Rule(classes=("Dog",)), None)


@pytest.mark.parametrize("broken", [b"", b"PAR1 not really", None])
def test_a_broken_file_is_named(index, tmp_path, broken):
    copy = tmp_path / "clips.parquet"
    shutil.copy(index.clips, copy)
    copy.unlink() if broken is None else copy.write_bytes(broken)
    with pytest.raises(InputError, match=r"delete the folder's \.parquet files") as caught:
        find_names(Index(copy, {}, CATEGORIES, T), Rule(), None)
    assert caught.value.source == str(tmp_path)


def test_a_lasso_keeps_its_shape_with_few_corners():
    angles = np.linspace(0, 2 * np.pi, 400)
    region = region_of(50 + 30 * np.cos(angles), 50 + 30 * np.sin(angles))
    assert 3 <= len(region) <= CORNERS
    places = np.random.default_rng(0).random((500, 2)) * 100
    distance = np.hypot(*(places - 50).T)
    clear = np.abs(distance - 30) > 0.5
    assert [inside(x, y, region) for x, y in places[clear]] == (distance[clear] < 30).tolist()


@pytest.mark.parametrize("corners", [4, 5, 6, 7])
def test_a_lasso_of_many_heights_picks_what_lies_in_it(world, index, corners):
    region = tuple((100.5 * (i % 2) + i, 101 * i / (corners - 1) - 0.5) for i in range(corners))
    found = find_names(index, Rule(region=region), None)
    assert found == picked(world, Rule(region=region)) and 0 < len(found) < N


def test_names_of_files_are_no_patterns(world, tmp_path):
    folder = tmp_path / "[ab]*?{c} a=1'"
    folder.mkdir()
    assert len(find_names(world.write(folder), Rule(makes_a=("miss",), threshold=0.0), None)) > 0


def test_a_lasso_may_cross_itself_but_has_no_corner_at_infinity():
    assert region_of([0, 10, 0, 10, 0], [0, 10, 10, 0, 0]) == ((0, 0), (10, 10), (0, 10), (10, 0))
    eight = region_of([0, 5, 10, 10, 5, 0, 0], [0, 5, 0, 10, 5, 10, 0])
    assert eight == ((0, 0), (5, 5), (10, 0), (10, 10), (5, 5), (0, 10))  # its waist is there twice
    assert region_of([0, np.inf, 10, np.nan, 0], [0, 1, 0, 2, 10]) == ((0, 0), (10, 0), (0, 10))


def test_without_labels_by_segment_their_facts_are_not_known(world, tmp_path):
    write_facts(tmp_path / "clips.parquet", [clip_facts(NAMES, world.truth * False, world.weak, dense=False)])
    facts = Index(tmp_path / "clips.parquet", {}, CATEGORIES, T)
    clip = find_page(facts, Rule(classes=(CATEGORIES[1],)), None, 0, 1).clips[0]
    assert (clip.overlapping, clip.agreement, clip.off_screen) == (None, None, None)
    for rule in (Rule(overlapping=(None, 0)), Rule(mismatch=False), Rule(agreement=(0.5, None))):
        assert find_names(facts, rule, None) == []


def test_odd_values_of_a_rule_are_no_error(index):
    for rule in (Rule(text="\0"), Rule(label_count=(None, 1e300)), Rule(a=(-1e308, None))):
        assert isinstance(find_names(index, parse_rule(rule.to_json()), None), list)
    assert find_names(index, parse_rule('{"overlapping": [1%s, null]}' % ("0" * 100)), None) == []
    assert find_page(index, Rule(), None, 10**30, 5).start == 0


def test_a_lasso_of_a_point_or_a_line_is_none():
    assert region_of([1.0, 1.01, 1.0], [2.0, 2.0, 2.0]) == ()
