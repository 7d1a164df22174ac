"""docs/studies.md is what its script makes of the bundled results, the means of the bundled clips."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from leap_core.metrics import HEADLINE, SCORES
from leap_core.published import published_scores
from leap_core.studies.clips import scores_of
from leap_core.studies.contrasts import contrasts, in_words
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.results import load
from tests.made_results import made_results

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def make_studies():
    spec = importlib.util.spec_from_file_location("make_studies", DOCS / "make_studies.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_script_makes(make_studies):
    page = (DOCS / "studies.md").read_text(encoding="utf-8")
    assert page == make_studies.text(load(make_studies.KEPT))


def test_the_readme_says_what_was_found(make_studies):
    study = studies(DEMO)["decoder"]
    found = in_words(contrasts(study, load(make_studies.KEPT), published_scores(study.name)))
    readme = " ".join((DOCS.parent / "README.md").read_text(encoding="utf-8").split())
    assert len(found) == 2 and all(words in readme for words in found)


def test_the_tables_can_be_computed_from_the_clips(make_studies):
    found = load(make_studies.KEPT)
    scores = scores_of(found.clips, found.rows.run.tolist()).mean(axis=1)  # (runs, M)
    columns = [SCORES.index(metric) for metric in HEADLINE]
    np.testing.assert_allclose(found.rows[[*HEADLINE]].to_numpy(float), scores[:, columns], rtol=1e-6)


def test_a_page_of_made_up_results(make_studies):
    points = {"decoder": {"HAN, MMIL": 6.0, "HAN, LEAP": 0.0, "MM-Pyr, MMIL": 0.0, "MM-Pyr, LEAP": 6.0}}
    page = make_studies.text(made_results(points, split="study"))
    assert "on the study split, 12 clips" in page and "Decoder: 3." in page
    han, mm_pyr = (line for line in page.splitlines() if line.startswith("- **Decoder**"))
    assert "HAN, LEAP against HAN, MMIL: HAN, MMIL ahead, \N{MINUS SIGN}6" in han
    assert "Published +0.7: opposite direction, other size" in han
    assert "MM-Pyr, LEAP is ahead on 10, MM-Pyr, MMIL on 0" in mm_pyr and "Published" not in mm_pyr
    assert "| HAN, LEAP against HAN, MMIL | Seg. A | \N{MINUS SIGN}6" in page
    assert "**Label queries**: not tested" in page
