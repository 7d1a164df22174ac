"""Clips selected on Browse: what is done with them at once, and what playing them costs."""

import json

from tests.browser.player import enter, pick, share, shows
from tests.demo_fixture import CLIPS, WITHOUT_VIDEO

IDS = [name[:11] for name in CLIPS]


def box(screen, place: int):
    return screen.page.get_by_label(f"Select {IDS[place]}", exact=True)


def says(screen, text: str) -> None:
    screen.page.locator(".bar strong", has_text=text).wait_for()


def test_a_selection_outlasts_filters_and_screens_and_reruns_nothing(browse):
    page = browse.page
    page.wait_for_timeout(1000)
    sent = browse.sent
    box(browse, 1).click()
    box(browse, 3).click(modifiers=["Shift"])
    box(browse, 2).click()
    says(browse, "2 selected")
    assert browse.sent == sent
    field = page.get_by_label("Clip id contains")
    enter(field, "tst0001")
    shows(browse, CLIPS[:1])
    says(browse, "2 selected")
    box(browse, 0).press("Space")
    says(browse, "3 selected")
    page.get_by_role("link", name="Compare").click()
    page.wait_for_url("**/compare**")
    page.locator(".clips").wait_for(state="detached")
    page.get_by_role("link", name="Browse").click()
    says(browse, "3 selected")
    page.get_by_role("button", name="Clear", exact=True).click()
    says(browse, "0 selected")
    page.get_by_role("button", name="Select all 1 found").click()
    says(browse, "1 selected")
    page.get_by_role("button", name="Clear", exact=True).click()


def test_tag_filter_by_the_tag_and_take_it_away(browse):
    page = browse.page
    box(browse, 1).click()
    box(browse, 3).click()
    page.get_by_label("Tag", exact=True).fill("<b>late</b>")
    page.get_by_role("button", name="Tag", exact=True).click()
    page.locator(".card .tag", has_text="<b>late</b>").nth(1).wait_for()
    pick(page.get_by_label("Your tags, all of them"), "<b>late</b>")
    shows(browse, [CLIPS[1], CLIPS[3]])
    page.keyboard.press("Escape")
    page.get_by_role("link", name=f"Open {IDS[1]}").click()
    browse.ready(CLIPS[1])
    page.get_by_label("Remove the tag <b>late</b>").click()
    enter(page.get_by_label("Add a tag"), "good")
    page.wait_for_timeout(1500)
    page.get_by_role("link", name="Browse").click()
    shows(browse, [CLIPS[3]])
    page.get_by_role("button", name="Select all 1 found").click()
    page.get_by_label("Tag", exact=True).fill("<b>late</b>")
    page.get_by_role("button", name="Untag", exact=True).click()
    page.get_by_text("No clip is as the filter asks.").wait_for()


def test_figures_of_the_selected(browse):
    page = browse.page
    box(browse, 0).click()
    box(browse, 2).click()
    share(page)
    page.get_by_role("radio", name="2 selected").wait_for()
    page.get_by_role("button", name="Open as figures").click()
    page.get_by_role("button", name="Make 2 figures").wait_for()
    assert json.loads(page.evaluate("new URLSearchParams(location.search).get('figure')")) == {
        "clips": [CLIPS[0], CLIPS[2]]
    }
    page.get_by_role("link", name="Browse").click()
    page.get_by_role("button", name="Clear", exact=True).click()


def test_cards_play_one_at_a_time_and_load_nothing_before(browse):
    page = browse.page
    videos = lambda: [u for u in browse.requests if u.endswith(CLIPS)]  # noqa: E731
    playing = page.locator(".clips video")
    page.wait_for_timeout(500)
    before = len(videos())  # of the clip screen
    page.locator(".card").nth(2).hover()
    playing.wait_for()
    assert playing.evaluate("v => v.muted") and len(videos()) == before + 1
    page.keyboard.press("m")
    assert not playing.evaluate("v => v.muted")
    page.locator(".card").nth(CLIPS.index(WITHOUT_VIDEO)).hover()
    playing.wait_for(state="detached")
    page.locator(".card").nth(1).hover()
    playing.wait_for()
    page.keyboard.press("m")
    assert playing.count() == 1 and playing.evaluate("v => v.muted")
    assert playing.evaluate("v => v.src").endswith(CLIPS[1])


def test_more_like_this_puts_the_clip_first_and_its_chip_takes_that_back(browse):
    page = browse.page
    page.locator(".card").nth(2).get_by_role("button", name="More like this").click()
    page.locator(f'.clips[data-ready^="{CLIPS[2]} "]').wait_for()
    assert json.loads(page.evaluate("new URLSearchParams(location.search).get('filter')")) == {
        "like": CLIPS[2],
        "sort": "likeness",
    }
    page.get_by_role("button", name="by where the runs disagree").first.click()
    shows(browse, CLIPS)
