"""The table of what venues take has a source for every row."""

import re
from datetime import date
from pathlib import Path

import pytest

from leap_core.errors import InputError
from leap_core.sharing.venues import supplement_of, supplements


def test_every_limit_has_its_page_and_the_day_it_was_read():
    assert supplements()
    for venue, row in supplements().items():
        assert re.fullmatch(r"[a-z]+\d{4}", venue) and row.max_mb > 0
        assert row.address.startswith("https://") and f"{row.max_mb:g} MB" in row.says
        assert date.fromisoformat(row.read)


def test_the_page_shows_the_table():
    page = (Path(__file__).parents[3] / "docs" / "sharing.md").read_text(encoding="utf-8")
    for venue, row in supplements().items():
        assert f"| `{venue}` | {row.max_mb:g} MB | [{row.says}]({row.address}) | {row.read} |" in page


def test_a_venue_by_name():
    assert supplement_of("neurips2023").max_mb == 100
    with pytest.raises(InputError, match="no venue 'cvpr1066', only neurips2023"):
        supplement_of("cvpr1066")
