"""The line above every screen, its panel, and the tour of the clip screen."""

import pytest

from leap_app.state import Screen
from tests.browser.player import CLIP, enter, shown

TOUR = "Tour of the clip screen"


@pytest.fixture
def newcomer(browser, address):
    """A page of one who was never here."""
    context = browser.browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/{CLIP}")
    page.wait_for_selector(".lens[data-ready]")
    yield page
    context.close()


@pytest.mark.parametrize("name", Screen)
def test_every_screen_says_what_is_on_show_and_explains_itself(screen, name):
    screen.page.goto(f"{screen.address}/{'' if name == Screen.CLIP else name}?a=leap_mm_pyr&b=mmil_mm_pyr")
    line = screen.page.locator(".what")
    line.get_by_text("LEAP Lens", exact=True).wait_for()
    said = line.inner_text()
    assert "(synthetic)" in said and said.index("LEAP, MM-Pyr") < said.index("MMIL, MM-Pyr")
    assert (", test split" in said) == (name != Screen.STUDIES)
    line.get_by_role("button", name="About this view").click()
    panel = screen.page.get_by_role("dialog")
    assert panel.get_by_role("heading").inner_text().startswith(name.called)
    words = panel.get_by_role("rowheader").all_inner_texts()
    assert {"Truth", "Hit", "False alarm", "Miss", "Shut out", "Attention", "Probabilities", "Gate"} <= {
        *words
    }
    drawn = panel.locator(".glossary .event").evaluate_all("all => all.map((e) => e.className)")
    assert drawn == [f"event {kind}" for kind in ("truth", "hit", "false-alarm", "miss", "shut-out")]
    hit = panel.locator(".glossary .hit")
    assert hit.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    screen.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


def test_a_key_opens_the_panel_and_what_is_typed_there_moves_nothing(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("?")
    screen.page.get_by_role("dialog").wait_for()
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("dialog").wait_for(state="hidden")
    assert shown(screen) == 0


def test_the_tour_comes_once_goes_through_five_steps_and_is_found_again(newcomer):
    card = newcomer.get_by_role("dialog", name=TOUR)
    spots = []
    for step in range(1, 6):
        card.get_by_text(f"{step} of 5").wait_for()
        spots.append(newcomer.locator(".spot").bounding_box())
        box = card.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1440 and 0 <= box["y"] <= 900 - box["height"]
        newcomer.keyboard.press("Enter")  # on the next step, and at last on Done, which have the focus
    assert len({(spot["x"], spot["width"], spot["height"]) for spot in spots}) == 5
    card.wait_for(state="hidden")
    newcomer.reload()
    newcomer.wait_for_selector(".lens[data-ready]")
    newcomer.wait_for_timeout(1000)
    assert card.is_hidden()
    newcomer.keyboard.press("?")
    newcomer.get_by_role("button", name="Take the tour").click()
    card.get_by_text("1 of 5").wait_for()


def test_the_tour_is_left_by_escape_and_the_clip_is_usable_meanwhile(newcomer):
    card = newcomer.get_by_role("dialog", name=TOUR)
    card.wait_for()
    enter(newcomer.get_by_label("Threshold, as a number"), "0.3")
    newcomer.wait_for_url("**threshold=0.3**")
    card.get_by_role("button", name="Next step").focus()
    newcomer.keyboard.press("Escape")
    card.wait_for(state="hidden")
