"""What the user says of clips, as records: merged without loss, read from and written to JSON and CSV.

Two files about one clip are united: starred if either says so, the tags of both, the notes of both, without
the paragraphs that both have; its author is who wrote last.  To merge the same again changes nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated

from annotated_types import Len

from leap_core.errors import InputError, reason
from leap_core.schema import Must, Schema, once
from leap_core.tables import cell, text_of_cell

LONGEST = 10_000  # characters of a note
LONGEST_TAG = 30  # likewise
LONGEST_AUTHOR = 80  # likewise
MOST_BYTES = 10_000_000  # of a file of notes
FORMS = ("json", "csv")
_SEPARATOR = ", "  # of tags in a cell of CSV: no tag has a comma
_YES = {"true": True, "false": False, "": False}  # as our CSV writes a star, and spreadsheets, in capitals
_REMEDY = "Export notes on the Browse screen to see what they look like."


def _is_tag(text: str) -> bool:
    normal = text == " ".join(text.split()) and text.isprintable() and "," not in text
    return normal and 0 < len(text) <= LONGEST_TAG


def _is_time(text: str) -> bool:
    try:
        return not text or utc(datetime.fromisoformat(text)) == text
    except (ValueError, OverflowError):
        return False


def utc(time: datetime) -> str:
    """A time as notes have it: UTC, ISO 8601, whole seconds."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


_OF_TAG = f"1 to {LONGEST_TAG} characters to print, without a comma"
Name = Annotated[str, Len(1, 300), Must("a name to print", str.isprintable)]
Tag = Annotated[str, Must(_OF_TAG, _is_tag)]
Author = Annotated[str, Len(0, LONGEST_AUTHOR), Must("a name to print", str.isprintable)]
Text = Annotated[str, Len(0, LONGEST), Must("without space around it", lambda text: text == text.strip())]
Time = Annotated[str, Must("a time as 2026-11-26T11:00:00+00:00", _is_time)]


@dataclass(frozen=True)
class Note:
    """What the user says of a clip."""

    starred: bool = False
    tags: tuple[str, ...] = ()  # in order of the alphabet
    text: str = ""
    by: str = ""  # its author and time, in words; empty where nobody is named


@dataclass(frozen=True)
class Remark:
    """The same with the clip that it is said of, as it is exported and imported."""

    dataset: Name
    filename: Name
    starred: bool = False
    tags: Annotated[tuple[Tag, ...], Len(0, 1000)] = ()
    note: Text = ""
    changed: Time = ""
    author: Author = ""  # who wrote the note last, empty where unknown, and when
    written: Time = ""


@dataclass(frozen=True)
class _Remarks:
    clips: tuple[Remark, ...]


_SCHEMA = Schema(_Remarks, "notes", _REMEDY, MOST_BYTES)


def tag_of(text: str) -> str:
    """A tag as it is kept, spaces set right.  Raises InputError where it is none."""
    tag = " ".join(text.split())
    if not _is_tag(tag):
        raise InputError("tag", f"expected {_OF_TAG}, found {text[:80]!r}", "Choose another word.")
    return tag


def text_of(text: str) -> str:
    """A note as it is kept: without space around it; half a surrogate pair cannot be stored."""
    return text.strip().encode("utf-8", "replace").decode()


def author_of(name: str) -> str:
    """A name as notes keep it: what of it can be printed, at most 80 characters."""
    return "".join(filter(str.isprintable, name)).strip()[:LONGEST_AUTHOR]


def by(remark: Remark) -> str:
    """Who wrote the note: `by Ada, 2026-11-26 12:03 UTC`; empty where nobody is named."""
    if not remark.author:
        return ""
    time = f", {remark.written[:16].replace('T', ' ')} UTC" if remark.written else ""
    return f"by {remark.author}{time}"


def merged(ours: Remark, theirs: Remark) -> Remark:
    """What two files say of one clip; the order of the notes is ours first."""
    ours_said = _paragraphs(ours.note)
    written, author = max((ours.written, ours.author), (theirs.written, theirs.author))
    new = [part for part in dict.fromkeys(_paragraphs(theirs.note)) if part not in ours_said]
    return replace(
        ours,
        starred=ours.starred or theirs.starred,
        tags=tuple(sorted({*ours.tags, *theirs.tags})),
        note="\n\n".join((ours.note, *new)) if ours.note else theirs.note,
        changed=max(ours.changed, theirs.changed),
        author=author,
        written=written,
    )


def _paragraphs(text: str) -> list[str]:
    lines = groupby(text.split("\n"), key=lambda line: bool(line.strip()))
    return ["\n".join(part).strip() for filled, part in lines if filled]


def to_text(remarks: Iterable[Remark], form: str) -> str:
    """Remarks as a file of one of FORMS."""
    records = [asdict(remark) for remark in remarks]
    if form == "json":
        return json.dumps(records, indent=1, ensure_ascii=False) + "\n"
    file = io.StringIO()
    names = [field.name for field in fields(Remark)]
    writer = csv.DictWriter(file, names)  # what ends its lines, \r and \n, it quotes where a note has it
    writer.writeheader()
    for record in records:
        starred = "true" if record["starred"] else "false"
        row = record | {"starred": starred, "tags": _SEPARATOR.join(record["tags"])}
        writer.writerow({name: cell(text) for name, text in row.items()})
    return file.getvalue()


def read_remarks(content: bytes, source: str) -> tuple[Remark, ...]:
    """Remarks of a file, CSV where `source` ends so, else JSON.  Raises InputError on anything else."""
    if len(content) > MOST_BYTES:
        expected = f"expected notes of at most {MOST_BYTES:,} bytes, found {len(content):,}"
        raise InputError(source, expected, "Split the file.")
    form = "CSV" if source.lower().endswith(".csv") else "JSON"
    try:
        text = content.decode("utf-8-sig")
        records = _csv_records(text) if form == "CSV" else json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError, csv.Error) as error:
        raise InputError(source, f"expected notes as {form} ({reason(error)})", _REMEDY) from error
    return _SCHEMA.fit({"clips": records}, source).clips


def _csv_records(text: str) -> list[dict]:
    """Raises ValueError or csv.Error, with the line, where a row is not as the head says."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if not {"dataset", "filename"} <= {*(reader.fieldnames or ())}:
        raise ValueError("its first line does not name dataset and filename")
    records = []
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"line {reader.line_num} has not as many cells as the first")
        row = {name: text_of_cell(text) for name, text in row.items()}
        record: dict = {**row, "note": row.get("note", "").replace("\r\n", "\n").strip()}
        if (starred := row.get("starred", "").casefold()) not in _YES:
            raise ValueError(f"line {reader.line_num} has neither true nor false under starred")
        record |= {"starred": _YES[starred]}
        record["tags"] = [" ".join(tag.split()) for tag in row.get("tags", "").split(",") if tag.strip()]
        records.append(record)
    return records
