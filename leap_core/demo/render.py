"""The picture of a scene, frame by frame.

Shapes: F = 10 x 12 frames of HEIGHT x WIDTH pixels, RGB.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from leap_core.data.events import Event
from leap_core.demo.backgrounds import background
from leap_core.demo.scenes import SEGMENTS, Scene
from leap_core.demo.sprites import Actor, cast

WIDTH, HEIGHT, FRAME_RATE = 320, 240, 12
_ENTRANCE_SECONDS = 0.35  # to come or to go, within the event


def frames(scene: Scene, rng: np.random.Generator, without: Collection[Event] = ()) -> Iterator[Image.Image]:
    """Every frame of a scene, RGB; `without` some events, all else as with them."""
    ground = background(WIDTH, HEIGHT, rng)
    actors = cast(scene.visual, WIDTH, HEIGHT, rng, scene.unseen, without)
    for n in range(FRAME_RATE * SEGMENTS):
        picture = ground.copy()
        for actor in actors:
            _paint(picture, actor, n / FRAME_RATE)
        yield picture


def _paint(picture: Image.Image, actor: Actor, t: float) -> None:
    """Shadow and sprite of an actor, at `t` seconds."""
    there = _presence(actor, t)
    if there == 0:
        return
    m, side = actor.motion, 1 if actor.x > WIDTH / 2 else -1
    turn = 2 * math.pi * (m.beat * t + actor.phase)
    size = actor.size * (1 - m.breathe * (0.5 + 0.5 * math.sin(turn)))
    x = actor.x + m.drift * math.sin(0.9 * t + 6 * actor.phase) + m.drive * (t - SEGMENTS / 2)
    x = min(max(x, 0.3 * size), WIDTH - 0.3 * size)
    lift = m.rise + m.bob * abs(math.sin(turn / 2))
    opacity = 1.0
    if actor.entrance == "pop":
        size *= there
    elif actor.entrance == "fade":
        opacity = there
    else:
        x += side * (1 - there) * WIDTH / 2
    _shade(picture, x, actor.ground, size * (1 - lift / 300), opacity)
    angle = math.radians(m.sway * math.sin(turn / 2))
    _place(picture, actor.sprite, x, actor.ground - lift - size / 2, size, angle, opacity)


def _presence(actor: Actor, t: float) -> float:
    """0 while an actor is away, 1 while it is there, between the two as it comes or goes."""
    for onset, offset in actor.times:
        if onset <= t < offset:
            came = 1.0 if onset == 0 else (t - onset + 1 / FRAME_RATE) / _ENTRANCE_SECONDS
            goes = 1.0 if offset == SEGMENTS else (offset - t) / _ENTRANCE_SECONDS
            share = min(1.0, came, goes)
            return share * (2 - share)  # slows down as it arrives
    return 0.0


def _place(
    picture: Image.Image, sprite: Image.Image, x: float, y: float, size: float, angle: float, opacity: float
) -> None:
    """Paste a sprite about its centre (x, y), turned by `angle` radians, without rounding to whole pixels."""
    patch = math.ceil(1.25 * size) + 2
    left, top = math.floor(x - patch / 2), math.floor(y - patch / 2)
    scale = sprite.width / size
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    dx, dy = left - x, top - y
    inverse = (
        cos,
        sin,
        cos * dx + sin * dy + sprite.width / 2,
        -sin,
        cos,
        cos * dy - sin * dx + sprite.height / 2,
    )
    turned = sprite.transform((patch, patch), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)
    mask = turned.getchannel("A")
    picture.paste(turned, (left, top), mask.point(_dimmed(opacity)) if opacity < 1 else mask)


def _shade(picture: Image.Image, x: float, ground: float, size: float, opacity: float) -> None:
    width, height = max(4, round(0.8 * size)), max(2, round(0.14 * size))
    mask = _shadow().resize((width, height)).point(_dimmed(opacity))
    picture.paste((30, 25, 60), (round(x - width / 2), round(ground - height / 2)), mask)


@lru_cache
def _shadow() -> Image.Image:
    mask = Image.new("L", (128, 64))
    ImageDraw.Draw(mask).ellipse((16, 12, 112, 52), fill=110)
    return mask.filter(ImageFilter.GaussianBlur(7))


def _dimmed(opacity: float) -> list[int]:
    """Every grey of a mask, dimmed."""
    return [round(grey * opacity) for grey in range(256)]
