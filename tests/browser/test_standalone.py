"""An exported page: one file, opened from a folder with the network cut.

What it shares with the served screen is tested with that, by the tests of BOTH hosts.
"""

import pytest

from tests.browser.player import CLIP, FRAME, shown
from tests.demo_fixture import CLIPS, WITHOUT_VIDEO


@pytest.fixture
def exported(look, file):
    return look(file)


def test_a_link_leads_to_a_moment_and_a_choice(exported):
    exported.open(f"{CLIP}&t=3.2&threshold=0.3")
    assert shown(exported) == pytest.approx(3.2, abs=FRAME)
    assert exported.page.get_by_label("Threshold, as a number").input_value() == "0.3"
    exported.lens("root => { root.kept = true; location.hash = 't=7.5'; }")  # typed over it
    exported.page.wait_for_url("**#t=7.5&clip=*")
    exported.ready(CLIPS[0])
    assert shown(exported) == pytest.approx(7.5, abs=FRAME)


def test_it_draws_plays_and_steps_with_the_network_cut(exported):
    exported.page.context.set_offline(True)
    try:
        exported.open(CLIP)
        for name in ("Next", "Next", "Previous"):
            exported.page.get_by_role("button", name=name, exact=True).click()
        exported.ready(CLIPS[3])
        exported.page.wait_for_url(f"**clip={CLIPS[3]}*")
        exported.page.go_back()
        exported.ready(WITHOUT_VIDEO)
        exported.page.go_forward()
        exported.ready(CLIPS[3])
        exported.page.wait_for_selector("video[src]")
        exported.page.click(".play")
        exported.until("root => root.querySelector('video').currentTime > 0.3", True)
    finally:
        exported.page.context.set_offline(False)
    assert all(url.startswith(("file:", "blob:", "data:")) for url in exported.requests)


def test_what_needs_the_dashboard_is_said_or_not_there(exported):
    exported.open(CLIP)
    page = exported.page
    page.get_by_role("button", name="What if", exact=True).click()
    assert "The dashboard that it was exported from asks them" in page.locator(".what-if .empty").inner_text()
    for name in ("Figure of this view", "All notes as JSON"):
        assert page.get_by_text(name).count() == 0
    assert page.locator(".star").is_hidden() and page.locator(".notes > *").count() == 0
    page.keyboard.press("s")  # nothing to star
    page.keyboard.press("h")
    assert "s" not in page.get_by_role("dialog").locator("kbd").all_inner_texts()


def test_a_clip_without_video_says_so_and_plays_on_a_timer(exported):
    exported.open(f"?clip={WITHOUT_VIDEO}")
    said = exported.page.locator(".missing").inner_text()
    assert said == "No video: the data set had no file of it when this page was made. The rest works without."
    exported.page.click(".play")
    exported.until("root => parseFloat(root.querySelector('.time').innerText) > 0.2", True)


def test_another_clip_is_found_by_name_or_class(exported):
    exported.open(CLIP)
    box = exported.page.get_by_label("Clip", exact=True)
    box.focus()
    box.press_sequentially("cello")
    exported.page.wait_for_timeout(300)
    box.press("Enter")
    exported.ready(CLIPS[1])


@pytest.mark.chromium  # of print
def test_in_print_it_has_its_colours_and_its_axis_and_no_controls(exported):
    exported.open(CLIP)
    exported.page.emulate_media(media="print")
    for part in (".transport", ".controls", ".decision", ".picker", ".zoom"):
        assert exported.page.locator(part).is_hidden(), part
    bar, axis, lane = (
        exported.page.locator(part).first
        for part in (".event", ".time-axis .track", "[data-lane=frames] .track")
    )
    assert bar.evaluate("bar => getComputedStyle(bar).printColorAdjust") == "exact"
    edges = [(box["x"], box["width"]) for box in (axis.bounding_box(), lane.bounding_box())]
    assert edges[0] == pytest.approx(edges[1], abs=1)
