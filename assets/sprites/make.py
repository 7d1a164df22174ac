"""Write the demo set's sprites, 160 px WebP with alpha: CLASS-N.webp and distractor-N.webp.

    npm pack @lobehub/fluent-emoji-3d && tar xzf lobehub-fluent-emoji-3d-*.tgz
    python assets/sprites/make.py package/assets

Most are Fluent emoji (MIT), some joined or in another hue; what has no emoji is in drawings.py.
All that drive face left.
"""

import sys
from pathlib import Path

from drawings import DRAWINGS, bubble, cry, laugh
from PIL import Image, ImageDraw, ImageFilter

SIZE, SCALE = 160, 4  # drawn SCALE times larger, then reduced
TONES = ("1f3fb", "1f3fd", "1f3ff")  # of skin
EMOJI = {
    "Car": ("1f697", "1f699", "1f695"),
    "Dog": ("1f436", "1f429", "1f415"),
    "Cat": ("1f431", "1f408", "1f408-200d-2b1b"),
    "Frying_(food)": ("1f373", "1f958"),
    "Basketball_bounce": ("1f3c0", "26f9-1f3fb", "26f9-1f3ff-200d-2640-fe0f"),
    "Banjo": ("1fa95",),
    "Chicken_rooster": ("1f413", "1f414"),
    "Violin_fiddle": ("1f3bb",),
    "Accordion": ("1fa97",),
    "Motorcycle": ("1f3cd-fe0f", "1f6f5"),
    "Helicopter": ("1f681",),
    "Telephone_bell_ringing": ("260e-fe0f", "1f4de"),
    "Clapping": tuple(f"1f44f-{tone}" for tone in TONES),
    "distractor": (
        "1f333",
        "26bd",
        "1f4e6",
        "1fa91",
        "1f4da",
        "1f33b",
        "1f388",
        "1f370",
        "1f334",
        "1fab4",
        "1f3ee",
    ),
}
# joined emoji: (code, left, top, size) as shares of the canvas, painted in this order
JOINED = {
    "Cheering": [
        [(f"1f64c-{tone}", 0.0, -0.12, 1.0), (face, 0.22, 0.42, 0.56)]
        for tone, face in zip(TONES, ("1f973", "1f929", "1f603"), strict=True)
    ],
    "Singing": [
        [(f"{person}-{tone}-200d-1f3a4", 0.0, 0.06, 0.94), ("1f3b6", 0.66, 0.0, 0.34)]
        for person, tone in (("1f469", "1f3fb"), ("1f468", "1f3fd"), ("1f469", "1f3ff"))
    ],
    "Fire_alarm": [[("1f6a8", 0.0, 0.0, 0.94), ("1f525", 0.62, 0.56, 0.4)]],
}
SPEAKERS = ("1f468-1f3fb-200d-1f4bc", "1f469-1f3fd-200d-1f4bc", "1f468-1f3ff-200d-1f4bc")
HUES = {  # another sprite of the same picture, its hues turned so far
    "Banjo": (0.55,),
    "Violin_fiddle": (0.97,),
    "Accordion": (0.32, 0.65),
    "Motorcycle": (0.6,),
    "Helicopter": (0.5, 0.85),
    "Telephone_bell_ringing": (0.6,),
}


def main(source: str) -> None:
    """Write every sprite beside this file."""
    sprites: dict[str, list[Image.Image]] = {}
    for name, codes in EMOJI.items():
        sprites[name] = [_emoji(source, code) for code in codes]
        sprites[name] += [_turn_hue(sprites[name][0], hue) for hue in HUES.get(name, ())]
    for name, pictures in JOINED.items():
        sprites[name] = [_join(source, parts) for parts in pictures]
    sprites["Speech"] = [_paint(_join(source, [(code, 0.0, 0.18, 0.82)]), bubble) for code in SPEAKERS]
    for name, paint in (("Baby_laughter", laugh), ("Baby_cry_infant_cry", cry)):
        sprites[name] = [_paint(_emoji(source, f"1f476-{tone}"), paint) for tone in TONES]
    for name, (paint, colours) in DRAWINGS.items():
        blank = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE))
        sprites.setdefault(name, []).extend(_shade(_paint(blank, paint, colour)) for colour in colours)
    for name, pictures in sprites.items():
        for i, picture in enumerate(pictures):
            small = picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
            small.save(Path(__file__).parent / f"{name}-{i}.webp", quality=90, method=6)


def _emoji(source: str, code: str) -> Image.Image:
    picture = Image.open(Path(source) / f"{code}.webp").convert("RGBA")
    return picture.resize((SIZE * SCALE, SIZE * SCALE), Image.Resampling.LANCZOS)


def _join(source: str, parts: list[tuple[str, float, float, float]]) -> Image.Image:
    side = SIZE * SCALE
    out = Image.new("RGBA", (side, side))
    for code, left, top, size in parts:
        picture = _emoji(source, code).resize((round(size * side), round(size * side)))
        layer = Image.new("RGBA", out.size)
        layer.paste(picture, (round(left * side), round(top * side)))
        out = Image.alpha_composite(out, layer)
    return out


def _paint(picture: Image.Image, paint, *colour) -> Image.Image:
    out = picture.copy()
    paint(ImageDraw.Draw(out), out.width / 100, *colour)
    return out


def _turn_hue(picture: Image.Image, share: float) -> Image.Image:
    hue, *rest = picture.convert("RGB").convert("HSV").split()
    turned = hue.point(lambda v: (v + round(share * 256)) % 256)
    out = Image.merge("HSV", (turned, *rest)).convert("RGBA")
    out.putalpha(picture.getchannel("A"))
    return out


def _shade(picture: Image.Image) -> Image.Image:
    """Light from above left and a bright rim, in the manner of the emoji."""
    alpha = picture.getchannel("A")
    dark = Image.linear_gradient("L").resize(picture.size).rotate(20).point(lambda v: v // 4)
    out = Image.composite(Image.new("RGBA", picture.size, (30, 10, 60, 255)), picture, dark)
    rim = alpha.filter(ImageFilter.GaussianBlur(9)).point(lambda v: (255 - v) * 2 // 3)
    out = Image.composite(Image.new("RGBA", picture.size, (255, 255, 255, 255)), out, rim)
    out.putalpha(alpha)
    return out


if __name__ == "__main__":
    main(sys.argv[1])
