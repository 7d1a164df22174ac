"""The records that the screens give to the browser are those that its JavaScript is checked against."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from leap_app.standalone import page
from leap_core.browse import Rule
from leap_core.data.dataset import open_dataset
from leap_core.runs.store import open_store
from tests.app.test_clip import drawn
from tests.app.test_standalone import blocks
from tests.demo_fixture import SHOWCASE

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "app" / "components" / "shared" / "records.d.ts"
TSC = ROOT / "node_modules" / ".bin" / "tsc"
NO_TSC = "no TypeScript found; install it by `npm ci`"


@pytest.fixture
def wrong(tmp_path):
    """What the type checker says of a record: `wrong(kind, record)`; unknown and missing keys are errors."""
    if not TSC.exists() or shutil.which("node") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_TSC)

    def check(kind: str, record: dict) -> str:
        file = tmp_path / "record.ts"
        imported = f"import type {{ {kind} }} from {json.dumps(str(RECORDS))};\n"
        file.write_text(f"{imported}export const record: {kind} = {json.dumps(record)};\n", encoding="utf-8")
        options = ["--noEmit", "--strict", "--ignoreConfig", "--target", "es2023", "--module", "es2022"]
        command = [str(TSC), *options, str(file)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    return check


def test_the_view_of_a_clip(open_screen, wrong):
    view = drawn(open_screen())
    assert view["runs"][0]["maps"]
    assert wrong("View", view) == ""
    assert "more" in wrong("View", view | {"more": 1})
    assert "'kinds' is missing" in wrong("View", {key: view[key] for key in view if key != "kinds"})


def test_the_stored_view_of_a_clip(demo, wrong):
    stores = [open_store(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    ((_, stored),) = blocks(page(open_dataset(demo), stores, [SHOWCASE])).items()
    assert wrong("View", stored["record"]) == ""


def test_a_page_of_clips(open_browse, wrong):
    view = drawn(open_browse(Rule()))
    assert view["clips"]
    assert wrong("ClipsView", view) == ""


def test_the_table_of_scores(open_compare, wrong):
    view = drawn(open_compare(published="1", order="-Avg."))
    assert {row["kind"] for row in view["rows"]} == {"baseline", "run", "apart"}
    assert wrong("ScoresView", view) == ""
