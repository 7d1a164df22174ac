"""A space in which equal steps look equal, for tests of colours."""

import numpy as np

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(s: np.ndarray) -> np.ndarray:
    """sRGB from 0 to 1 -> OKLab (Ottosson, 2020), (N, 3) both."""
    linear = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def srgb_of(lightness: float, chroma: float, hue: np.ndarray) -> np.ndarray:
    """OKLCH, hue in degrees (N,), -> sRGB cut to 0 to 1, (N, 3)."""
    turn = np.radians(hue)
    lab = np.stack([np.full(hue.shape, lightness), chroma * np.cos(turn), chroma * np.sin(turn)], axis=-1)
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
