"""Texts of strangers become records or one clear error, and nothing else."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Annotated

import pytest
from annotated_types import Interval, Len
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core import presets
from leap_core.browse.rule import _SCHEMA as FILTER
from leap_core.checkpoints import _SCHEMA as CHECKPOINT
from leap_core.config import to_dict
from leap_core.data.dataset import SETTINGS as DATASET
from leap_core.errors import InputError
from leap_core.figures.recipe import _SCHEMA as RECIPE
from leap_core.runs.store import _SCHEMA as RUN
from leap_core.schema import UNIQUE, InYaml, Number, OfKind, Schema, one_of
from leap_core.training_record import TRAINING_RECORD


@dataclass(frozen=True)
class Leg:
    length: float
    foot: str | None = None


@dataclass(frozen=True)
class Animal:
    name: str
    legs: Annotated[tuple[Leg, ...], Len(0, 2)] = ()
    kind: Annotated[str, one_of(("cat", "dog"))] = "cat"
    age: Annotated[int, Interval(ge=0, le=99)] | None = None
    weight: Number = 0
    friends: Annotated[tuple[str, ...], UNIQUE] = ()
    tame: bool = True


JSON = Schema(Animal, "an animal", "Ask a vet.", most=5_000)
YAML = Schema(Animal, "an animal", "Ask a vet.", most=5_000, form="YAML")


def test_a_text_becomes_its_record():
    text = '{"name": "Tom", "legs": [{"length": 2, "foot": null}], "age": 3, "friends": ["Spike"]}'
    tom = Animal("Tom", (Leg(2.0),), age=3, friends=("Spike",))
    assert JSON.parse(text, "x") == YAML.parse(text, "x") == tom
    assert YAML.parse("name: Tom\nlegs: [{length: 2}]\nage: 3\nfriends: [Spike]", "x") == tom


def test_whole_numbers_stay_whole_where_they_are_exact():
    most = 2**53  # from here on a float may be another whole number
    kept = {"2": "2", "2.0": "2.0", "1" + "0" * 30: "1e+30"}
    kept |= {f"{n}": f"{n}" for n in (most, -most)} | {f"{n}": repr(float(n)) for n in (most + 1, -most - 1)}
    weights = [JSON.parse(f'{{"name": "", "weight": {n}}}', "x").weight for n in kept]
    assert [repr(weight) for weight in weights] == list(kept.values())


BROKEN = {
    "": "expected an animal as .*, found ''",
    "[]": r"expected an animal as .*, found '\[\]'",
    '{"name": "T", "name": "J"}': "'name' is there twice",
    '{"name": "T", "legs": [{"length": 1, "length": 2}]}': "'length' is there twice",
    '{"name": "\\ud83d"}': "surrogate|unicode|hex",
    '{"name": "%s"}' % ("x" * 5_000): "an animal of at most 5,000 characters, found more",
    '{"legs": []}': "expected name in an animal",
    '{"name": "T", "legs": [{}]}': r"expected legs\[0\]\.length in an animal",
    '{"name": "T", "wings": 2}': "an animal has no 'wings'",
    '{"name": "T", "legs": [{"length": 1, "claws": 5}]}': r"an animal has no 'legs\[0\]\.claws'",
    '{"name": 3}': "name cannot be 3: it should be a valid string",
    '{"name": "T", "age": "3"}': 'age cannot be "3": it should be a valid integer',
    '{"name": "T", "age": true}': "age cannot be true: it should be a valid integer",
    '{"name": "T", "age": 2.0}': r"age cannot be 2\.0: it should be a valid integer",
    '{"name": "T", "age": 100}': "age cannot be 100: it should be less than or equal to 99",
    '{"name": "T", "tame": 1}': "tame cannot be 1: it should be a valid boolean",
    '{"name": "T", "kind": "cow"}': 'kind cannot be "cow": it should be one of cat, dog',
    '{"name": "T", "weight": "2"}': "it should be a valid integer or be a valid number",
    '{"name": "T", "weight": 1e999}': r'weight cannot be (Infinity|"1e999"): it should be a',
    '{"name": "T", "weight": %s}' % ("9" * 400): "weight cannot be 9{80}: .* be a finite number",
    '{"name": "T", "weight": %s}' % ("9" * 4_400): "Exceeds the limit",
    '{"name": "T", "friends": ["J", "J"]}': r'friends cannot be \["J", "J"\]: it should be without anything',
    '{"name": "T", "legs": [{}, {}, {}]}': r"legs",
    '{"name": "T", "legs": %s}' % ("[" * 1_000 + "]" * 1_000): "nested too deep",
    '{"name": "T", "legs": %s}' % ("[" * 300 + "]" * 300): "nested too deep",
}


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("schema", [JSON, YAML], ids=["JSON", "YAML"])
def test_what_is_wrong_is_named(schema, text):
    with pytest.raises(InputError, match=BROKEN[text]) as caught:
        schema.parse(text, "tom.txt")
    assert (caught.value.source, caught.value.remedy) == ("tom.txt", "Ask a vet.")
    assert len(caught.value.expected) < 400


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", r"expected an animal as YAML, .*, found 'name: \[' \(while parsing"),
        ("!!python/object/apply:os.system [ls]", "expected an animal as YAML"),
        ("name: &n T\nkind: *n", r"an alias \(\*\) is not known here"),
        ("name: 2024-01-01", "date"),
        ("{name: T, [a]: b}", "expected an animal as YAML"),
        ("{name: T, 7: b}", "an animal has no '7'"),
        ("{name: T, weight: .nan}", "weight cannot be NaN"),
    ],
)
def test_yaml_is_names_with_plain_values(text, message):
    with pytest.raises(InputError, match=message):
        YAML.parse(text, "tom.yaml")


def test_a_file_is_read_within_bounds(tmp_path):
    path = tmp_path / "tom.json"
    path.write_text('{"name": "犬"}', encoding="utf-8")
    assert JSON.read(path) == Animal("犬")
    for content, expected in ((b"\xff", "that can be read"), (b" " * 10**6, "of at most 5,000 characters")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=rf"tom\.json: expected an animal {expected}"):
            JSON.read(path)
    for missing in (tmp_path / "no", tmp_path):
        with pytest.raises(InputError, match="expected an animal that can be read"):
            JSON.read(missing)


def test_of_much_that_is_wrong_the_beginning_is_shown():
    much = "x" * 200
    for text, said in {
        f"[{much}": r"found '\[x{79}' \(",
        f'["{much}"]': r"found '\[\"x{78}'$",
        f'{{"name": "T", "{much}": 1}}': "an animal has no 'x{80}'$",
        f'{{"name": "T", "{much}": 1, "{much}": 2}}': "'x{80}' is there twice",
        '{"name": ["犬"]}': r'name cannot be \["犬"\]: it should be a valid string$',
        '{"wings": 2}': "expected name in an animal$",  # the first of two mistakes
    }.items():
        with pytest.raises(InputError) as caught:
            JSON.parse(text, "tom.json")
        assert re.search(said, caught.value.expected), caught.value.expected


def test_as_long_as_it_may_be():
    text = '{"name": "Tom"}'
    assert JSON.parse(text.ljust(5_000), "x") == Animal("Tom")
    with pytest.raises(InputError, match="at most 5,000 characters, found more"):
        JSON.parse(text.ljust(5_001), "x")


@dataclass(frozen=True)
class Cat:
    lives: int = 9


@dataclass(frozen=True)
class Dog:
    breed: str = ""


@pytest.mark.parametrize(
    ("pet", "said"),
    [
        ({"kind": "cow"}, r'pet cannot be \{"kind": "cow"\}: it should be of kind cat, dog'),
        ({"kind": ["cat"]}, "of kind cat, dog"),
        ({"lives": 9}, "of kind cat, dog"),
        ("cat", "of kind cat, dog"),
        ({"kind": "cat", "breed": "Siamese"}, "breed"),
        ({"kind": "cat", "lives": "9"}, "lives"),
    ],
)
def test_a_record_is_of_the_kind_it_names_and_of_its_form(pet, said):
    @dataclass(frozen=True)
    class House:
        pet: Annotated[Cat | Dog, OfKind({"dog": Dog, "cat": Cat})]

    schema = Schema(House, "a house", "Look again.")
    assert schema.parse('{"pet": {"kind": "cat", "lives": 7}}', "x") == House(Cat(7))
    assert schema.parse('{"pet": {"kind": "dog"}}', "x") == House(Dog())
    with pytest.raises(InputError, match=said):
        schema.parse(json.dumps({"pet": pet}), "x")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('"food": "fish"', "a bowl has no 'food'"),
        ('"size": "7"', 'size cannot be "7"'),
        ('"size": NaN', "size cannot be NaN"),
        ('"colour": "red"', 'colour cannot be "red": it should be one of blue, green'),
    ],
)
def test_a_record_is_strict_from_the_first_text_on(field, said):
    @dataclass(frozen=True)
    class Bowl:
        size: float = 1
        colour: Annotated[str, one_of(iter(("blue", "green")))] = "blue"

    with pytest.raises(InputError, match=said):
        Schema(Bowl, "a bowl", "Look again.").parse(f"{{{field}}}", "x")


@pytest.mark.parametrize("version", [1, 2])
def test_a_format_up_to_the_newest_is_read(tmp_path, version):
    path = tmp_path / "tom.json"
    path.write_text(f'{{"name": 3, "format": {version}}}')
    assert JSON.read_format(path, newest=2) == ({"name": 3}, version)


@pytest.mark.parametrize(
    ("version", "said", "remedy"),
    [
        (3, "its format is 3, this version reads up to 2", "Update LEAP Lens."),
        (0, "expected the format of an animal as a whole number from 1, found 0", "Ask a vet."),
        (-1, "found -1", "Ask a vet."),
        (True, "found true", "Ask a vet."),
        (1.0, r"found 1\.0", "Ask a vet."),
        (None, "found null", "Ask a vet."),
        ("x" * 200, 'found "x{79}', "Ask a vet."),
    ],
)
def test_other_formats_are_refused(tmp_path, version, said, remedy):
    path = tmp_path / "tom.json"
    path.write_text(json.dumps({"name": "Tom", "format": version}))
    with pytest.raises(InputError) as caught:
        JSON.read_format(path, newest=2)
    assert re.search(f"{said}$", caught.value.expected) and caught.value.remedy == remedy


@dataclass(frozen=True)
class Written(InYaml):
    words: tuple[str, ...]
    text: str
    other: str


def test_a_record_is_written_as_it_is_read():
    record = Written(("\u00e9",), *["a " * 60 + "b"] * 2)
    lines = record.to_yaml().splitlines()
    assert lines[:2] == ["words:", "- \u00e9"]
    assert [len(line) for line in lines[2:]] == [101, 27, 102, 27]  # broken at a space from 100 on
    assert Schema(Written, "words", "Write some.", form="YAML").parse("\n".join(lines), "a test") == record


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
TREES = st.recursive(
    SCALARS, lambda tree: st.lists(tree, max_size=4) | st.dictionaries(st.text(max_size=5), tree, max_size=4)
)


MODEL = to_dict(presets.leap_han())
KNOWN = dict.fromkeys(("name", "title", "encoder", "decoder", "dataset", "dataset_fingerprint"), "x")
KNOWN |= {
    "split": "val",
    "synthetic": False,
    "categories": ["Dog"],
    "segments": 7,
    "blocks": 2,
    "heads": 4,
    "config": MODEL,
}
GOOD = (
    (FILTER, {}),
    (RECIPE, {"data": "d", "runs": [], "clips": ["c"]}),
    (DATASET, {}),
    (
        TRAINING_RECORD,
        {"model": MODEL, "train": {}, "label_embeddings": "", "dataset": "", "dataset_fingerprint": ""},
    ),
    (RUN, KNOWN | {"checkpoint_sha256": "", "label_embeddings": ""}),
    (CHECKPOINT, {"config": MODEL}),
)


@pytest.mark.parametrize(("schema", "good"), GOOD, ids=[schema.what for schema, _ in GOOD])
def test_any_tree_is_a_record_or_one_error(schema, good):
    assert isinstance(schema.parse(json.dumps(good), "good"), schema.record)
    names = st.sampled_from([*schema.record.__dataclass_fields__]) | st.text(max_size=5)

    @settings(deadline=None, max_examples=60)
    @given(st.dictionaries(names, TREES, max_size=2).map(lambda tree: good | tree) | TREES)
    def read(tree):
        try:
            assert isinstance(schema.parse(json.dumps(tree), "fuzz"), schema.record)
        except InputError as error:
            assert error.source == "fuzz" and error.remedy == schema.remedy

    read()


def test_pydantic_waits_for_the_first_text():
    names = "leap_core, leap_core.cli, leap_core.schema"
    code = f"import sys, {names}; print({{'pydantic', 'numpy'}} & {{*sys.modules}})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
