"""The compare screen in a browser: reached from the clip screen, and back again by a click on a clip."""

import re

import pytest

from tests.browser.player import share
from tests.demo_fixture import CLIPS, SHOWCASE

# The place on the page of the first point in the scatter that is as asked, and how many clips lie there.
POINT = """wanted => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((p) => p.data[0].customdata);
  const about = plot.data[0].customdata;
  const n = about.findIndex(([clip, count]) => (wanted ? clip === wanted : count > 1));
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [{ x, y }] = plot._fullData; // decoded
  return [left + xaxis._offset + xaxis.d2p(x[n]), top + yaxis._offset + yaxis.d2p(y[n]), about[n][1]];
}"""


@pytest.fixture
def compare(screen):
    """The compare screen, opened by its link on the clip screen."""
    screen.open(f"?clip={CLIPS[0]}&a=mmil_mm_pyr&b=leap_mm_pyr")
    screen.page.get_by_role("link", name="Compare").click()
    screen.page.get_by_text("MMIL against LEAP").wait_for()
    return screen


def click_point(page, wanted: str | None) -> int:
    """Click a clip in the scatter or, unless told which, several in one place; gives how many."""
    page.wait_for_timeout(1500)
    page.locator(".js-plotly-plot").scroll_into_view_if_needed()
    x, y, count = page.evaluate(POINT, wanted)
    page.mouse.click(x, y)
    return count


def test_keeps_the_runs_chosen_and_opens_the_clip_that_is_clicked(compare):
    page = compare.page
    assert "/compare" in page.url
    assert page.get_by_test_id("stTable").locator("tbody tr").first.inner_text().startswith("Seg. A")
    assert click_point(page, SHOWCASE) == 1  # where LEAP and MMIL differ
    compare.ready(SHOWCASE)
    assert f"clip={SHOWCASE}" in page.url and "a=mmil_mm_pyr" in page.url and "b=leap_mm_pyr" in page.url


def test_several_clips_in_one_place_open_on_browse(compare):
    count = click_point(compare.page, None)
    assert count > 1
    compare.page.get_by_text(f"{count} of {len(CLIPS)} clips").wait_for()


def test_table_and_view_are_seen_together(compare):
    chart = compare.page.locator(".js-plotly-plot").bounding_box()
    assert chart and chart["y"] + chart["height"] <= 900
    assert compare.page.locator(".scores table").bounding_box()


def test_a_heading_sorts_and_keeps_the_focus(compare):
    page = compare.page
    page.get_by_role("columnheader", name="mAP A").get_by_role("button").click()
    page.locator('th[aria-sort="descending"]').wait_for()
    page.wait_for_url(re.compile("order=-map_audio"))
    assert page.locator(".scores tbody tr").first.get_attribute("class") == "baseline"
    assert page.locator(".scores").evaluate("root => root.querySelector(':focus').textContent") == "mAP A ▼"
    page.keyboard.press("Enter")
    page.locator('th[aria-sort="ascending"]').wait_for()


def test_details_lay_runs_beside_each_other(compare):
    page = compare.page
    page.get_by_role("radio", name="Run details").click()
    page.get_by_text("Settings, data and weights").wait_for()
    assert page.get_by_test_id("stTable").locator("thead").inner_text().split()[-2:] == ["MMIL", "LEAP"]
    page.wait_for_url(re.compile("view=run"))


def test_copies_and_downloads_the_table(compare):
    page = compare.page
    share(page)
    page.get_by_role("radio", name="LaTeX").click()
    page.get_by_text("\\toprule").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the table").click()
    text = download.value.path().read_text()
    assert text.count(r"\textbf{") >= 11 and "Tiny demo (synthetic data)" in text


def test_the_clip_screen_keeps_its_clip_on_the_way_back(compare):
    compare.page.get_by_role("link", name="Clip").click()
    compare.ready(CLIPS[0])
