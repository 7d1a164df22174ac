"""The Studies screen in a browser: from the question to the clips behind two settings."""

import pytest

from leap_app.screens.studies import FOLDER
from leap_core.studies.results import save
from tests.demo_fixture import CLIPS, make_run
from tests.made_results import made_results


@pytest.fixture(scope="module")
def results(demo_root):
    """The read-out study with two seeds, and the runs of the first."""
    folder = demo_root / "runs" / FOLDER
    folder.mkdir()
    found = made_results({"readout": {"first": 0.0, "last": 1.0, "average": 2.0}}, seeds=2)
    save(folder, found)
    for row in found.rows[found.rows.seed == 1].itertuples():
        make_run(folder / row.run, "mmil" if row.setting == "first" else "leap")


def test_from_a_study_to_the_clips_behind_two_settings(screen, results):
    screen.open()
    page = screen.page
    page.get_by_role("link", name="Studies").click()
    page.get_by_role("radio", name="Read-out block").click()
    page.get_by_text("Which of the two blocks should p and P be read from?").wait_for()
    page.locator(".js-plotly-plot .scatterlayer").first.wait_for()
    page.get_by_text("last (LEAP supplementary Table 7)").wait_for()
    page.get_by_text("last against first", exact=True).wait_for()
    page.get_by_role("button", name="Open in Browse").click()
    page.wait_for_url("**/browse?**")
    page.locator(".clips[data-ready]").wait_for()
    first = page.locator(".clips").get_attribute("data-ready").split()[0]
    assert first in CLIPS and "studies%2Fleap-mm_pyr-readout-average%2Fseed-1" in page.url


def test_complexity_is_counted_and_measured(screen):
    screen.open()
    page = screen.page
    page.get_by_role("link", name="Studies").click()
    page.get_by_role("radio", name="Complexity").click()
    page.get_by_text("47.3 M").wait_for()
    page.get_by_text("1.58 M parameters that no forward pass uses").wait_for()
    page.get_by_role("button", name="Measure").click()
    page.get_by_text("one clip, ms").wait_for(timeout=240_000)
