"""A kind of map that only a run's own record tells of: on the clip screen as any other."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.served import serving
from leap_core.runs.store import open_store
from leap_core.runs.writer import StoreWriter
from leap_core.types import MODALITIES, Explanation
from tests.demo_fixture import make_demo
from tests.peak_decoder import PEAK


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The demo set whose MMIL run is one of an unknown decoder, which has a map of its own."""
    root = make_demo(tmp_path_factory.mktemp("peak") / "demo")
    folder = root / "runs" / "mmil_mm_pyr"
    old = open_store(folder)
    names, p = old.filenames, old.prediction
    peaks = p.segments / p.segments.sum(axis=3, keepdims=True)  # (N, 2, C, T)
    maps = {PEAK.key: {m: peaks[:, i, None, None] for i, m in enumerate(MODALITIES)}}
    writer = StoreWriter(folder, replace(old.run, decoder="peak", title="Peak, MM-Pyr", maps=(PEAK,)))
    writer.append(names, Explanation(p, maps))
    writer.finish(lambda store: {})
    assert np.isfinite(peaks).all()
    with serving(root) as served:
        yield served


AUDIO_MAPS = "[data-lane=audio-maps] .heading p"
HEADINGS = f"(lens) => [...lens.querySelectorAll('{AUDIO_MAPS}')].map((p) => p.innerText)"


def test_its_column_and_chip_are_there(look, address):
    screen = look(address)
    screen.open("?maps=Q.P")
    assert [text for text in screen.lens(HEADINGS) if text.startswith("Qa")] == ["Qa2Peak, MM-Pyr"]
    chip = screen.page.get_by_role("button", name="Peak", exact=True)
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    screen.page.wait_for_url(lambda url: "maps=Q" not in url)
    assert not [text for text in screen.lens(HEADINGS) if text.startswith("Qa")]
