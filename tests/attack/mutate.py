"""Whole bytes become broken ones: a `Mutator` draws what to break.

Those of a format know its structure, so that what they make gets past the first check.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import yaml

Mutator = Callable[[Random, bytes], bytes]

DEEP = "\0deep\0"  # stands for more brackets than any reader should follow
ODD_TEXTS = (
    *(
        "",
        " ",
        "\n",
        "\0",
        "\ud800",
        "é" * 7,
        "x" * 100_000,
        "../../etc/passwd",
        "/etc/passwd",
        "nan",
        "-inf",
    ),
    *("<script>alert(1)</script>", "\\input{x}", "$(reboot)", "1e999", "0x10", "१२", "\u202e", "a\r\nb: c"),
    *("'; DROP TABLE clip; --", "{}", "[]", "null", "%00", "C:\\x", "9" * 5_000, "-1", "0.5.5", "\x1b[31m"),
)
ODD_NUMBERS = (
    0,
    -1,
    1,
    2,
    63,
    65,
    10**4,
    2**31,
    2**53 + 1,
    10**9,
    10**18,
    10**400,
    -(2**63),
    0.5,
    -0.0,
    1e308,
)
ODD_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        float("nan"),
        float("inf"),
        [],
        {},
        [[]],
        [None],
        {"": None},
        {"kind": "leap"},
        DEEP,
    ),
    *ODD_NUMBERS,
    *ODD_TEXTS,
)


def flipped(draw: Random, data: bytes) -> bytes:
    """One to ten bytes are others."""
    out = bytearray(data)
    for _ in range(draw.randint(1, 10) if out else 0):
        out[draw.randrange(len(out))] = draw.randrange(256)
    return bytes(out)


def flipped_near_an_end(draw: Random, data: bytes) -> bytes:
    """Likewise where headers and footers are."""
    out = bytearray(data)
    for _ in range(draw.randint(1, 4) if out else 0):
        place = min(int(draw.expovariate(1 / 64)), len(out) - 1)
        out[place if draw.random() < 0.5 else -1 - place] = draw.randrange(256)
    return bytes(out)


def cut(draw: Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: draw.randrange(len(data))] if data else data


def inserted(draw: Random, data: bytes) -> bytes:
    """Bytes stand between that do not belong there."""
    place = draw.randint(0, len(data))
    return data[:place] + draw.randbytes(draw.choice((1, 7, 64, 4096))) + data[place:]


def doubled(draw: Random, data: bytes) -> bytes:
    """A block is there twice."""
    start, size = draw.randint(0, len(data)), draw.choice((1, 16, 512, len(data)))
    return data[: start + size] + data[start:]


def dropped(draw: Random, data: bytes) -> bytes:
    """A block is missing."""
    start = draw.randint(0, len(data))
    return data[:start] + data[start + draw.choice((1, 4, 16, 512)) :]


def zeroed(draw: Random, data: bytes) -> bytes:
    """A block is zero, as a disk leaves it."""
    start, size = draw.randint(0, len(data)), draw.choice((4, 64, 512, 4096))
    return data[:start] + bytes(min(size, len(data) - start)) + data[start + size :]


def other(draw: Random, data: bytes) -> bytes:
    """Another file altogether."""
    heads = b"", b"\x93NUMPY", b"PK\x03\x04", b"PAR1", b"SQLite format 3\0", b"{", b"RIFF", b"\xff\xfe", b"\0"
    return draw.choice(heads) + draw.randbytes(draw.choice((0, 1, 100, 5000)))


BYTES: tuple[Mutator, ...] = (
    *(flipped, flipped, flipped_near_an_end, cut, inserted, doubled, dropped, zeroed, other),
)


def json_(draw: Random, data: bytes) -> bytes:
    """One to three places of a JSON text hold something odd, are missing or there twice."""
    tree = json.loads(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        tree = other_tree(draw, tree)
    text = json.dumps(tree).replace(
        json.dumps(DEEP), draw.choice(("[", '{"a":')) * draw.choice((150, 99_999))
    )
    if draw.random() < 0.05 and text.startswith("{") and isinstance(tree, dict) and tree:
        name = draw.choice([*tree])
        text = "{" + f"{json.dumps(name)}: {json.dumps(draw.choice(ODD_NUMBERS))}, {text[1:]}"
    return text.encode()


def other_tree(draw: Random, tree: Any) -> Any:
    """A place of a tree of dicts and lists holds something odd, is missing or called otherwise."""
    places = _places(tree, ())
    place = draw.choice(places)
    if not place:
        return draw.choice(ODD_VALUES)
    tree = copy.deepcopy(tree)
    *before, last = place
    parent = tree
    for step in before:
        parent = parent[step]
    way = draw.random()
    if way < 0.15:
        del parent[last]
    elif way < 0.25 and isinstance(parent, dict):
        parent[draw.choice(("", "kind", "format", "x" * 300, f"{last}s"))] = parent.pop(last)
    elif way < 0.35:
        other_place = draw.choice(places[1:])
        value = tree
        for step in other_place:
            value = value[step] if _has(value, step) else None
        parent[last] = copy.deepcopy(value)
    else:
        parent[last] = draw.choice(ODD_VALUES)
    return tree


def _has(value: Any, step: Any) -> bool:
    return step in value if isinstance(value, dict) else isinstance(value, list) and step < len(value)


def _places(tree: Any, before: tuple) -> list[tuple]:
    found = [before]
    if isinstance(tree, dict | list) and len(found) < 2_000:
        pairs = list(tree.items() if isinstance(tree, dict) else enumerate(tree))
        for step, value in pairs[:40]:
            found += _places(value, (*before, step))
    return found


def yaml_(draw: Random, data: bytes) -> bytes:
    """Odd values as JSON, which is YAML, or what YAML alone has."""
    if draw.random() < 0.8:
        return json_(draw, json.dumps(yaml.safe_load(data)).encode())
    bombs = (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "!!python/object/apply:os.system [id]\n",
        "? [a]\n: b\n",
        "- " * 5_000, "data: !!binary x\n", "clips: 2024-01-01\n", "%YAML 9.9\n---\n", "{" * 3_000, "a: b: c",
        "data: !!float nan\n", "--- a\n--- b\n", "<<: {a: 1}\n", "clips: [0o7, 1_000, 12:30:45]\n", "\t- a",
    )  # fmt: skip
    return draw.choice(bombs).encode() + draw.choice((b"", b"\n" + data))


def lines(draw: Random, data: bytes) -> bytes:
    """Cells of a CSV text are odd, missing or too many; lines are twice, elsewhere, or end otherwise."""
    text = data.decode("utf-8", "replace")
    between = "\t" if "\t" in text else " " if text.count(" ") > text.count(",") else ","
    rows = [line.split(between) for line in text.splitlines()] or [[""]]
    for _ in range(draw.choice((1, 1, 2, 4))):
        row = draw.choice(rows[:1] if draw.random() < 0.2 else rows)
        way, place = draw.random(), draw.randrange(len(row) or 1)
        if way < 0.6 and row:
            row[place] = str(draw.choice((*ODD_TEXTS, *(n for n in ODD_NUMBERS if n != 10**400))))
        elif way < 0.7 and row:
            del row[place]
        elif way < 0.8:
            row.insert(place, draw.choice(ODD_TEXTS))
        elif way < 0.9:
            rows.insert(draw.randint(0, len(rows)), list(row))
        else:
            draw.shuffle(rows)
    ending = draw.choice(("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\x0b", "\u2028"))
    head = draw.choice(("", "", "", "\ufeff", '"'))
    return (head + ending.join(between.join(row) for row in rows)).encode("utf-8", "surrogatepass")
