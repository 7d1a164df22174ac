"""A static site of clips, opened from a folder with the network cut, and a page with stored answers."""

import re
from pathlib import Path

import pytest

from leap_app.site import made_by, write_site
from leap_app.standalone import page
from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from leap_core.sharing.recipe import SiteRecipe
from tests.browser.player import AT_REST, FRAME
from tests.demo_fixture import CLIPS

DOCS = Path(__file__).parents[2] / "docs"
CLIP = "demotst0075_0_10"
RUNS = ("mmil_mm_pyr", "leap_mm_pyr")
LANES = "frames.-waveform.-spectrogram.-audio.-visual.-both.audio-maps.-visual-maps.what-if"
STATUS = ".what-if > [role=status]"


@pytest.fixture(scope="module")
def site(demo_root, tmp_path_factory):
    """The address of a site's folder."""
    stores = tuple(open_store(demo_root / "runs" / name) for name in RUNS)
    recipe, folder = SiteRecipe(CLIPS, RUNS, version=made_by()), tmp_path_factory.mktemp("shared") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEAP_CACHE", str(folder.parent / "cache"))
        write_site(recipe, open_dataset(demo_root), stores, folder)
    return folder.as_uri()


@pytest.fixture
def cut(look, site):
    """A page on the site without network."""
    screen = look(site)
    screen.page.context.set_offline(True)
    yield screen
    screen.page.context.set_offline(False)


def cards(screen, names) -> None:
    screen.page.wait_for_selector(f'.clips[data-ready="{" ".join(names)}"]')


def test_from_the_index_by_a_filter_to_a_clip_and_back(cut):
    page = cut.page
    page.goto(f"{cut.address}/index.html")
    cards(cut, CLIPS)
    page.get_by_label("Class", exact=True).select_option(label="Speech")
    cards(cut, [CLIPS[0], CLIPS[2]])
    page.get_by_label("overlapping events").check()
    cards(cut, [CLIPS[2]])
    page.get_by_role("link", name=f"Open {CLIPS[2][:11]}").click()
    cut.ready(CLIPS[2])
    page.keyboard.press("3")
    cut.lens(AT_REST)  # whose pixels a page from a folder may not read
    assert cut.lens("root => root.querySelector('video').currentTime") == pytest.approx(3, abs=FRAME)
    page.click(".play")
    cut.until("root => root.querySelector('video').currentTime > 3.3", True)
    assert page.locator(".figure img").evaluate("async (i) => (await i.decode(), i.naturalWidth)") > 500
    page.get_by_role("link", name="Next clip").click()
    cut.ready(CLIPS[3])
    page.go_back()
    cut.ready(CLIPS[2])
    page.go_back()
    cards(cut, [CLIPS[2]])
    assert page.get_by_label("overlapping events").is_checked()
    page.get_by_role("button", name="All clips").click()
    cards(cut, CLIPS)
    assert all(url.startswith(("file:", "blob:", "data:")) for url in cut.requests)


@pytest.mark.parametrize("name", ["index.html", f"clips/{CLIPS[2]}.html"])
def test_on_a_phone_nothing_is_wider_than_the_screen(cut, name):
    cut.page.set_viewport_size({"width": 400, "height": 850})
    cut.page.goto(f"{cut.address}/{name}")
    cut.page.wait_for_selector("[data-ready]")
    assert cut.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_page_with_answers_says_them_and_what_it_lacks(look, tmp_path):
    stores = [open_store(DEMO / "runs" / name) for name in RUNS]
    path = tmp_path / "clip.html"
    path.write_text(page(open_dataset(DEMO), stores, [CLIP], what_if=True), encoding="utf-8")
    screen = look(path.as_uri())
    screen.open(f"lanes={LANES}&silence=4")
    said = screen.page.locator(STATUS)
    said.get_by_text("In place of sound: its own quietest second, ").wait_for()
    assert screen.page.locator(".curve circle").count() == 11
    screen.page.get_by_role("button", name="Blank all").click()
    said.get_by_text("stores the answers for one second, or all").wait_for()
    screen.page.get_by_role("button", name="Clear").click()
    screen.page.get_by_role("button", name="Silence all").click()
    said.get_by_text("most changed").wait_for()
    screen.page.get_by_label("How seconds are taken away").select_option("keys")
    said.get_by_text("The encoder sees the whole clip").wait_for()
    screen.page.get_by_label("Head", exact=True).select_option("1")
    screen.page.locator(".deletion figcaption").get_by_text("the last block and the mean").wait_for()
    screen.page.get_by_label("Run of the what-if").select_option("2")
    screen.page.locator(".deletion figcaption").get_by_text("Stored with this page").wait_for()
    screen.page.get_by_role("button", name="Shapley values").click()
    screen.page.locator('[aria-label^="Audio map F 2 "] canvas').wait_for()
    screen.page.get_by_label("Word to ask with").fill("puppy")
    screen.page.locator(".words figcaption").get_by_text("asks no model with words").wait_for()


def test_the_page_that_the_readme_shows_first_opens_from_the_checkout(look):
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^\[!\[.+?\]\(docs/clip.webp\)\]\(docs/(\w+\.html)\)$", text, re.M)
    assert first.start() < text.index("## ")
    screen = look((DOCS / first[1]).as_uri())
    screen.page.context.set_offline(True)
    try:
        screen.open()
        screen.page.get_by_role("button", name="What if", exact=True).click()
        screen.page.locator(".curve svg").wait_for()
    finally:
        screen.page.context.set_offline(False)
