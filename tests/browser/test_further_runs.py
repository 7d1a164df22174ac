"""More runs than two: rows, maps and scores beside those of the two that are compared."""

import pytest

from tests.browser.player import CLIP, pick, write
from tests.demo_fixture import CLIPS, make_run

SEED = "seed-3/leap"
SCORES = """root => [...root.querySelectorAll(".scores thead tr:last-child")].map(
  (row) => [...row.querySelectorAll("th")].map((head) => head.textContent).join(" "))"""
MAPS = """root => [...root.querySelectorAll(".maps")].map(
  (lane) => [...lane.querySelectorAll(".heading .slot")].map((mark) => mark.textContent).join(""))"""
LINES = """root => [...new Set([...root.querySelectorAll(".slots div")].map((marks) => marks.textContent))]"""
SENTENCES = """root => root.querySelector(".summary").innerText"""


@pytest.fixture(scope="module")
def seed(demo_root):
    make_run(demo_root / "runs" / SEED, "leap")


@pytest.mark.usefixtures("seed")
def test_a_seed_is_added_stepped_with_and_removed(screen):
    screen.open(CLIP)
    page = screen.page
    sentences, difference = screen.lens(SENTENCES), page.get_by_text("Difference P of 1")
    page.get_by_role("button", name="Further runs").click()
    write(page.get_by_label("Folder of a run below"), "seed-3")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**run=seed-3*")
    page.wait_for_timeout(700)  # the screen is drawn anew, the box with it
    pick(page.get_by_label("Runs beside 1 and 2"), SEED)
    screen.until(LINES, ["Y123"])
    page.keyboard.press("Escape")
    assert screen.lens(MAPS) == ["1212" + "33"] * 2 and difference.count() == 2
    assert screen.lens(SCORES) == ["1 2 Δ 3"] * 2 and screen.lens(SENTENCES) == sentences
    assert page.locator(".run").all_inner_texts()[2].startswith("3")
    page.locator(".picker").get_by_role("button", name="Next", exact=True).click()
    screen.ready(CLIPS[3])
    assert screen.lens(LINES) == ["Y123"] and screen.lens(MAPS) == ["1212" + "33"] * 2
    page.wait_for_timeout(600)
    assert f"c={SEED.replace('/', '%2F')}" in page.url


def test_arrows_scroll_maps_that_are_too_wide_once_they_are_reached_by_tab(screen):
    screen.page.set_viewport_size({"width": 900, "height": 800})
    screen.open(
        f"{CLIP}&c=leap_mm_pyr&d=mmil_mm_pyr&lanes=audio-maps.-frames.-waveform.-spectrogram.-audio"
        ".-visual.-both.-visual-maps.-what-if"
    )
    page, side = screen.page, screen.page.locator("[data-lane=audio-maps] .columns")
    clock, left = "root => root.querySelector('.time').innerText", "side => side.scrollLeft"
    side.locator(".track").first.click(position={"x": 20, "y": 20})
    page.wait_for_timeout(300)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    screen.until(clock, "1.00 / 10.00 s")
    assert side.evaluate(left) == 0
    side.evaluate("side => side.getRootNode().activeElement?.blur()")
    for _ in range(80):
        page.keyboard.press("Tab")
        if side.evaluate("side => side.matches(':focus-visible')"):
            break
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    screen.until(clock, "1.00 / 10.00 s")
    assert side.evaluate(left) > 0


@pytest.mark.usefixtures("seed")
def test_other_screens_go_by_the_two_and_keep_the_rest(screen):
    screen.open(f"{CLIP}&c={SEED}")
    page = screen.page
    page.get_by_role("link", name="Browse", exact=True).click()
    page.locator(".card").first.wait_for()
    assert page.locator(".card").first.locator(".scores b").all_inner_texts() == ["LEAP", "MMIL"]
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_text("LEAP against MMIL").wait_for()
    page.get_by_role("link", name="Clip", exact=True).click()
    screen.ready(CLIPS[2])
    assert screen.lens(LINES) == ["Y123"]
    page.get_by_role("button", name="Further runs").click()
    page.get_by_role("button", name="Clear all").click()
    screen.until(LINES, ["Y12"])
    page.wait_for_timeout(600)
    assert screen.lens(SCORES) == ["1 2 Δ 1 2 Δ"] and "&c=" not in page.url


@pytest.mark.usefixtures("seed")
def test_maps_of_both_modalities_scroll_together_and_stay_there(screen):
    screen.page.set_viewport_size({"width": 1024, "height": 900})
    screen.open(f"{CLIP}&c={SEED}&d=mmil_mm_pyr")
    left = "root => [...root.querySelectorAll('.columns')].map((side) => side.scrollLeft)"
    screen.lens("root => { root.querySelector('.columns').scrollLeft = 61; }")
    screen.until(left, [61, 61])
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.until(left, [61, 61])
