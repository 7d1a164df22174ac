"""Tags can be read, whatever the word, in both themes."""

import re

import numpy as np
import pytest

from tests.app.test_javascript import SHARED
from tests.oklab import srgb_of


def luminance(srgb: np.ndarray) -> np.ndarray:
    """Relative luminance of WCAG 2.1."""
    linear = np.where(srgb <= 0.03928, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", [r"\.tag \{", r'\[data-theme="dark"\] \.tag \{'])
def test_contrast_of_every_hue(theme):
    text = (SHARED / "tags.css").read_text(encoding="utf-8")
    rule = re.search(rf"^{theme}(.*?)\}}", text, re.S | re.M)[1]
    ground, ink = (
        luminance(srgb_of(*map(float, found), np.arange(360)))
        for name in ("background", " color")
        for found in re.findall(rf"{name}: oklch\(([\d.]+) ([\d.]+) var\(--tag-hue\)\)", rule)
    )
    contrast = (np.maximum(ground, ink) + 0.05) / (np.minimum(ground, ink) + 0.05)
    assert contrast.min() >= 7  # WCAG 2.1 AAA
