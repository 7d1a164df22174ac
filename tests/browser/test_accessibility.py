"""axe-core finds nothing against WCAG 2.1, A and AA, nor a table's head that is empty, in either theme."""

from pathlib import Path

import pytest

from leap_app.screens.compare import _VIEWS
from tests.demo_fixture import CLIPS, SHOWCASE

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = "no axe-core found; install it with `make node_modules`"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RULES = {
    "empty-table-header": {"enabled": True},
    # experimental in axe itself: of a card that is a link it asks that its name be all the text on the card
    "label-content-name-mismatch": {"enabled": False},
}

SCREENS = {
    "clip": f"?clip={SHOWCASE}&maps=Y.A.P.D",
    "further runs": f"?clip={SHOWCASE}&c=leap_mm_pyr&d=mmil_mm_pyr&labels=on&rows=all",
    "gallery": "browse?look=gallery",
    "table": "browse?look=table",
    "figure": f"figure?clip={SHOWCASE}",
    "faith": "faith",
    "studies": "studies",
    **{view: f"compare?view={view}" for view in _VIEWS},
}

FOUND = """async ([tags, rules]) => {
  const found = await axe.run({ runOnly: tags, rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, html }) => `${id}: ${target}: ${any.map(({ message }) => message)} ${html}`));
}"""


THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def found(page, tags=TAGS, rules=RULES) -> list[str]:
    """What axe-core finds on a page."""
    if not AXE.is_file():
        pytest.skip(NO_AXE)
    page.evaluate(AXE.read_text(encoding="utf-8"))  # past the page's Content-Security-Policy
    return page.evaluate(FOUND, [tags, rules])


@THEMES
@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_found(look, address, name, dark):
    page = look(address, dark).page
    page.goto(f"{address}/{SCREENS[name]}")
    page.get_by_role("button", name="About this view").wait_for()  # what is drawn last
    settled(page)
    assert found(page) == []


@THEMES
def test_nothing_is_found_in_an_exported_page(look, file, dark):
    screen = look(file, dark)
    screen.open(f"?clip={SHOWCASE}&maps=Y.A.P.D")
    assert screen.lens("root => root.dataset.theme") == ("dark" if dark else "light")
    assert found(screen.page) == []


def test_what_is_wrong_would_be_found(screen):
    """An image without words is seen, so that an empty answer is one."""
    page = screen.page
    page.goto(f"{screen.address}/?clip={CLIPS[0]}")
    screen.ready()
    page.evaluate("document.body.append(document.createElement('img'))")
    assert [line[:9] for line in found(page, ["wcag2a"], {})] == ["image-alt"]


def settled(page) -> None:
    """Wait until the script rests and what it draws is there."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    page.wait_for_timeout(1500)
