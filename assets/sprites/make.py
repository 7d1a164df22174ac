"""Write the demo set's sprites, 160 px PNG with alpha: CLASS-N.png and distractor-N.png.

    npm pack @lobehub/fluent-emoji-3d && tar xzf lobehub-fluent-emoji-3d-*.tgz
    python assets/sprites/make.py package/assets

Most are Fluent emoji (MIT); five things that have no emoji are drawn here.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE, SCALE = 160, 4  # drawn SCALE times larger, then reduced
BODY, DARK, STEEL, LIGHT = (226, 88, 62), (52, 56, 66), (168, 178, 190), (236, 240, 244)
EMOJI = {
    "Speech": ("1f5e3-fe0f", "1f9d1-200d-1f3eb", "1f468-200d-1f4bc"),
    "Car": ("1f697", "1f699", "1f695"),
    "Cheering": ("1f64c-1f3fb", "1f64c-1f3fd", "1f64c-1f3ff"),
    "Dog": ("1f436", "1f429", "1f415"),
    "Cat": ("1f431", "1f408", "1f408-200d-2b1b"),
    "Frying_(food)": ("1f373", "1f958"),
    "Basketball_bounce": ("1f3c0",),
    "Fire_alarm": ("1f6a8",),
    "Banjo": ("1fa95",),
    "Singing": ("1f9d1-200d-1f3a4", "1f469-200d-1f3a4", "1f468-200d-1f3a4"),
    "Chicken_rooster": ("1f413", "1f414"),
    "Violin_fiddle": ("1f3bb",),
    "Accordion": ("1fa97",),
    "Motorcycle": ("1f3cd-fe0f", "1f6f5"),
    "Helicopter": ("1f681",),
    "Acoustic_guitar": ("1f3b8",),
    "Telephone_bell_ringing": ("260e-fe0f", "1f4de"),
    "Clapping": ("1f44f-1f3fb", "1f44f-1f3fd", "1f44f-1f3ff"),
    "distractor": ("1f333", "26bd", "1f4e6", "2601-fe0f", "1fa91", "1f4da", "1f33b", "1f388", "1f370", "1f334"),
}
BABIES = ("1f476-1f3fb", "1f476-1f3fd", "1f476-1f3ff")


def main(source: str) -> None:
    """Write every sprite beside this file."""
    out = Path(__file__).parent
    for name, codes in EMOJI.items():
        for i, code in enumerate(codes):
            _save(_emoji(source, code), out / f"{name}-{i}.png")
    for i, code in enumerate(BABIES):
        for name, paint in (("Baby_laughter", _laugh), ("Baby_cry_infant_cry", _cry)):
            picture = _emoji(source, code)
            paint(ImageDraw.Draw(picture), picture.width / 100)
            _save(picture, out / f"{name}-{i}.png")
    for name, paint in DRAWN.items():
        for i, colour in enumerate((BODY, (46, 125, 196))):
            picture = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE))
            paint(ImageDraw.Draw(picture), SIZE * SCALE / 100, colour)
            _save(_shade(picture), out / f"{name}-{i}.png")


def _emoji(source: str, code: str) -> Image.Image:
    return Image.open(Path(source) / f"{code}.webp").convert("RGBA").resize((SIZE * 2, SIZE * 2), Image.Resampling.LANCZOS)


def _save(picture: Image.Image, path: Path) -> None:
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(256, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)


def _shade(picture: Image.Image) -> Image.Image:
    """Light from above left, in the manner of the emoji."""
    alpha = picture.getchannel("A")
    light = Image.linear_gradient("L").resize(picture.size).rotate(20)
    lit = Image.composite(Image.new("RGBA", picture.size, (0, 0, 0, 255)), picture, light.point(lambda v: v // 4))
    edge = alpha.filter(ImageFilter.GaussianBlur(6)).point(lambda v: 255 - v).point(lambda v: v // 3)
    lit = Image.composite(Image.new("RGBA", picture.size, (255, 255, 255, 255)), lit, edge)
    lit.putalpha(alpha)
    return lit


def _laugh(d: ImageDraw.ImageDraw, u: float) -> None:
    d.pieslice((36 * u, 52 * u, 64 * u, 84 * u), 0, 180, fill=(120, 30, 40))
    d.pieslice((41 * u, 66 * u, 59 * u, 84 * u), 0, 180, fill=(240, 110, 120))
    for x in (30, 58):
        d.arc((x * u, 46 * u, (x + 12) * u, 58 * u), 190, 350, fill=(60, 40, 40), width=int(2.4 * u))
    for x, y in ((4, 10), (80, 4), (82, 30)):
        d.text((x * u, y * u), "ha", fill=(250, 200, 40), font_size=15 * u, stroke_width=int(u), stroke_fill=(90, 60, 0))


def _cry(d: ImageDraw.ImageDraw, u: float) -> None:
    d.ellipse((38 * u, 64 * u, 62 * u, 86 * u), fill=(120, 30, 40))
    d.pieslice((42 * u, 74 * u, 58 * u, 90 * u), 180, 360, fill=(240, 110, 120))
    for x in (26, 62):
        d.rounded_rectangle((x * u, 54 * u, (x + 11) * u, 92 * u), 5 * u, fill=(90, 180, 250))
        d.line((x * u, 50 * u, (x + 12) * u, (55 if x < 50 else 46) * u), fill=(60, 40, 40), width=int(2.6 * u))


def _chainsaw(d: ImageDraw.ImageDraw, u: float, colour: tuple) -> None:
    d.rounded_rectangle((42 * u, 52 * u, 98 * u, 66 * u), 7 * u, fill=STEEL)
    for x in range(46, 97, 7):
        d.polygon([(x * u, 52 * u), ((x + 5) * u, 52 * u), ((x + 2) * u, 46 * u)], fill=DARK)
        d.polygon([(x * u, 66 * u), ((x + 5) * u, 66 * u), ((x + 2) * u, 72 * u)], fill=DARK)
    d.arc((10 * u, 18 * u, 46 * u, 70 * u), 180, 360, fill=DARK, width=int(7 * u))
    d.rounded_rectangle((6 * u, 42 * u, 50 * u, 80 * u), 9 * u, fill=colour)
    d.rounded_rectangle((14 * u, 52 * u, 36 * u, 62 * u), 4 * u, fill=LIGHT)


def _cello(d: ImageDraw.ImageDraw, u: float, colour: tuple) -> None:
    wood = (150, 78, 36) if colour == BODY else (190, 112, 48)
    d.line((50 * u, 88 * u, 50 * u, 100 * u), fill=DARK, width=int(2 * u))
    d.ellipse((26 * u, 54 * u, 74 * u, 94 * u), fill=wood)
    d.ellipse((31 * u, 34 * u, 69 * u, 66 * u), fill=wood)
    d.rounded_rectangle((46 * u, 4 * u, 54 * u, 62 * u), 3 * u, fill=DARK)
    d.ellipse((44 * u, 0, 56 * u, 10 * u), fill=wood)
    d.rectangle((40 * u, 70 * u, 60 * u, 73 * u), fill=(240, 214, 160))
    for x in (47, 49.3, 51.6):
        d.line((x * u, 8 * u, x * u, 84 * u), fill=LIGHT, width=int(0.8 * u))
    d.arc((34 * u, 60 * u, 42 * u, 78 * u), 90, 270, fill=DARK, width=int(2 * u))
    d.arc((58 * u, 60 * u, 66 * u, 78 * u), 270, 90, fill=DARK, width=int(2 * u))
    d.line((12 * u, 82 * u, 94 * u, 62 * u), fill=(236, 220, 190), width=int(2.4 * u))


def _vacuum(d: ImageDraw.ImageDraw, u: float, colour: tuple) -> None:
    d.line((24 * u, 88 * u, 62 * u, 10 * u), fill=STEEL, width=int(5 * u))
    d.rounded_rectangle((4 * u, 84 * u, 46 * u, 96 * u), 5 * u, fill=DARK)
    d.arc((50 * u, 4 * u, 96 * u, 74 * u), 200, 60, fill=DARK, width=int(5 * u))
    d.rounded_rectangle((50 * u, 56 * u, 98 * u, 92 * u), 16 * u, fill=colour)
    for x in (58, 88):
        d.ellipse(((x - 8) * u, 80 * u, (x + 8) * u, 96 * u), fill=DARK)
    d.ellipse((66 * u, 62 * u, 82 * u, 78 * u), fill=LIGHT)


def _mower(d: ImageDraw.ImageDraw, u: float, colour: tuple) -> None:
    d.line((30 * u, 62 * u, 4 * u, 12 * u), fill=DARK, width=int(5 * u))
    d.line((0, 12 * u, 20 * u, 8 * u), fill=DARK, width=int(6 * u))
    d.rounded_rectangle((22 * u, 58 * u, 96 * u, 82 * u), 9 * u, fill=(70, 160, 70) if colour == BODY else colour)
    d.rounded_rectangle((44 * u, 40 * u, 78 * u, 62 * u), 6 * u, fill=DARK)
    d.rectangle((52 * u, 34 * u, 62 * u, 42 * u), fill=STEEL)
    for x in (34, 84):
        d.ellipse(((x - 12) * u, 70 * u, (x + 12) * u, 94 * u), fill=(40, 42, 48))
        d.ellipse(((x - 5) * u, 77 * u, (x + 5) * u, 87 * u), fill=STEEL)
    for x in range(4, 98, 6):
        d.polygon([(x * u, 98 * u), ((x + 5) * u, 98 * u), ((x + 3) * u, 89 * u)], fill=(90, 190, 80))


def _blender(d: ImageDraw.ImageDraw, u: float, colour: tuple) -> None:
    d.rounded_rectangle((32 * u, 2 * u, 68 * u, 12 * u), 4 * u, fill=DARK)
    d.polygon([(24 * u, 12 * u), (76 * u, 12 * u), (66 * u, 64 * u), (34 * u, 64 * u)], fill=(206, 232, 244))
    juice = (150, 60, 160) if colour == BODY else (250, 170, 60)
    d.polygon([(28 * u, 32 * u), (72 * u, 32 * u), (66 * u, 64 * u), (34 * u, 64 * u)], fill=juice)
    d.arc((66 * u, 16 * u, 90 * u, 54 * u), 270, 90, fill=(180, 214, 230), width=int(5 * u))
    d.polygon([(34 * u, 64 * u), (66 * u, 64 * u), (76 * u, 98 * u), (24 * u, 98 * u)], fill=colour)
    d.ellipse((43 * u, 76 * u, 57 * u, 90 * u), fill=LIGHT)


DRAWN = {"Chainsaw": _chainsaw, "Cello": _cello, "Vacuum_cleaner": _vacuum, "Lawn_mower": _mower, "Blender": _blender}

if __name__ == "__main__":
    main(sys.argv[1])
