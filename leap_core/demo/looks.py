"""What a class looks like: one of its pictures in one of its colourings.

Training shows every picture in other colours than the other splits do, which have the pictures' own and two
near them: no look of a training clip comes back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PIL import Image

from leap_core.resources import SPRITES

LIVING = (
    *("Speech", "Cheering", "Singing", "Clapping", "Baby_laughter", "Baby_cry_infant_cry"),
    *("Dog", "Cat", "Chicken_rooster"),
)


class Colouring(NamedTuple):
    """A change of every pixel."""

    turn: float  # of the hue, in circles
    saturation: float = 1.0  # factor
    value: float = 1.0  # factor


_OF_THINGS = {
    "seen": (Colouring(-0.15), Colouring(-0.05), Colouring(0.05), Colouring(0.15)),
    "unseen": (Colouring(0.0), Colouring(-0.1), Colouring(0.1)),
}
_OF_THE_LIVING = {  # no green dogs
    "seen": (
        *(Colouring(0.02, 0.80, 0.85), Colouring(-0.02, 1.20, 0.95)),
        *(Colouring(0.02, 1.10, 1.10), Colouring(-0.01, 0.70, 1.00)),
    ),
    "unseen": (Colouring(0.0), Colouring(0.01, 0.90, 0.95), Colouring(-0.01, 1.10, 1.05)),
}


def colourings(name: str, unseen: bool) -> tuple[Colouring, ...]:
    """Of a class, in training or in the other splits."""
    return (_OF_THE_LIVING if name in LIVING else _OF_THINGS)["unseen" if unseen else "seen"]


@lru_cache
def pictures(name: str) -> int:
    """How many pictures a class has."""
    return len(list(SPRITES.glob(f"{name}-*.webp")))


@lru_cache
def look(name: str, number: int, flip: bool, colouring: Colouring) -> Image.Image:
    """A picture of a class in a colouring, RGBA, 160 x 160."""
    sprite = picture(name, number, flip)
    hue, saturation, value = sprite.convert("RGB").convert("HSV").split()
    turn, *factors = colouring
    hue = hue.point([(v + round(256 * turn)) % 256 for v in range(256)])
    saturation, value = (
        band.point([min(255, round(v * factor)) for v in range(256)])
        for band, factor in zip((saturation, value), factors, strict=True)
    )
    coloured = Image.merge("HSV", (hue, saturation, value)).convert("RGBA")
    coloured.putalpha(sprite.getchannel("A"))
    return coloured


@lru_cache
def picture(name: str, number: int, flip: bool) -> Image.Image:
    """A picture as it lies on disk, RGBA, 160 x 160, standing on the lower edge."""
    sprite = Image.open(SPRITES / f"{name}-{number}.webp").convert("RGBA")
    seen = sprite.getchannel("A").point([255 * (grey > 60) for grey in range(256)]).getbbox()
    below = sprite.height - seen[3] if seen else 0
    standing = Image.new("RGBA", sprite.size)
    standing.paste(sprite, (0, below))
    return standing.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else standing
