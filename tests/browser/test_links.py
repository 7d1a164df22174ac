"""The address holds the view: opened elsewhere it restores it, and what it cannot have is said."""

import json
import re
from itertools import combinations, pairwise
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from benchmarks.served import window
from leap_app.state import Screen
from leap_core.browse import Rule
from tests.browser.player import CLIP, HEADS, enter, share
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
    *("removal", "nothing", "frequency", "decibels", "colours", "labels"),
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


def test_a_changed_view_is_restored_in_another_browser(screen, browser):
    screen.open(CLIP)
    page = screen.page
    enter(page.get_by_label("Threshold, as a number"), "0.35")
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
    assert (wanted["threshold"], wanted["gate"], wanted["maps"]) == ("0.35", "modality", "A.S.Wt.Wp.Wn.P.D")
    assert (wanted["block"], wanted["head"], wanted["scale"], wanted["rows"]) == ("1", "2", "raw", "all")
    look = """root => [
      root.querySelector(".scores").innerText, root.querySelector(".stack").innerText,
      root.querySelector(".legend").innerText, root.querySelector(".time").innerText,
    ]"""
    before = screen.lens(look)
    assert "block 1 of 2, head 2 of 4" in before[1]
    other = window(browser.browser).new_page()
    other.goto(page.url)
    other.wait_for_selector(f'.lens[data-ready="{CLIPS[2]}"]')
    other.wait_for_timeout(300)
    assert other.locator(".lens").evaluate(look) == before
    assert all(5.9 < head < 6.1 for head in other.locator(".lens").evaluate(HEADS))
    assert parse_qs(urlsplit(other.url).query) == parse_qs(urlsplit(page.url).query)
    other.context.close()


def test_the_link_that_is_shared_is_the_address(screen):
    screen.open(CLIP)
    page = screen.page
    page.keyboard.press("j")
    screen.ready(CLIPS[3])
    page.keyboard.press("4")
    share(page)
    said = page.get_by_test_id("stCode").first.inner_text()
    assert said == page.url and "t=4" in said and f"clip={CLIPS[3]}" in said


def figure_of_this_view(page) -> None:
    share(page)
    page.get_by_role("button", name="Open as a figure").click()


def test_back_goes_to_the_clip_before(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.page.wait_for_timeout(500)
    screen.page.go_back()
    screen.ready(CLIPS[2])
    assert query(screen)["clip"] == CLIPS[2]


def test_back_passes_over_clips_that_were_stepped_past(screen):
    screen.open(CLIP)
    screen.page.wait_for_load_state("networkidle")
    screen.page.evaluate(
        """async () => {
      for (let n = 0; n < 3; n++) { // by the page's own clock, however slow the machine
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
        await new Promise((done) => setTimeout(done, 50));
      }
    }"""
    )
    screen.ready(CLIPS[5])
    screen.page.wait_for_timeout(500)
    screen.page.go_back()
    screen.ready(CLIPS[2])


def test_opening_the_address_again_leaves_it_as_it_is(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.page.wait_for_timeout(500)
    address = screen.page.url
    assert f"clip={CLIPS[3]}" in address
    screen.page.reload()
    screen.ready(CLIPS[3])
    screen.page.wait_for_timeout(500)
    assert screen.page.url == address


def test_what_the_address_cannot_have_is_said_and_the_usual_shown(screen):
    screen.open(f"{CLIP}&threshold=1.7&gate=east&lanes=frames&pins=99&t=-1&head=x&maps=Y.Y")
    said = screen.page.get_by_role("alert").inner_text()
    for key in ("threshold", "gate", "lanes", "pins", "t", "head", "maps"):
        assert f'asks for {key} "' in said
    assert query(screen)["threshold"] == "0.5"


SEEN = {  # no value is the usual one
    "clip": CLIPS[3],
    "a": "mmil_mm_pyr",
    "b": "leap_mm_pyr",
    "c": "leap_mm_pyr",
    "gate": "none",
    "threshold": "0.3",
    "maps": "A.P",
    "scale": "raw",
    "block": "1",
    "head": "2",
    "rows": "all",
    "sort": "evidence",
    "pins": "3",
    "filter": Rule(classes=("Speech", "Dog", "Car"), sort="filename").to_json(),
}
LOOKS = {  # likewise, which the clip screen alone has
    **{"t": "4", "window": "2-6", "silence": "3", "blank": "1.2"},
    "lanes": "waveform.frames.-spectrogram.audio.visual.both.audio-maps.visual-maps.what-if",
    **{"removal": "keys", "nothing": "zeros"},
    **{"frequency": "linear", "decibels": "60", "colours": "ember", "labels": "on"},
}


def test_what_is_seen_follows_through_every_screen_and_back(screen):
    """From every screen to every other and back."""
    screen.open(f"?{urlencode(SEEN | LOOKS)}")
    page = screen.page
    for here, there in combinations(Screen, 2):
        for where in (here, there, here):
            page.get_by_role("link", name=where.called, exact=True).click()
            page.wait_for_url(f"**/{'' if where == Screen.CLIP else where}?*clip=*")
            page.wait_for_timeout(200)
            asked = query(screen)
            wanted = SEEN | (LOOKS if where == Screen.CLIP else {"filter": asked["filter"]})
            assert {key: asked.get(key) for key in wanted} == wanted, (here, there, where)
            assert Rule(**json.loads(asked["filter"])).sort == "filename"
    page.get_by_role("link", name="Clip", exact=True).click()
    screen.ready(SEEN["clip"])


def test_back_from_a_clip_of_browse_or_a_figure_of_a_clip_is_one_step(browse):
    page = browse.page
    for back in (
        lambda: page.get_by_role("link", name=f"Open {CLIPS[1][:11]}").click() or browse.ready(CLIPS[1]),
        lambda: figure_of_this_view(page) or page.get_by_text("mm in print").first.wait_for(),
    ):
        page.wait_for_timeout(500)
        here, entries = page.url, page.evaluate("history.length")
        back()
        assert page.evaluate("history.length") == entries + 1
        page.go_back()
        page.wait_for_url(here)
        page.go_forward()
        page.wait_for_url(lambda url, here=here: url != here)
        if page.url.startswith(f"{browse.address}/?"):
            browse.ready(CLIPS[1])


def test_back_and_forward_at_once_lead_to_the_same_clip(browse):
    page = browse.page
    page.get_by_role("link", name=f"Open {CLIPS[1][:11]}").click()
    browse.ready(CLIPS[1])
    page.wait_for_timeout(500)
    here, entries = page.url, page.evaluate("history.length")
    for pause in range(50, 400, 50):  # milliseconds: the script draws much, little or nothing
        page.evaluate(f"history.back(); setTimeout(() => history.forward(), {pause})")
        page.wait_for_timeout(1000)
        browse.ready(CLIPS[1])
        assert (page.url, page.evaluate("history.length")) == (here, entries), pause


def test_back_right_after_a_choice_leaves_the_screen(screen):
    screen.open(CLIP)
    page = screen.page
    page.get_by_role("link", name="Figure", exact=True).click()
    page.wait_for_url("**/figure?*threshold=*")  # completed
    bars = page.get_by_role("radio", name="Bars")
    bars.wait_for()
    page.wait_for_timeout(1000)
    bars.evaluate("radio => { radio.click(); history.back(); }")
    screen.ready(CLIPS[2])
    page.wait_for_timeout(1000)
    page.evaluate("history.forward()")
    page.wait_for_timeout(1000)
    assert urlsplit(page.url).path == "/figure"
    # Streamlit takes away the picture of a screen that is left while it is still asked for
    screen.errors[:] = [said for said in screen.errors if "404" not in said]


@pytest.mark.parametrize(
    ("where", "key", "choice", "sign"),
    [
        ("browse", "filter", ".st-key-presets button >> nth=0", "text=Clear all"),
        ("compare", "order", "role=button[name='Seg. V']", "th[aria-sort=descending]"),
        ("figure", "figure", "role=radio[name='Bars']", "role=radio[name='Bars'][checked]"),
    ],
)
def test_back_from_the_first_choice_shows_what_was_there_before(screen, where, key, choice, sign):
    page = screen.page
    page.goto(f"{screen.address}/{where}")
    page.wait_for_url(f"**{key}=*")  # completed
    before, chosen = page.url, page.locator(sign).first
    page.locator(choice).click()
    chosen.wait_for()
    page.wait_for_timeout(1000)
    page.go_back()
    chosen.wait_for(state="hidden")
    page.wait_for_url(re.compile(re.escape(before)))
    page.go_forward()
    chosen.wait_for()


def test_a_page_loaded_anew_right_after_a_step_is_of_the_clip_on_show(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.page.keyboard.press("F5")  # which a page driven by Playwright only hears
    screen.again()
    screen.ready(CLIPS[3])


@pytest.mark.parametrize("how", [{"button": "middle"}, {"modifiers": ["ControlOrMeta"]}])
def test_a_screen_in_another_window_shows_what_is_seen_here(screen, how):
    screen.open(f"?{urlencode(SEEN | LOOKS)}")
    page, here = screen.page, screen.page.url
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Compare", exact=True).click(**how)
    opened.value.wait_for_url("**/compare?*table=*")  # completed
    asked = parse_qs(urlsplit(opened.value.url).query)
    assert {key: asked[key] for key in SEEN} == {key: [value] for key, value in SEEN.items()}
    assert page.url == here and not {*LOOKS} & {*asked}
    opened.value.close()


@pytest.mark.parametrize("where", [where for where in Screen if where != Screen.CLIP])
def test_a_screen_opened_directly_asks_for_nothing_that_is_not_there(screen, where):
    failed = []
    screen.page.on("response", lambda r: failed.append((r.status, r.url)) if r.status >= 400 else None)
    screen.page.goto(f"{screen.address}/{where}")
    screen.page.get_by_role("button", name="About this view").wait_for()  # what is drawn last
    screen.page.wait_for_load_state("networkidle")
    assert not failed


SLOW_TO_TELL = """
const usual = fetch;
window.fetch = async (...asked) => {
  if (String(asked[0]).includes("api/seen")) await new Promise((go) => setTimeout(go, 700));
  return usual(...asked);
};
"""


@pytest.mark.parametrize("network", ["", SLOW_TO_TELL])
def test_a_change_on_the_clip_screen_is_there_on_the_next(screen, network):
    page = screen.page
    page.add_init_script(network)
    screen.open(CLIP)
    enter(page.get_by_label("Threshold, as a number"), "0.35")
    page.get_by_text("modality", exact=True).click()
    page.keyboard.press("j")
    screen.ready(CLIPS[3])
    page.get_by_role("link", name="Compare").click()
    page.get_by_text("LEAP against MMIL").wait_for()
    page.get_by_text("modality gate, threshold 0.35").first.wait_for()
    entries = page.evaluate("history.length")
    page.go_back()
    screen.ready(CLIPS[3])  # by one step back: completing an address leaves no entry
    assert page.evaluate("history.length") == entries
    assert page.get_by_label("Threshold, as a number").input_value() == "0.35"
    figure_of_this_view(page)
    page.locator(
        "[data-testid=stCode]", has_text=re.compile("threshold 0.35.*modality", re.DOTALL)
    ).first.wait_for()


@pytest.mark.parametrize("place", ["browse", "compare"])
def test_a_moved_threshold_leaves_no_way_back_for_each_step(screen, place):
    page = screen.page
    page.goto(f"{screen.address}/{place}")
    slider = page.get_by_role("slider", name="Threshold")

    def lower(value):
        slider.press("ArrowLeft")
        page.wait_for_url(re.compile(f"[?&]threshold={value}(&|$)"))

    lower("0.49")
    entries = page.evaluate("history.length")
    for value in ("0.48", "0.47", "0.46"):
        lower(value)
    assert page.evaluate("history.length") == entries


def test_in_haste_clips_are_drawn_in_their_order(screen):
    screen.open(f"?clip={CLIPS[0]}")
    drawn = """root => { root.seen = []; new MutationObserver(() => {
      root.seen.push(root.dataset.drawn);
    }).observe(root, { attributeFilter: ["data-drawn"] }); }"""
    screen.lens(drawn)
    for _ in range(12):
        screen.page.keyboard.press("j")
        screen.page.wait_for_timeout(150)
    screen.ready(CLIPS[0])  # twice round
    seen = screen.lens("root => root.seen.filter((name, n) => name !== root.seen[n - 1])")
    places = [CLIPS.index(name) for name in seen]
    assert all((after - before) % 6 in (1, 2) for before, after in pairwise(places))
    assert places[-1] == 0


def test_a_figure_of_this_view_has_its_rows_maps_and_scale(screen):
    screen.open(f"{CLIP}&maps=P.D&scale=raw&pins=7&sort=evidence")
    page = screen.page
    shown = page.locator("[data-lane=audio-maps] .labels button > span:last-child").all_inner_texts()
    figure_of_this_view(page)
    caption = page.get_by_test_id("stCode").first
    caption.get_by_text(f"Clip {CLIPS[2][:11]}: {', '.join(shown)};").wait_for()
    said = caption.inner_text()
    assert "P^m, probability of each class" in said and "less that of MMIL" in said and "Y^m" not in said
    assert page.get_by_label("Scale of S").input_value() == "raw"


def test_a_figure_of_this_view_has_its_window_of_time(screen):
    screen.open(f"{CLIP}&t=4&window=2.5-6")
    page = screen.page
    page.keyboard.press("-")
    figure_of_this_view(page)
    page.wait_for_url("**/figure?*figure=*")
    shown = json.loads(parse_qs(urlsplit(page.url).query)["figure"][0])["window"]
    assert shown["onset"] < 2.5 and shown["offset"] > 6 and shown["offset"] - shown["onset"] == 5.25
    caption = page.get_by_test_id("stCode").first
    caption.get_by_text(f"Drawn are {shown['onset']:g} to {shown['offset']:g} s;").wait_for()
    page.get_by_role("slider", name="Seconds").first.press("Home")
    caption.get_by_text(f"Drawn are 0 to {shown['offset']:g} s;").wait_for()


def test_a_figure_of_this_view_forgets_what_was_drawn_before(screen):
    screen.open(CLIP)
    page = screen.page
    page.get_by_role("link", name="Figure", exact=True).click()
    page.get_by_text("mm in print").first.wait_for()
    page.get_by_role("radio", name="Bars").click()
    page.wait_for_url("**figure=*bars*")
    page.get_by_role("link", name="Clip", exact=True).click()
    screen.ready(CLIPS[2])
    figure_of_this_view(page)
    page.get_by_text("mm in print").first.wait_for()
    page.wait_for_url("**threshold=*")  # the address has been completed
    page.wait_for_timeout(1000)
    assert "bars" not in page.url
