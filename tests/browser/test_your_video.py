"""Your video: choose a file, see what models find in it, ask what if, and have it deleted."""

import shutil
from pathlib import Path

import pytest

from benchmarks.served import serving
from leap_core.resources import DEMO


@pytest.fixture(scope="module")
def temporary(tmp_path_factory):
    """Where the server keeps what is sent."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def bundled(temporary):
    """The bundled demo set, whose runs carry their models."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with serving(DEMO) as address:
            yield address


def choose(screen, path: Path) -> None:
    """Open the screen and parse a file by the models that are chosen."""
    screen.page.goto(f"{screen.address}/video")
    screen.page.locator("input[type=file]").set_input_files(path)
    screen.page.get_by_text(path.name).wait_for()
    screen.page.get_by_role("button", name="Parse", exact=True).dblclick()  # as some do


def test_a_file_is_parsed_shown_asked_and_deleted(look, bundled, temporary, tmp_path):
    screen, video = look(bundled), tmp_path / "My holiday, 2026.mp4"
    shutil.copy(DEMO / "clips" / "demotst0075_0_10.mp4", video)
    choose(screen, video)
    screen.ready("My_holiday__2026")
    page = screen.page
    page.get_by_text("there is no truth").wait_for()
    assert screen.lens("root => root.querySelector('[data-part=star], .star')?.hidden ?? true")
    assert page.get_by_role("button", name="Truth", exact=True).is_disabled()
    assert page.locator("[data-lane=audio] .event").count() > 0
    scheme = "(root, of) => getComputedStyle(root.querySelector(`[data-lane=audio] ${of}`)).colorScheme"
    lens = page.locator(".lens")
    assert lens.evaluate(scheme, ".event") == lens.evaluate(scheme, ".mark")  # so that colours are the same
    asked = screen.lens(
        """async (root) => {
          const url = root.querySelector("video").src.replace(/clips.*/, "");
          const of = "run=leap_mm_pyr&clip=My_holiday__2026&silence=0.1&blank=";
          const own = await fetch(`${url}what-if?${of}`);
          return [own.status, Object.keys(await own.json()).includes("probability")];
        }"""
    )
    assert asked == [200, True]
    assert page.request.get(f"{screen.address}/api/clips/My_holiday__2026").status == 404
    assert "My_holiday" not in page.url
    address = page.locator(".lens video").get_attribute("src")
    page.get_by_role("link", name="Clip", exact=True).click()
    page.wait_for_url(lambda url: "/video" not in url)
    screen.ready()
    page.get_by_role("link", name="Your video").click()
    screen.ready("My_holiday__2026")  # it is still there
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("button", name="Parse", exact=True).wait_for()
    assert page.request.get(address).status == 404
    for _ in range(300):  # tenths of a second, in which what was asked last may end
        if not [*temporary.glob("leap-lens-*")]:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the video is still there")


def test_what_is_no_video_is_said(look, bundled, tmp_path):
    screen = look(bundled)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    choose(screen, broken)
    screen.page.get_by_text("broken.mp4: expected an MP4 file").wait_for()
    screen.page.get_by_role("button", name="Parse", exact=True).wait_for()
