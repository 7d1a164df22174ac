"""Every layout still looks as docs/figures.md shows it, and that page is what its script makes."""

import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

DOCS = Path(__file__).parents[3] / "docs"
SPEC = importlib.util.spec_from_file_location("make_figures", DOCS / "make_figures.py")
make_figures = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_figures)


@pytest.mark.parametrize("name", make_figures.EXAMPLES)
def test_a_layout_looks_as_shown(name, tmp_path):
    _, command = make_figures.EXAMPLES[name]
    drawn = np.asarray(Image.open(io.BytesIO(make_figures.picture(command, tmp_path))).convert("RGB"))
    shown = np.asarray(Image.open(DOCS / "figures" / f"{name}.png").convert("RGB"))
    assert drawn.shape == shown.shape
    distance = np.abs(drawn.astype(int) - shown).max(axis=2)
    assert (distance > 64).mean() < 0.002 and distance.mean() < 0.5  # another rounding, not another figure


def test_the_page_is_what_the_script_makes():
    assert (DOCS / "figures.md").read_text(encoding="utf-8") == make_figures.text()
