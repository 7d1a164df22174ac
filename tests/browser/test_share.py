"""The menu Share in a browser: on three screens each item is made, is as large as was said, and opens."""

import csv
import io
import json
import re
import zipfile

import av
import pypdfium2
import pytest

from leap_app.screens.share import size
from tests.browser.player import share, shows
from tests.browser.test_accessibility import THEMES, found, settled
from tests.demo_fixture import CLIPS


def saved(page, label: str) -> bytes:
    """What a button gives, whose label says how large that is."""
    button = page.get_by_role("button", name=label)
    button.wait_for(timeout=60_000)
    with page.expect_download() as waiting:
        button.click()
    content = waiting.value.path().read_bytes()
    assert button.inner_text() == f"{label} ({size(len(content))})"
    return content


def make(page, what: str) -> None:
    page.get_by_role("button", name=f"Make the {what}", exact=True).click()


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_all_of_the_clip_on_show_after_a_step(screen, look, tmp_path):
    screen.open(f"?clip={CLIPS[0]}")
    page = screen.page
    page.keyboard.press("j")  # a step that reruns no script
    screen.ready(CLIPS[1])
    share(page)
    page.get_by_role("dialog").or_(page.get_by_test_id("stPopoverBody")).get_by_text(
        CLIPS[1][:11]
    ).first.wait_for()
    make(page, "page")
    (tmp_path / "clip.html").write_bytes(saved(page, "Download the page"))
    alone = look((tmp_path / "clip.html").as_uri())
    alone.open()
    alone.ready(CLIPS[1])
    make(page, "figure")
    with pypdfium2.PdfDocument(saved(page, "Download the figure")) as document:
        assert len(document) == 1 and CLIPS[1] in document.get_metadata_dict()["Subject"]
    make(page, "events")
    *files, recipe = names(saved(page, "Download the events as a zip"))
    assert recipe == "leap-lens-audacity.yaml" and files and all(CLIPS[1] in name for name in files)
    page.get_by_role("radio", name="Dark").click()
    make(page, "video")
    with av.open(io.BytesIO(saved(page, "Download the video"))) as file:
        (picture,) = file.streams.video
        assert (picture.width, picture.height, picture.frames) == (1920, 1080, 120)
    screen.ready(CLIPS[1])


def test_the_menu_follows_a_step_that_is_made_while_it_is_open(screen):
    screen.open(f"?clip={CLIPS[0]}")
    page = screen.page
    share(page)
    body = page.get_by_test_id("stPopoverBody")
    body.get_by_text(CLIPS[0][:11]).first.wait_for()
    page.locator(".lens").press("j")
    screen.ready(CLIPS[1])
    share(page) if not body.is_visible() else None
    body.get_by_text(CLIPS[1][:11]).first.wait_for()
    assert f"clip={CLIPS[1]}" in body.get_by_test_id("stCode").first.inner_text()


def test_what_a_rerun_does_is_of_the_clip_on_show(screen):
    screen.open(f"?clip={CLIPS[0]}")
    page = screen.page
    page.keyboard.press("j")
    screen.ready(CLIPS[1])
    page.get_by_role("button", name="Star the clip").click()  # a rerun, with the address of the first load
    page.locator("button[aria-label='Star the clip'][aria-pressed=true]").wait_for()
    page.wait_for_timeout(700)
    page.get_by_role("link", name="Figure", exact=True).click()
    page.wait_for_url(f"**/figure?*clip={CLIPS[1]}*")
    page.get_by_role("link", name="Clip", exact=True).click()
    screen.ready(CLIPS[1])
    page.get_by_role("button", name="Star the clip").click()  # the notes are of all tests
    page.locator("button[aria-label='Star the clip'][aria-pressed=false]").wait_for()
    page.wait_for_timeout(700)


def test_the_list_the_site_and_the_events_of_browse(browse):
    page = browse.page
    page.get_by_label(f"Select {CLIPS[2][:11]}", exact=True).click()
    share(page)
    make(page, "list")
    (row,) = csv.DictReader(saved(page, "Download the list").decode().splitlines())
    assert row["clip"] == CLIPS[2]
    make(page, "site")
    pages = [name for name in names(saved(page, "Download the site as a zip")) if "/clips/" in name]
    assert pages == [f"leap-lens-site/clips/{CLIPS[2]}.html"]
    page.get_by_role("radio", name="6 found").click()
    page.get_by_role("radio", name="JSON").click()
    make(page, "list")
    assert [row["clip"] for row in json.loads(saved(page, "Download the list"))] == list(CLIPS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear", exact=True).click()
    shows(browse, CLIPS)


def test_the_table_and_the_events_of_compare(screen):
    page = screen.page
    page.goto(f"{screen.address}/compare")
    page.get_by_text("LEAP against MMIL").wait_for()
    share(page)
    assert re.search(r"/compare\?.*\ba=leap_mm_pyr", page.get_by_test_id("stCode").first.inner_text())
    page.get_by_role("radio", name="CSV").click()
    page.get_by_test_id("stCode").filter(has_text="| ").wait_for(state="detached")
    table = saved(page, "Download the table").decode()
    assert len([*csv.reader(table.splitlines())]) >= 3
    make(page, "events")
    assert names(saved(page, "Download the events as a zip"))


@THEMES
@pytest.mark.parametrize("where", ["", "browse", "compare"])
def test_nothing_is_found_in_the_open_menu(look, address, where, dark):
    page = look(address, dark).page
    page.goto(f"{address}/{where}")
    page.get_by_role("button", name="About this view").wait_for()
    share(page)
    settled(page)
    assert found(page) == []
