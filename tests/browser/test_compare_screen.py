"""The compare screen in a browser: reached from the clip screen, and back again by a click on a clip."""

import pytest

from tests.demo_fixture import CLIPS, SHOWCASE

# The place on the page of a clip's point in the scatter.
POINT = """name => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((p) => p.data[0].customdata);
  const n = plot.data[0].customdata.findIndex(([clip]) => clip === name);
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [{ x, y }] = plot._fullData; // decoded
  return [left + xaxis._offset + xaxis.d2p(x[n]), top + yaxis._offset + yaxis.d2p(y[n])];
}"""


@pytest.fixture
def compare(screen):
    """The compare screen, opened by its link on the clip screen."""
    screen.open(f"?clip={CLIPS[0]}&a=mmil_mm_pyr&b=leap_mm_pyr")
    screen.page.get_by_role("link", name="Compare").click()
    screen.page.get_by_text("MMIL against LEAP").wait_for()
    return screen


def test_keeps_the_runs_chosen_and_opens_the_clip_that_is_clicked(compare):
    page = compare.page
    assert "/compare" in page.url
    assert page.locator("table").nth(1).locator("tbody tr").first.inner_text().startswith("Seg. A")
    page.wait_for_timeout(1500)
    page.locator(".js-plotly-plot").nth(1).scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(POINT, SHOWCASE))  # where LEAP and MMIL differ: no other point lies there
    compare.ready(SHOWCASE)
    assert f"clip={SHOWCASE}" in page.url and "a=mmil_mm_pyr" in page.url and "b=leap_mm_pyr" in page.url


def test_copies_and_downloads_the_table(compare):
    page = compare.page
    page.get_by_text("Copy the table").click()
    page.get_by_role("radio", name="LaTeX").click()
    page.get_by_text("\\toprule").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as LaTeX").click()
    text = download.value.path().read_text()
    assert text.count(r"\textbf{") >= 11 and "Tiny demo (synthetic data)" in text


def test_the_clip_screen_keeps_its_clip_on_the_way_back(compare):
    compare.page.get_by_role("link", name="Clip").click()
    compare.ready(CLIPS[0])
