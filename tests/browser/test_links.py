"""The address holds the view: opened elsewhere it restores it, and what it cannot have is said."""

from urllib.parse import parse_qs, urlsplit

from tests.browser.player import CLIP, HEADS
from tests.demo_fixture import CLIPS

KEPT = {
    "clip",
    "a",
    "b",
    "t",
    "threshold",
    "gate",
    "maps",
    "block",
    "head",
    "scale",
    "rows",
    "sort",
    "lanes",
} | {
    *("removal", "nothing"),
}


def query(screen) -> dict[str, str]:
    """The address's query, once it has been written."""
    screen.page.wait_for_timeout(250)
    return {key: values[0] for key, values in parse_qs(urlsplit(screen.page.url).query).items()}


def test_address_always_holds_the_whole_view(screen):
    screen.open("")
    assert set(query(screen)) == KEPT
    screen.page.get_by_role("button", name="Next", exact=True).click()
    screen.page.wait_for_timeout(600)
    assert set(query(screen)) == KEPT


def test_a_changed_view_is_restored_in_another_browser(screen, chromium):
    screen.open(CLIP)
    page = screen.page
    page.get_by_label("Threshold, as a number").fill("0.35")
    page.get_by_label("Threshold, as a number").press("Enter")
    page.get_by_text("modality", exact=True).click()
    page.get_by_role("button", name="Scores behind P").click()
    page.get_by_role("button", name="Truth", exact=True).click()
    page.get_by_label("Block", exact=True).select_option("1")
    page.get_by_label("Head", exact=True).select_option("2")
    page.get_by_label("Scale of the scores").select_option("raw")
    page.get_by_label("Rows", exact=True).select_option("all")
    page.get_by_label("Order of rows", exact=True).select_option("evidence")
    page.get_by_role("button", name="Visual events", exact=True).click()
    page.keyboard.press("6")
    wanted = query(screen)
    assert (wanted["threshold"], wanted["gate"], wanted["maps"]) == ("0.35", "modality", "A.S.Wt.P.D")
    assert (wanted["block"], wanted["head"], wanted["scale"], wanted["rows"]) == ("1", "2", "raw", "all")
    look = """root => [
      root.querySelector(".scores").innerText, root.querySelector(".stack").innerText,
      root.querySelector(".legend").innerText, root.querySelector(".time").innerText,
    ]"""
    before = screen.lens(look)
    assert "block 1 of 2, head 2 of 4" in before[1]
    other = chromium.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.goto(page.url)
    other.wait_for_selector(f'.lens[data-ready="{CLIPS[2]}"]')
    other.wait_for_timeout(300)
    assert other.locator(".lens").evaluate(look) == before
    assert all(5.9 < head < 6.1 for head in other.locator(".lens").evaluate(HEADS))
    assert urlsplit(other.url).query == urlsplit(page.url).query
    other.context.close()


def test_copy_link_gives_the_address(screen, chromium, address):
    chromium.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    screen.open(CLIP)
    screen.page.keyboard.press("4")
    screen.page.get_by_role("button", name="Copy link").click()
    screen.page.get_by_text("Copied").wait_for()
    copied = screen.page.evaluate("navigator.clipboard.readText()")
    assert copied == screen.page.url and "t=4" in copied


def test_back_goes_to_the_clip_before(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.page.wait_for_timeout(500)
    screen.page.go_back()
    screen.ready(CLIPS[2])
    assert query(screen)["clip"] == CLIPS[2]


def test_what_the_address_cannot_have_is_said_and_the_usual_shown(screen):
    screen.open(f"{CLIP}&threshold=1.7&gate=east&lanes=frames&pins=99&t=-1&head=x&maps=Y.Y")
    said = screen.page.get_by_role("alert").inner_text()
    for key in ("threshold", "gate", "lanes", "pins", "t", "head", "maps"):
        assert f'asks for {key} "' in said
    assert query(screen)["threshold"] == "0.5"
