"""The menu of every screen offers the system's theme, light and dark; what is chosen holds everywhere."""

import pytest

from benchmarks.served import window

SCREENS = ["browse", "compare", "figure", "faith", "studies"]
BACKGROUND = """() => getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor"""
LIGHT, DARK = "rgb(252, 252, 251)", "rgb(18, 19, 22)"  # of streamlit_config.toml


@pytest.fixture
def visitor(browser, address):
    """A page of someone who has not been here, on a light system."""
    context = window(browser.browser, color_scheme="light")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".lens[data-ready]")
    yield page
    context.close()


def choose(page, theme):
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitemradio", name=theme).click()
    page.keyboard.press("Escape")


def is_on(page, background):
    for _ in range(200):
        if page.evaluate(BACKGROUND) == background:
            return
        page.wait_for_timeout(50)
    assert page.evaluate(BACKGROUND) == background


def test_page_and_components_follow_the_choice_on_every_screen_and_after_a_reload(visitor, address):
    is_on(visitor, LIGHT)
    choose(visitor, "Dark")
    is_on(visitor, DARK)
    visitor.wait_for_selector('.lens[data-theme="dark"]')
    visitor.get_by_role("link", name="Browse").click()
    visitor.wait_for_selector('.clips[data-ready][data-theme="dark"]')
    for screen in SCREENS:  # opened anew, as by a link
        visitor.goto(f"{address}/{screen}")
        visitor.wait_for_selector(".theme", state="attached")
        is_on(visitor, DARK)
    choose(visitor, "Light")  # on the last
    visitor.goto(address)
    visitor.wait_for_selector('.lens[data-theme="light"]')
    is_on(visitor, LIGHT)


@pytest.mark.chromium  # the system changes while the page is open
def test_the_system_decides_unless_the_user_does(visitor):
    visitor.emulate_media(color_scheme="dark")
    is_on(visitor, DARK)
    choose(visitor, "Light")
    is_on(visitor, LIGHT)
    choose(visitor, "System")
    is_on(visitor, DARK)
    visitor.reload()
    visitor.wait_for_selector('.lens[data-theme="dark"]')
    visitor.keyboard.press("j")  # of the next clip the script has not heard
    visitor.emulate_media(color_scheme="light")
    visitor.wait_for_selector('.lens[data-theme="light"]')
