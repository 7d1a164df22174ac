"""The Browse screen in a browser: filter, sort, save, open, step through the list, and come from Compare."""

import json

import pytest

from leap_core.browse import Rule
from tests.browser.player import enter, pick, shows, write
from tests.demo_fixture import CLIPS, SHOWCASE


def filtered(screen) -> dict:
    return json.loads(screen.page.evaluate("new URLSearchParams(location.search).get('filter') ?? '{}'"))


def test_filter_by_class_and_by_preset(browse):
    page = browse.page
    pick(page.get_by_label("Classes", exact=True), "Dog")
    shows(browse, [CLIPS[0]])
    assert filtered(browse) == {"classes": ["Dog"]}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Only LEAP solves overlap").click()
    shows(browse, [SHOWCASE])
    assert filtered(browse)["overlapping"] == [2, None]


def test_a_condition_that_is_pressed_twice_goes_alone(browse):
    page = browse.page
    enter(page.get_by_label("Clip id contains"), "demotst")
    enter(page.get_by_label("Your note contains"), "late")
    page.get_by_role("button", name="note contains late").wait_for()
    press = """async (chip) => {
      chip.click();
      await new Promise((go) => setTimeout(go, PAUSE));
      if (chip.innerText.includes("demotst")) chip.click(); // else it is another's place by now
    }"""
    for pause in (20, 60, 100, 150, 250):
        page.get_by_role("button", name="id contains demotst").evaluate(press.replace("PAUSE", str(pause)))
        page.wait_for_timeout(1500)
        assert filtered(browse) == {"note": "late"}, pause
        enter(page.get_by_label("Clip id contains"), "demotst")
        page.get_by_role("button", name="id contains demotst").wait_for()


def test_what_is_typed_last_and_an_order_chosen_at_once_are_both_there(browse):
    page = browse.page
    page.get_by_text("Table").click()
    order = page.get_by_role("button", name="Overlapping", exact=True)
    order.wait_for()
    write(page.get_by_label("Clip id contains"), "0002")
    order.click()  # which leaves the box
    shows(browse, [CLIPS[1]])
    page.wait_for_url("**filter=*overlapping*")
    assert filtered(browse) == {"text": "0002", "sort": "overlapping", "descending": True}


@pytest.mark.parametrize("where", ["browse?page=1", "figure"])
def test_a_choice_is_one_step_to_go_back(screen, where):
    page = screen.page
    page.goto(f"{screen.address}/{where}")
    page.get_by_role("button", name="About this view").wait_for()
    page.wait_for_timeout(1000)
    entries = page.evaluate("history.length")
    if where == "figure":
        page.get_by_role("radio", name="Bars").click()
        page.wait_for_url("**figure=*bars*")
    else:
        page.locator(".st-key-presets button").first.click()
        page.wait_for_url("**filter=*difference*")
    page.wait_for_timeout(1000)
    assert page.evaluate("history.length") == entries + 1


def test_search_by_id(browse):
    box = browse.page.get_by_label("Clip id contains")
    enter(box, "TST0002")
    shows(browse, [CLIPS[1]])


def test_sort_by_the_headings_of_the_table(browse):
    page = browse.page
    page.get_by_text("Table", exact=True).click()
    heading = page.get_by_role("columnheader", name="LEAP − MMIL")  # noqa: RUF001
    heading.get_by_role("button").click()
    page.locator('th[aria-sort="descending"]').wait_for()
    cells = page.locator("tbody td:last-child").all_inner_texts()
    gains = [float(text.replace("−", "-")) for text in cells]  # noqa: RUF001
    assert gains == sorted(gains, reverse=True) and gains[0] > 0
    focus = "root => root.querySelector(':focus').textContent"
    assert page.locator(".clips").evaluate(focus).startswith("LEAP − MMIL")  # noqa: RUF001
    page.keyboard.press("Enter")  # the same heading again, by keyboard
    page.locator('th[aria-sort="ascending"]').wait_for()
    assert filtered(browse) == {"sort": "difference"}


def test_save_a_filter_share_it_and_take_it_again(browse, tmp_path):
    page = browse.page
    page.get_by_role("button", name="False alarms of MMIL alone").click()
    page.wait_for_url("**makes_b**")
    page.get_by_role("button", name="Saved filters").click()
    write(page.get_by_label("Save this filter as"), "quiet <b>now</b>")
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("button", name="quiet <b>now</b>")
    saved.wait_for()
    page.wait_for_timeout(500)  # the screen is drawn anew, the download with it
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this filter").click()
    text = download.value.path().read_text()
    assert json.loads(text) == filtered(browse) and json.loads(text)["makes_b"] == ["false_alarm"]
    browse.page.goto(f"{browse.address}/?clip={CLIPS[0]}")  # a new session: the rule is in the user's file
    browse.ready()
    page.get_by_role("link", name="Browse").click()
    shows(browse, CLIPS)
    page.get_by_role("button", name="Saved filters").click()
    saved.click()
    page.wait_for_url("**makes_b**")
    (tmp_path / "theirs.json").write_text(Rule(text="tst0003").to_json())
    page.locator("input[type=file]").set_input_files(tmp_path / "theirs.json")
    shows(browse, [CLIPS[2]])
    page.get_by_role("button", name="Delete").click()
    saved.wait_for(state="detached")


def test_open_a_clip_and_step_through_the_list(browse):
    page = browse.page
    page.get_by_label("Classes", exact=True).click()
    for name in ("Speech", "Dog", "Car"):
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    names = [CLIPS[0], CLIPS[2], CLIPS[3]]
    shows(browse, names)
    page.get_by_role("link", name=f"Open {names[0][:11]}").click()
    browse.ready(names[0])
    page.get_by_text("1 of 3 filtered").wait_for()
    page.keyboard.press("j")
    browse.ready(names[1])
    page.keyboard.press("j")
    browse.ready(names[2])
    page.wait_for_timeout(500)
    link = page.evaluate("location.href")
    page.goto(link)  # the list is in the link
    browse.ready(names[2])
    page.get_by_text("3 of 3 filtered").wait_for()
    page.get_by_role("button", name="All clips").click()
    page.get_by_text(f"4 of {len(CLIPS)}", exact=True).wait_for()
    page.wait_for_timeout(500)
    assert filtered(browse) == {}


def test_a_card_is_a_link(browse):
    card = browse.page.get_by_role("link", name=f"Open {CLIPS[1][:11]}")
    href = card.get_attribute("href")
    assert href.startswith(f"{browse.address}/?a=leap_mm_pyr&b=mmil_mm_pyr&")
    assert href.endswith(f"&clip={CLIPS[1]}")
    with browse.page.context.expect_page() as opened:
        card.click(modifiers=["Control"])
    opened.value.wait_for_selector(f'.lens[data-ready="{CLIPS[1]}"]')
    opened.value.close()
    assert "/browse" in browse.page.url


def test_star_in_the_list(browse):
    page = browse.page
    page.get_by_role("button", name=f"Star {CLIPS[3][:11]}").click()
    unstar = page.get_by_role("button", name=f"Unstar {CLIPS[3][:11]}")
    unstar.wait_for()
    page.get_by_text("Starred by you").click()
    shows(browse, [CLIPS[3]])
    unstar.click()
    page.get_by_text("No clip is as the filter asks.").wait_for()


def test_stars_in_quick_succession_are_all_kept(browse):
    page = browse.page
    stars = page.locator(".clips button.star")
    pressed = "stars => stars.map((star) => star.getAttribute('aria-pressed'))"
    page.set_viewport_size({"width": 1440, "height": 2000})
    for wanted in ("true", "false", "true", "false"):
        for number in range(len(CLIPS)):
            stars.nth(number).click(delay=80)  # milliseconds: the list is drawn with the star before
        page.wait_for_timeout(1500)
        assert stars.evaluate_all(pressed) == [wanted] * len(CLIPS)


def test_a_lasso_of_the_scatter_is_a_filter(browse):
    page = browse.page
    page.get_by_role("link", name="Compare").click()
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    plot.locator('[data-title="Lasso Select"]').click()
    page.wait_for_timeout(1500)
    left, top, width, height = page.evaluate(
        """() => {
          const plot = [...document.querySelectorAll(".js-plotly-plot")].find((p) => p.data[0].customdata);
          const { left, top } = plot.getBoundingClientRect();
          const { xaxis, yaxis } = plot._fullLayout;
          return [left + xaxis._offset, top + yaxis._offset, xaxis._length, yaxis._length];
        }"""
    )
    corners = [(0.02, 0.02), (0.9, 0.02), (0.9, 0.3), (0.02, 0.3), (0.02, 0.04)]  # A high, B below 100
    page.mouse.move(left + 0.02 * width, top + 0.02 * height)
    page.mouse.down()
    for x, y in corners:
        page.mouse.move(left + x * width, top + y * height, steps=8)
    page.mouse.up()
    page.get_by_text("Within a lasso of").wait_for()
    assert "/browse" in page.url and len(filtered(browse)["region"]) >= 3
    page.locator(".clips[data-ready]").wait_for()
    listed = page.locator(".clips").get_attribute("data-ready").split()
    assert SHOWCASE in listed and CLIPS[1] not in listed  # that of which both have full marks
