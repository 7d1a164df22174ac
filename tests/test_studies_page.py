"""docs/studies.md is what its script makes of the bundled results."""

import importlib.util
from pathlib import Path

from leap_core.studies.results import load

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_is_what_the_script_makes():
    spec = importlib.util.spec_from_file_location("make_studies", DOCS / "make_studies.py")
    make_studies = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_studies)
    page = (DOCS / "studies.md").read_text(encoding="utf-8")
    assert page == make_studies.text(load(make_studies.RESULTS))
