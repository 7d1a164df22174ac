"""What two files say of a clip is united, and comes back from JSON and CSV as it was."""

import csv
import io
import json
from dataclasses import asdict, replace
from datetime import UTC
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_app.remarks import FORMS, LONGEST, MOST_BYTES, Remark, _is_tag, merged, read_remarks, to_text
from leap_core.errors import InputError

LETTERS = st.sampled_from("ab \n,\"\u2028\r;=-'") | st.characters(exclude_categories=["Cs"])
TEXT = st.text(LETTERS, max_size=60)
PRINTABLE = st.characters(exclude_categories=["C", "Z"])
TAGS = st.sets(st.text(PRINTABLE, max_size=9).filter(_is_tag), max_size=3).map(
    lambda tags: tuple(sorted(tags))
)
TIMES = st.just("") | st.datetimes(timezones=st.just(UTC)).map(
    lambda time: time.isoformat(timespec="seconds")
)
SAID = {
    "starred": st.booleans(),
    "tags": TAGS,
    "note": TEXT.map(lambda text: text.replace("\r\n", "\n").strip()),
    "changed": TIMES,
    "author": st.text(PRINTABLE, max_size=9),
    "written": TIMES,
}
OF_ONE = st.builds(Remark, st.just("LLP"), st.just("dog"), **SAID)
NAMES = st.text(PRINTABLE, min_size=1, max_size=9)
ANY = st.builds(Remark, NAMES, NAMES, **SAID)


def paragraphs(note: str) -> set[str]:
    parts, lines = [[]], note.split("\n")
    for line in lines:
        parts[-1].append(line) if line.strip() else parts.append([])
    return {"\n".join(part).strip() for part in parts if part}


@given(OF_ONE, OF_ONE)
def test_merging_loses_nothing_and_takes_no_side(one, other):
    both, turned = merged(one, other), merged(other, one)
    assert paragraphs(both.note) == paragraphs(turned.note) == paragraphs(one.note) | paragraphs(other.note)
    assert replace(both, note="") == replace(turned, note="")
    assert both.starred == (one.starred or other.starred) and {*both.tags} == {*one.tags, *other.tags}
    assert both.changed == max(one.changed, other.changed)
    assert (both.written, both.author) in {(one.written, one.author), (other.written, other.author)}
    assert both.written == max(one.written, other.written)


@given(OF_ONE, OF_ONE, OF_ONE)
def test_merging_again_changes_nothing(one, other, third):
    assert merged(one, one) == one
    all_three = reduce(merged, (one, other, third))
    for again in (one, other, third, merged(other, third), all_three):
        assert merged(all_three, again) == all_three


@given(st.lists(ANY, max_size=4), st.sampled_from(FORMS))
@settings(deadline=None)
def test_files_hold_what_was_written(remarks, form):
    text = to_text(remarks, form)
    assert list(read_remarks(text.encode(), f"notes.{form}")) == remarks
    assert list(read_remarks(b"\xef\xbb\xbf" + text.encode(), f"NOTES.{form.upper()}")) == remarks


@pytest.mark.parametrize("text", ['=LINK("https://evil.example")', "-1+cmd|' /C calc'!A0", "@SUM(1)", "+1 2"])
def test_no_spreadsheet_carries_out_what_somebody_wrote(text):
    remark = Remark(text, text, True, (text.replace(",", ""),), text, author=text)
    written = to_text([remark, Remark("LLP", "-0Kq3_30_40")], "csv")
    _, (*cells,), (_, other, *_) = csv.reader(io.StringIO(written))
    assert [cell[0] for cell in cells if cell not in ("true", "")] == ["'"] * 5 and other == "-0Kq3_30_40"


def test_a_spreadsheet_may_write_its_own_way():
    text = 'filename,dataset,starred,tags\r\ndog,LLP,TRUE,"good ,to  do"\r\ncat,LLP,,\r\n'
    assert read_remarks(text.encode(), "n.csv") == (
        Remark("LLP", "dog", True, ("good", "to do")),
        Remark("LLP", "cat"),
    )


def test_notes_of_the_first_versions_are_read():
    old = {"dataset": "LLP", "filename": "dog", "starred": True, "note": "barks"}
    wanted = Remark("LLP", "dog", True, note="barks", changed="2026-01-02T03:04:05+00:00")
    assert read_remarks(json.dumps([{**old, "changed": wanted.changed}]).encode(), "n.json") == (wanted,)


GOOD = asdict(Remark("LLP", "dog"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("n.json", b"", "expected notes as JSON"),
        ("n.json", b"\xff", "expected notes as JSON"),
        ("n.json", b"[" * 100_000, "expected notes as JSON"),
        ("n.json", b"{}", "clips cannot be {}: it should be a valid array"),
        ("n.json", b'[{"dataset": "LLP"}]', "expected clips[0].filename in notes"),
        ("n.json", json.dumps([GOOD, {**GOOD, "starred": 1}]).encode(), "clips[1].starred cannot be 1"),
        ("n.json", json.dumps([{**GOOD, "colour": "red"}]).encode(), "notes has no 'clips[0].colour'"),
        ("n.json", json.dumps([{**GOOD, "tags": ["a,b"]}]).encode(), "it should be 1 to 30 characters"),
        ("n.json", json.dumps([{**GOOD, "note": "x" * (LONGEST + 1)}]).encode(), "clips[0].note cannot be"),
        ("n.json", json.dumps([{**GOOD, "changed": "yesterday"}]).encode(), "it should be a time as 2026"),
        ("n.json", json.dumps([{**GOOD, "author": "a\nb"}]).encode(), "it should be a name to print"),
        ("n.json", b'[{"dataset": "a", "dataset": "b"}]', "'dataset' is there twice"),
        ("n.json", b" " * (MOST_BYTES + 1), "at most 10,000,000 bytes, found 10,000,001"),
        ("n.csv", b"dataset,filename,starred\nLLP,dog,maybe\n", "line 2 has neither true nor false"),
        ("n.csv", b"dataset,filename\nLLP\n", "line 2 has not as many cells as the first"),
        ("n.csv", b"dataset,filename\nLLP,dog,more\n", "line 2 has not as many cells as the first"),
        ("n.csv", b"filename\ndog\n", "does not name dataset and filename"),
        ("n.csv", b"", "does not name dataset and filename"),
        ("n.csv", b'dataset,filename\n"LLP,dog\n', "expected notes as CSV"),
        ("n.csv", b"dataset,filename\n" + b"x" * 200_000 + b",dog\n", "field larger than field limit"),
    ],
)
def test_what_are_no_notes_is_named(name, content, message):
    with pytest.raises(InputError) as caught:
        read_remarks(content, name)
    assert caught.value.source == name and message in str(caught.value)
