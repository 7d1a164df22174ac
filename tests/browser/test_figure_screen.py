"""The Figure screen in a browser: the clip looked at becomes a figure, which changes and is taken home."""

import io
import zipfile

import pypdfium2
import pytest

from tests.browser.player import pick
from tests.demo_fixture import CLIPS, SHOWCASE


@pytest.fixture
def figure(screen):
    """The Figure screen, opened by its link on the clip screen of the fourth clip."""
    screen.open(f"?clip={CLIPS[3]}")
    screen.page.get_by_role("link", name="Figure", exact=True).click()
    screen.page.get_by_test_id("stImage").locator("img").wait_for()
    return screen


def downloaded(page, name) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.path().read_bytes()


def in_print(page, millimetres) -> None:
    page.get_by_text(f"{millimetres} by").wait_for()


def test_the_clip_looked_at_becomes_a_figure_to_take_home(figure):
    page = figure.page
    page.get_by_text(f"{CLIPS[3][:11]}  ·  Car, Fire alarm").wait_for()
    in_print(page, "121.9")
    assert abs(page.get_by_test_id("stImage").locator("img").bounding_box()["width"] - 121.92 / 25.4 * 96) < 2
    archive = zipfile.ZipFile(io.BytesIO(downloaded(page, "Download all as a zip")))
    names = [f"leap-lens-{CLIPS[3]}.{ending}" for ending in ("pdf", "pdf.yaml", "tex", "csv")]
    assert archive.namelist() == names
    page_size = pypdfium2.PdfDocument(archive.read(names[0]))[0].get_width()
    assert page_size == pytest.approx(121.92 * 72 / 25.4, abs=0.3)


def test_changes_are_drawn_and_live_in_the_address(figure):
    page = figure.page
    page.get_by_role("radio", name="Bars").click()
    page.wait_for_url("**layout**")
    page.get_by_text("121.9 by 4").wait_for()  # drawn anew, and the controls are at rest
    page.locator("[data-test-script-state=notRunning]").wait_for()
    pick(page.get_by_label("Venue", exact=True), "icml2024")
    in_print(page, "171.4")
    assert "icml2024" in page.url
    assert page.get_by_role("radio", name="Bars").is_checked()


@pytest.fixture
def starred(screen):
    """Two clips starred while the test runs; the notes are of all tests."""
    clips = (CLIPS[0], SHOWCASE)

    def star(pressed: str) -> None:
        for clip in clips:
            screen.open(f"?clip={clip}")
            screen.page.get_by_role("button", name="Star the clip").click()
            screen.page.locator(f"button[aria-label='Star the clip'][aria-pressed={pressed}]").wait_for()

    star("true")
    yield clips
    star("false")


def test_starred_clips_become_a_zip(screen, starred):
    page = screen.page
    page.get_by_role("link", name="Figure", exact=True).click()
    page.get_by_role("button", name="Make 2 figures").click()
    archive = zipfile.ZipFile(io.BytesIO(downloaded(page, "Download 2 of 2 figures")))
    assert {f"{clip}.pdf" for clip in starred} < set(archive.namelist())


def test_the_preview_stays_in_sight_while_its_controls_scroll_by(figure):
    page = figure.page
    page.set_viewport_size({"width": 1440, "height": 620})
    page.get_by_role("radio", name="Bars").click()
    page.get_by_text("121.9 by 4").wait_for()
    preview = page.get_by_test_id("stImage").locator("img")
    before = preview.bounding_box()["y"]
    page.get_by_role("radio", name="PGF").scroll_into_view_if_needed()
    page.get_by_text("Boxes", exact=True).scroll_into_view_if_needed()
    scrolled = page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
    assert scrolled > 200 and preview.bounding_box()["y"] > max(0, before - scrolled + 100)
