"""The Faith screen in a browser: from the table to a clip that misleads, and to the list of all that do."""

import pytest

from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS
from tests.made_faithfulness import make_faithfulness


@pytest.fixture(scope="module")
def told(demo_root):
    """Results of both runs."""
    for name in ("leap_mm_pyr", "mmil_mm_pyr"):
        make_faithfulness(open_store(demo_root / "runs" / name))


def test_from_the_table_to_the_clips_where_a_map_misleads(screen, told):
    screen.open()
    page = screen.page
    page.get_by_role("link", name="Faith").click()
    page.get_by_text("How faithful each attribution is").wait_for()
    page.locator(".js-plotly-plot .scatterlayer").nth(1).wait_for()
    page.get_by_role("radio", name="Outcome").click()
    page.get_by_text("false alarm").first.wait_for()
    assert "part=outcome" in page.url
    page.get_by_role("button", name="A misleads: in Browse").click()
    page.wait_for_url("**/browse?**")
    page.get_by_role("button", name="LEAP faithful up to 50 %").wait_for()
    page.locator(".clips[data-ready]").wait_for()
    assert page.locator(".clips").get_attribute("data-ready").split() == list(CLIPS[:5])
    page.go_back()
    page.get_by_role("button", name=f"{CLIPS[0]}: ").first.click()
    screen.ready(CLIPS[0])
