"""Recipes come back as they were written, and what is none is named."""

from dataclasses import asdict

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.errors import InputError
from leap_core.figures.recipe import FORMATS, LAYOUTS, Box, Recipe, parse_recipe, read_recipe
from leap_core.figures.venues import VENUES
from leap_core.metrics import GATES
from leap_core.types import MODALITIES

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
SECONDS = st.tuples(st.floats(0, 9, width=32), st.floats(9.5, 1e6, width=32))
BOXES = st.builds(
    lambda ends, *of: Box(*ends, *of),
    SECONDS, st.none() | TEXT, st.none() | st.sampled_from(MODALITIES), st.none() | TEXT,
)  # fmt: skip


def several(of, least=0, most=4):
    return st.lists(of, min_size=least, max_size=most, unique=True).map(tuple)


RECIPES = st.builds(
    Recipe,
    data=TEXT,
    runs=several(TEXT),
    clips=several(TEXT, 1),
    layout=st.sampled_from(LAYOUTS),
    columns=st.integers(1, 4),
    venue=st.sampled_from(VENUES),
    width=st.sampled_from(["column", "text"]) | st.floats(40, 500),
    format=st.sampled_from(FORMATS),
    threshold=st.floats(0, 1),
    gate=st.sampled_from(GATES),
    maps=several(st.sampled_from("YASP")),
    block=st.sampled_from(["last", "mean"]) | st.integers(1, 99),
    classes=several(TEXT),
    boxes=several(BOXES),
    frames=st.booleans(),
    grey=st.booleans(),
    stores=several(TEXT),
    command=TEXT,
)


@settings(deadline=None)  # the schema is made at the first
@given(RECIPES)
def test_a_recipe_comes_back_and_is_written_the_same(recipe):
    text = recipe.to_yaml()
    assert parse_recipe(text) == recipe and parse_recipe(text).to_yaml() == text


def test_a_recipe_names_what_it_needs_and_no_more():
    short = parse_recipe("{data: d, runs: [r], clips: [c]}")
    assert short == Recipe("d", ("r",), ("c",))
    assert list(yaml.safe_load(short.to_yaml())) == list(asdict(short))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a recipe as YAML"),
        ("[1]", "expected a recipe as YAML"),
        ("a: [", "expected a recipe as YAML"),
        ("!!python/object/apply:os.system [ls]", "expected a recipe as YAML"),
        ("x" * 200_000, "a recipe of at most 100,000 characters"),
        ("data: d", "expected runs in a recipe"),
        ("{data: d, runs: []}", "expected clips in a recipe"),
        ("{data: d, runs: [r], clips: [c], colour: red}", "a recipe has no 'colour'"),
        ("{data: d, runs: [r], clips: []}", "clips cannot be []: it should have at least 1 item"),
        (
            "{data: d, runs: [r], clips: [c, c]}",
            'clips cannot be ["c", "c"]: it should be without anything twice',
        ),
        ("{data: d, runs: [a, b, c, d, e, f, g], clips: [c]}", "it should have at most 6 items"),
        ("{data: 1, runs: [r], clips: [c]}", "data cannot be 1: it should be a valid string"),
        (
            "{data: d, runs: [r], clips: [c], layout: poster}",
            'layout cannot be "poster": it should be one of full, compact, maps, bars',
        ),
        ("{data: d, runs: [r], clips: [c], venue: tabloid}", 'venue cannot be "tabloid"'),
        (
            "{data: d, runs: [r], clips: [c], columns: 9}",
            "columns cannot be 9: it should be less than or equal to 4",
        ),
        ("{data: d, runs: [r], clips: [c], columns: true}", "columns cannot be true"),
        (
            "{data: d, runs: [r], clips: [c], width: wide}",
            'width cannot be "wide": it should be one of column, text or be a valid',
        ),
        ("{data: d, runs: [r], clips: [c], width: .inf}", "width cannot be Infinity"),
        ("{data: d, runs: [r], clips: [c], threshold: 2}", "threshold cannot be 2"),
        ("{data: d, runs: [r], clips: [c], maps: [7]}", "maps[0] cannot be 7"),
        ("{data: d, runs: [r], clips: [c], block: 0}", "block cannot be 0"),
        ("{data: d, runs: [r], clips: [c], grey: 1}", "grey cannot be 1"),
        ("{data: d, runs: [r], clips: [c], boxes: [{onset: 1}]}", "expected boxes[0].offset in a recipe"),
        ("{data: d, runs: [r], clips: [c], boxes: [{onset: 3, offset: 2}]}", "boxes[0] cannot be"),
        ("{data: d, runs: [r], clips: [c], boxes: [{onset: 1, offset: 2, row: 3}]}", "has no 'boxes[0].row'"),
    ],
)
def test_what_is_no_recipe_is_named(text, message):
    with pytest.raises(InputError) as caught:
        parse_recipe(text, "fig5.yaml")
    assert message in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"data: \xff")
    for name in ("no.yaml", "latin.yaml"):
        with pytest.raises(InputError, match="expected a recipe that can be read"):
            read_recipe(tmp_path / name)
