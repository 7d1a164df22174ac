"""Still places behind the sprites: drawn at twice the size, in soft colours that vary.

A point is (x, y) as shares of the width and the height.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]


class _Canvas:
    """A picture that is drawn on in shares of its size."""

    def __init__(self, width: int, height: int, rng: np.random.Generator) -> None:
        self.image = Image.new("RGB", (2 * width, 2 * height))
        self.draw = ImageDraw.Draw(self.image)
        self.rng = rng
        self.turn = rng.uniform(-0.06, 0.06)  # of every hue in the picture

    def colour(self, hue: float, saturation: float, value: float) -> Colour:
        r, g, b = colorsys.hsv_to_rgb((hue + self.turn) % 1, saturation, value)
        return round(255 * r), round(255 * g), round(255 * b)

    def fade(self, top: float, bottom: float, first: Colour, last: Colour) -> None:
        """Rows from one colour to another."""
        start, end = (round(y * self.image.height) for y in (top, bottom))
        for y in range(start, end):
            share = (y - start) / (end - start)
            mixed = tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
            self.draw.line((0, y, self.image.width, y), fill=mixed)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0
    ) -> None:
        w, h = self.image.size
        shape = (left * w, top * h, right * w, bottom * h)
        self.draw.rounded_rectangle(shape, radius * w, fill=fill)

    def disc(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        w, h = self.image.size
        self.draw.ellipse(((x - rx) * w, (y - ry) * h, (x + rx) * w, (y + ry) * h), fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        w, h = self.image.size
        self.draw.polygon([(x * w, y * h) for x, y in points], fill=fill)


def background(width: int, height: int, rng: np.random.Generator) -> Image.Image:
    """One of the places, RGB."""
    canvas = _Canvas(width, height, rng)
    PLACES[rng.integers(len(PLACES))](canvas)
    return canvas.image.resize((width, height), Image.Resampling.LANCZOS)


def _sky(c: _Canvas, bottom: float) -> None:
    dusk = c.rng.random() < 0.25
    top, low = (
        (c.colour(0.70, 0.32, 0.72), c.colour(0.06, 0.30, 0.98))
        if dusk
        else (c.colour(0.56, 0.34, 0.95), c.colour(0.55, 0.10, 1.0))
    )
    c.fade(0, bottom, top, low)
    for _ in range(c.rng.integers(1, 4)):
        x, y, r = c.rng.uniform(0, 1), c.rng.uniform(0.08, 0.3), c.rng.uniform(0.03, 0.06)
        for dx, grow in ((-1.2, 0.8), (0, 1.2), (1.2, 0.9)):
            c.disc(x + dx * r, y, grow * r, grow * r, (250, 250, 253))


def _hill(c: _Canvas, level: float, bumps: float, colour: Colour) -> None:
    xs, phase = np.linspace(0, 1, 60), c.rng.uniform(0, 6)
    ys = level + bumps * np.sin(c.rng.uniform(4, 8) * xs + phase)
    c.shape([(0, 1), *zip(xs.tolist(), ys.tolist(), strict=True), (1, 1)], colour)


def meadow(c: _Canvas) -> None:
    """Hills, sky, flowers."""
    _sky(c, 0.7)
    _hill(c, 0.50, 0.06, c.colour(0.36, 0.26, 0.80))
    _hill(c, 0.60, 0.04, c.colour(0.31, 0.36, 0.78))
    _hill(c, 0.72, 0.02, c.colour(0.27, 0.42, 0.76))
    petals = c.colour(c.rng.choice([0.95, 0.14, 0.75]), 0.35, 1.0)
    for x, y in zip(c.rng.uniform(0, 1, 14), c.rng.uniform(0.78, 0.97, 14), strict=True):
        c.disc(x, y, 0.008, 0.01, petals)


def street(c: _Canvas) -> None:
    """Houses along a road."""
    _sky(c, 0.66)
    x = -0.05
    while x < 1:
        wide, top = c.rng.uniform(0.12, 0.22), c.rng.uniform(0.18, 0.42)
        c.box(
            x,
            top,
            x + wide,
            0.66,
            c.colour(c.rng.choice([0.04, 0.1, 0.6, 0.9]), 0.2, c.rng.uniform(0.74, 0.9)),
        )
        for wx in np.arange(x + 0.025, x + wide - 0.04, 0.05):
            for wy in np.arange(top + 0.05, 0.58, 0.1):
                c.box(wx, wy, wx + 0.025, wy + 0.05, c.colour(0.14, 0.25, 0.98))
        x += wide + 0.01
    c.box(0, 0.66, 1, 0.72, c.colour(0.6, 0.04, 0.84))
    c.box(0, 0.72, 1, 1, c.colour(0.65, 0.08, 0.56))
    for x in np.arange(-0.05, 1, 0.2):
        c.box(x, 0.87, x + 0.1, 0.885, (240, 238, 225))


def room(c: _Canvas) -> None:
    """Striped wall, window, boards, rug."""
    hue = c.rng.choice([0.08, 0.35, 0.55, 0.8, 0.95])
    c.box(0, 0, 1, 0.68, c.colour(hue, 0.18, 0.93))
    for x in np.arange(0, 1, 0.1):
        c.box(x, 0, x + 0.05, 0.68, c.colour(hue, 0.22, 0.90))
    x = c.rng.uniform(0.1, 0.6)
    c.box(x, 0.1, x + 0.28, 0.46, (252, 250, 246))
    for left in (x + 0.015, x + 0.145):
        c.box(left, 0.12, left + 0.12, 0.44, c.colour(0.55, 0.25, 0.96))
    c.box(0, 0.66, 1, 0.7, (250, 247, 240))
    c.box(0, 0.7, 1, 1, c.colour(0.08, 0.38, 0.72))
    for y in (0.77, 0.85, 0.93):
        c.box(0, y, 1, y + 0.005, c.colour(0.08, 0.42, 0.62))
    c.disc(0.5, 0.88, 0.38, 0.09, c.colour(hue + 0.5, 0.35, 0.78))
    c.disc(0.5, 0.88, 0.33, 0.07, c.colour(hue + 0.5, 0.25, 0.86))


def stage(c: _Canvas) -> None:
    """Curtain, two cones of light, boards."""
    hue = c.rng.choice([0.97, 0.62, 0.78])
    for i in range(20):
        c.box(i / 20, 0, (i + 1) / 20, 0.72, c.colour(hue, 0.5, 0.42 + 0.08 * (i % 2)))
    c.fade(0.7, 1, c.colour(0.08, 0.42, 0.50), c.colour(0.08, 0.45, 0.66))
    w, h = c.image.size
    for x in (c.rng.uniform(0.15, 0.4), c.rng.uniform(0.6, 0.85)):
        light = Image.new("L", c.image.size)
        cone = ImageDraw.Draw(light)
        cone.polygon([(x * w, -10), ((x - 0.22) * w, 0.88 * h), ((x + 0.22) * w, 0.88 * h)], fill=40)
        cone.ellipse(((x - 0.22) * w, 0.8 * h, (x + 0.22) * w, 0.96 * h), fill=70)
        c.image.paste((255, 240, 200), (0, 0), light)


def kitchen(c: _Canvas) -> None:
    """Tiles, a shelf, a worktop."""
    hue = c.rng.choice([0.12, 0.45, 0.56, 0.0])
    c.box(0, 0, 1, 1, c.colour(hue, 0.06, 0.88))
    for i in range(10):
        for j in range(6):
            tint = c.colour(hue, 0.10 + 0.05 * ((i + j) % 2), 0.95)
            c.box(i / 10 + 0.003, j / 7.5 + 0.004, (i + 1) / 10 - 0.003, (j + 1) / 7.5 - 0.004, tint, 0.006)
    c.box(0.06, 0.3, 0.94, 0.33, c.colour(0.08, 0.4, 0.68))
    for x in c.rng.uniform(0.1, 0.85, 4):
        c.box(x, 0.2, x + 0.05, 0.3, c.colour(c.rng.random(), 0.3, 0.85), 0.01)
    c.box(0, 0.70, 1, 0.76, c.colour(0.08, 0.25, 0.94))
    c.fade(0.76, 1, c.colour(0.08, 0.35, 0.78), c.colour(0.08, 0.38, 0.70))


def beach(c: _Canvas) -> None:
    """Sun, sea, sand."""
    _sky(c, 0.55)
    c.disc(c.rng.uniform(0.15, 0.85), 0.16, 0.06, 0.08, (255, 236, 170))
    c.fade(0.52, 0.8, c.colour(0.54, 0.5, 0.78), c.colour(0.50, 0.34, 0.90))
    _hill(c, 0.73, 0.012, (246, 250, 250))
    _hill(c, 0.75, 0.012, c.colour(0.12, 0.26, 0.94))


PLACES: tuple[Callable[[_Canvas], None], ...] = (meadow, street, room, stage, kitchen, beach)
