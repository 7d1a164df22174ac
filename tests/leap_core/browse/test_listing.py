"""A list as a file: the same rows in every form, with the names of runs and units in the head."""

import csv
import json
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from leap_core.browse import FORMS, Listing, Rule, find_clips, find_names, write_list
from leap_core.data.events import grid_to_events
from leap_core.metrics import METRIC_NAMES
from tests.leap_core.browse.conftest import CATEGORIES, NAMES, WITHOUT, C

RULE = Rule(sort="difference", descending=True, metric="event_event", threshold=0.3, gate="none")
SCORE = f"({METRIC_NAMES[RULE.metric]}, %)"
ODD = 'says "a, b"\nand; c'


@pytest.fixture
def listing(index):
    data = SimpleNamespace(
        name="Made up", split="test", categories=CATEGORIES, segment_seconds=0.5,
        id_of=lambda name: name[:11], annotations=SimpleNamespace(dense=True),
    )  # fmt: skip
    said = {NAMES[3]: (True, ("good", "to do"), ODD)}
    return Listing(data, dict(zip(index.runs, ("leap", "mmil"), strict=True)), RULE, said)


@pytest.fixture
def written(index, listing, tmp_path):
    def write(form: str):
        path = tmp_path / f"list.{form}"
        write_list(path, form, listing, find_clips(index, RULE, None))
        return path

    return write


def rows_of(path, form: str) -> list[dict]:
    if form == "json":
        return json.loads(path.read_text(encoding="utf-8"))
    if form == "parquet":
        return pq.read_table(path).to_pylist()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_clip_in_order_with_what_the_table_shows(world, index, written):
    rows = rows_of(written("json"), "json")
    assert [row["clip"] for row in rows] == find_names(index, RULE, None)
    (row,) = (row for row in rows if row["clip"] == NAMES[3])
    assert (row["id"], row["dataset"], row["split"]) == (NAMES[3][:11], "Made up", "test")
    assert row["labels"] == [CATEGORIES[c] for c in range(C) if world.weak[3, c]]
    heard = grid_to_events(world.truth[3, 0], 0.5)
    assert row["audio events, truth (s)"] == [f"{CATEGORIES[c]} {a:g}-{b:g}" for c, a, b in heard]
    one, other = (row[f"F1 of {name} {SCORE}"] for name in ("leap", "mmil"))
    assert row[f"leap - mmil {SCORE}"] == one - other
    assert (row["threshold"], row["gate"]) == (0.3, "none")
    assert (row["starred"], row["tags"], row["note"]) == (True, ["good", "to do"], ODD)
    (alone,) = (row for row in rows if row["clip"] == NAMES[WITHOUT])
    assert alone["visual events, mmil (s)"] is None and alone[f"F1 of mmil {SCORE}"] is None
    assert alone[f"leap - mmil {SCORE}"] is None and alone["visual events, leap (s)"] is not None


def test_the_forms_agree(written):
    texts, wanted = ({form: rows_of(written(form), form) for form in FORMS}, rows_of(written("json"), "json"))
    assert texts["parquet"] == wanted

    def cell(value):
        if isinstance(value, list):
            return "; ".join(value)
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    assert texts["csv"] == [{name: cell(value) for name, value in row.items()} for row in wanted]


def test_columns_have_their_types(written):
    schema = pq.read_schema(written("parquet"))
    kinds = {name: str(kind) for name, kind in zip(schema.names, schema.types, strict=True)}
    assert kinds["clip"] == "string" and kinds["overlapping events"] == "int64" and kinds["starred"] == "bool"
    assert kinds["labels"].startswith("list<") and kinds["threshold"] == "double"


def test_a_list_of_nothing_has_its_head(listing, tmp_path):
    for form in FORMS:
        path = tmp_path / f"nothing.{form}"
        write_list(path, form, listing, [])
        assert rows_of(path, form) == []
    head = (tmp_path / "nothing.csv").read_text(encoding="utf-8")
    assert head.startswith("clip,id,dataset,split,labels,") and f"leap - mmil {SCORE}" in head
