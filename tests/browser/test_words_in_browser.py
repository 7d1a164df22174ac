"""Asking LEAP with a word, on the bundled demo set."""

import pytest

from benchmarks.served import serving
from leap_core.resources import DEMO

LANES = "frames.waveform.-spectrogram.-audio.-visual.-both.-audio-maps.-visual-maps.what-if"
OPEN = f"?clip=demotst0074_0_10&lanes={LANES}"


@pytest.fixture(scope="module")
def shipped():
    with serving(DEMO) as address:
        yield address


def test_a_word_beside_its_nearest_class_another_word_and_what_is_refused(look, shipped):
    screen = look(shipped)
    screen.open(OPEN)
    page = screen.page
    page.get_by_label("Word to ask with").fill("puppy")
    caption = page.locator(".words figcaption")
    caption.get_by_text("Nearest classes by cosine: Dog 0.72").wait_for()
    assert page.locator(".asked tbody tr").evaluate_all(
        "rows => rows.map((row) => row.cells[1].innerText)"
    ) == [*("puppy", "Dog") * 3]
    assert "extrapolated" in caption.inner_text()
    assert (
        page.locator(".asked canvas")
        .first.get_attribute("aria-label")
        .startswith("Probabilities of puppy, Audio: 0.")
    )
    page.get_by_label("Second word", exact=True).fill("helicopter")
    page.get_by_label("How far towards the second").fill("1")
    caption.get_by_text("Nearest classes by cosine: Helicopter 1.00").wait_for()
    page.get_by_label("remove the class's direction").check()
    caption.get_by_text("0 % of the vector's length is left").wait_for()
    page.get_by_label("Word to ask with").fill("xyzzy")
    caption.get_by_text("it has no vector for xyzzy").wait_for()
    assert not page.locator(".asked").is_visible()
    page.get_by_label("Run of the what-if").select_option("2")
    caption.get_by_text("it has no queries, and cannot be asked with words").wait_for()
    screen.errors.clear()  # which browsers say of the two that were refused
