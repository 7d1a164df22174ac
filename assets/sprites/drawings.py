"""Drawings for make.py, on a canvas of 100 x 100 units of `u` pixels."""

from PIL.ImageDraw import ImageDraw

DARK, STEEL, LIGHT, INK = (52, 56, 66), (168, 178, 190), (236, 240, 244), (60, 40, 40)
RED, BLUE, GREEN, ORANGE = (224, 70, 66), (54, 128, 206), (70, 160, 76), (240, 146, 40)
CHESTNUT, HONEY, SPRUCE = (142, 66, 34), (192, 112, 46), (232, 176, 96)


def bubble(d: ImageDraw, u: float) -> None:
    """Speech bubble, above right."""
    d.polygon([(66 * u, 26 * u), (82 * u, 26 * u), (60 * u, 42 * u)], fill=(255, 255, 255))
    d.rounded_rectangle((50 * u, 2 * u, 98 * u, 32 * u), 11 * u, fill=(255, 255, 255))
    for x in (61, 74, 87):
        d.ellipse(((x - 4) * u, 13 * u, (x + 4) * u, 21 * u), fill=(80, 110, 190))


def laugh(d: ImageDraw, u: float) -> None:
    """Open mouth, closed eyes, "ha ha"."""
    d.pieslice((34 * u, 52 * u, 66 * u, 88 * u), 0, 180, fill=(120, 30, 40))
    d.pieslice((40 * u, 68 * u, 60 * u, 88 * u), 0, 180, fill=(240, 110, 120))
    for x in (29, 57):
        d.arc((x * u, 46 * u, (x + 14) * u, 60 * u), 190, 350, fill=INK, width=int(2.6 * u))
    for x, y in ((1, 14), (76, 3), (78, 30)):
        d.text(
            (x * u, y * u),
            "ha",
            fill=(255, 206, 40),
            font_size=17 * u,
            stroke_width=int(1.4 * u),
            stroke_fill=(110, 70, 0),
        )


def cry(d: ImageDraw, u: float) -> None:
    """Wailing mouth and streams of tears."""
    d.ellipse((38 * u, 64 * u, 62 * u, 86 * u), fill=(120, 30, 40))
    d.pieslice((42 * u, 74 * u, 58 * u, 90 * u), 180, 360, fill=(240, 110, 120))
    for x in (26, 62):
        d.rounded_rectangle((x * u, 54 * u, (x + 11) * u, 92 * u), 5 * u, fill=(90, 180, 250))
        d.line((x * u, 50 * u, (x + 12) * u, (55 if x < 50 else 46) * u), fill=INK, width=int(2.6 * u))


def alarm(d: ImageDraw, u: float, colour: tuple) -> None:
    """A bell on a wall box, ringing."""
    d.rounded_rectangle((22 * u, 20 * u, 78 * u, 96 * u), 8 * u, fill=colour)
    d.ellipse((27 * u, 24 * u, 73 * u, 70 * u), fill=(250, 214, 90))
    d.ellipse((35 * u, 32 * u, 65 * u, 62 * u), fill=(226, 170, 50))
    d.ellipse((44 * u, 41 * u, 56 * u, 53 * u), fill=DARK)
    d.text((31 * u, 75 * u), "FIRE", fill=(255, 255, 255), font_size=17 * u, stroke_width=int(0.7 * u))
    for x in (2, 82):
        for k in range(3):
            d.line(
                ((x + 4 * k) * u, (26 + 15 * k) * u, (x + 12 - 2 * k) * u, (30 + 13 * k) * u),
                fill=(255, 190, 40),
                width=int(3 * u),
            )


def chainsaw(d: ImageDraw, u: float, colour: tuple) -> None:
    """Bar and teeth to the left, motor and two handles."""
    d.rounded_rectangle((2 * u, 54 * u, 60 * u, 68 * u), 7 * u, fill=STEEL)
    d.rounded_rectangle((9 * u, 59 * u, 50 * u, 63 * u), 2 * u, fill=LIGHT)
    for x in range(6, 54, 6):
        d.polygon([((x + 5) * u, 54 * u), (x * u, 54 * u), ((x + 1) * u, 49 * u)], fill=DARK)
        d.polygon([((x + 5) * u, 68 * u), (x * u, 68 * u), ((x + 4) * u, 73 * u)], fill=DARK)
    d.arc((44 * u, 22 * u, 76 * u, 72 * u), 180, 330, fill=DARK, width=int(6 * u))
    d.rounded_rectangle((72 * u, 50 * u, 98 * u, 78 * u), 9 * u, outline=DARK, width=int(6 * u))
    d.rounded_rectangle((44 * u, 44 * u, 82 * u, 82 * u), 9 * u, fill=colour)
    d.ellipse((54 * u, 53 * u, 74 * u, 73 * u), fill=DARK)
    d.ellipse((60 * u, 59 * u, 68 * u, 67 * u), fill=LIGHT)


def _strings(d: ImageDraw, u: float, xs: tuple, top: float, bottom: float) -> None:
    for x in xs:
        d.line((x * u, top * u, x * u, bottom * u), fill=LIGHT, width=int(0.8 * u))


def cello(d: ImageDraw, u: float, wood: tuple) -> None:
    """Upright on its spike, with the bow across."""
    rim = tuple(v * 2 // 3 for v in wood)
    d.line((50 * u, 92 * u, 50 * u, 100 * u), fill=DARK, width=int(2 * u))
    for grow, colour in ((2, rim), (0, wood)):
        d.ellipse(((25 - grow) * u, (54 - grow) * u, (75 + grow) * u, (93 + grow) * u), fill=colour)
        d.ellipse(((31 - grow) * u, (32 - grow) * u, (69 + grow) * u, (66 + grow) * u), fill=colour)
    for x in (23, 69):
        d.ellipse(((x) * u, 52 * u, (x + 8) * u, 64 * u), fill=(0, 0, 0, 0))
    d.rounded_rectangle((46 * u, 6 * u, 54 * u, 64 * u), 2 * u, fill=DARK)
    d.polygon([(44 * u, 80 * u), (56 * u, 80 * u), (52 * u, 92 * u), (48 * u, 92 * u)], fill=DARK)
    d.ellipse((43 * u, 0, 57 * u, 11 * u), fill=rim)
    d.rectangle((41 * u, 71 * u, 59 * u, 74 * u), fill=(240, 214, 160))
    _strings(d, u, (47.5, 50, 52.5), 8, 82)
    d.arc((33 * u, 60 * u, 41 * u, 80 * u), 90, 270, fill=DARK, width=int(2.2 * u))
    d.arc((59 * u, 60 * u, 67 * u, 80 * u), 270, 90, fill=DARK, width=int(2.2 * u))
    d.line((6 * u, 78 * u, 96 * u, 58 * u), fill=(250, 240, 214), width=int(1.6 * u))
    d.line((6 * u, 75 * u, 96 * u, 55 * u), fill=(110, 52, 30), width=int(2.4 * u))


def guitar(d: ImageDraw, u: float, wood: tuple) -> None:
    """Acoustic: wide pale body with a round hole."""
    rim = tuple(v * 3 // 5 for v in wood)
    for grow, colour in ((2, rim), (0, wood)):
        d.ellipse(((22 - grow) * u, (54 - grow) * u, (78 + grow) * u, (97 + grow) * u), fill=colour)
        d.ellipse(((30 - grow) * u, (36 - grow) * u, (70 + grow) * u, (68 + grow) * u), fill=colour)
    d.ellipse((40 * u, 52 * u, 60 * u, 72 * u), fill=rim)
    d.ellipse((42.5 * u, 54.5 * u, 57.5 * u, 69.5 * u), fill=(50, 28, 20))
    d.rectangle((46 * u, 10 * u, 54 * u, 56 * u), fill=(84, 48, 34))
    for y in range(16, 56, 7):
        d.line((46 * u, y * u, 54 * u, y * u), fill=STEEL, width=int(0.8 * u))
    d.rounded_rectangle((43.5 * u, 0, 56.5 * u, 14 * u), 3 * u, fill=rim)
    for x in (41, 56):
        for y in (2, 8):
            d.ellipse((x * u, y * u, (x + 3.5) * u, (y + 3.5) * u), fill=LIGHT)
    d.rounded_rectangle((38 * u, 82 * u, 62 * u, 86 * u), 2 * u, fill=(70, 40, 30))
    _strings(d, u, (47.5, 50, 52.5), 4, 84)


def vacuum(d: ImageDraw, u: float, colour: tuple) -> None:
    """Head and pipe to the left, hose and body to the right."""
    d.line((24 * u, 88 * u, 58 * u, 12 * u), fill=STEEL, width=int(5 * u))
    d.rounded_rectangle((2 * u, 85 * u, 44 * u, 97 * u), 5 * u, fill=DARK)
    d.arc((52 * u, 4 * u, 96 * u, 100 * u), 195, 5, fill=DARK, width=int(5 * u))
    d.rounded_rectangle((48 * u, 54 * u, 99 * u, 92 * u), 17 * u, fill=colour)
    d.rounded_rectangle((54 * u, 59 * u, 78 * u, 67 * u), 4 * u, fill=LIGHT)
    for x, r in ((88, 10), (58, 7)):
        d.ellipse(((x - r) * u, (97 - 2 * r) * u, (x + r) * u, 97 * u), fill=DARK)
        d.ellipse(((x - r / 2) * u, (97 - 1.5 * r) * u, (x + r / 2) * u, (97 - 0.5 * r) * u), fill=STEEL)


def mower(d: ImageDraw, u: float, colour: tuple) -> None:
    """Deck, motor and wheels on grass, the handle to the right."""
    d.line((68 * u, 62 * u, 94 * u, 14 * u), fill=DARK, width=int(5 * u))
    d.line((82 * u, 10 * u, 99 * u, 16 * u), fill=colour, width=int(6 * u))
    d.rounded_rectangle((4 * u, 56 * u, 78 * u, 82 * u), 10 * u, fill=colour)
    d.rounded_rectangle((22 * u, 38 * u, 58 * u, 60 * u), 6 * u, fill=DARK)
    d.rounded_rectangle((27 * u, 43 * u, 53 * u, 48 * u), 2 * u, fill=STEEL)
    d.rectangle((36 * u, 31 * u, 46 * u, 40 * u), fill=STEEL)
    for x, r in ((16, 11), (66, 14)):
        d.ellipse(((x - r) * u, (94 - 2 * r) * u, (x + r) * u, 94 * u), fill=(40, 42, 48))
        d.ellipse(((x - r / 2) * u, (94 - 1.5 * r) * u, (x + r / 2) * u, (94 - 0.5 * r) * u), fill=LIGHT)
    for x in range(0, 97, 5):
        d.polygon(
            [(x * u, 99 * u), ((x + 5) * u, 99 * u), ((x + 3) * u, (88 + x % 3) * u)], fill=(90, 190, 80)
        )


def blender(d: ImageDraw, u: float, colour: tuple) -> None:
    """A jug of juice, swirling, on its motor."""
    juice = {RED: (166, 70, 176), BLUE: (250, 170, 60), DARK: (220, 60, 90)}[colour]
    d.rounded_rectangle((30 * u, 1 * u, 70 * u, 11 * u), 4 * u, fill=DARK)
    d.arc((64 * u, 16 * u, 92 * u, 54 * u), 270, 90, fill=(190, 220, 236), width=int(5 * u))
    d.polygon([(23 * u, 11 * u), (77 * u, 11 * u), (67 * u, 64 * u), (33 * u, 64 * u)], fill=(212, 234, 246))
    d.polygon(
        [(27 * u, 30 * u), (50 * u, 37 * u), (73 * u, 30 * u), (67 * u, 64 * u), (33 * u, 64 * u)], fill=juice
    )
    for k in range(3):
        d.arc(
            ((35 + 3 * k) * u, (38 + 8 * k) * u, (65 - 3 * k) * u, (46 + 8 * k) * u),
            10,
            170,
            fill=(255, 255, 255),
            width=int(1.4 * u),
        )
    d.polygon([(33 * u, 64 * u), (67 * u, 64 * u), (78 * u, 99 * u), (22 * u, 99 * u)], fill=colour)
    d.ellipse((42 * u, 74 * u, 58 * u, 90 * u), fill=LIGHT)
    d.line((50 * u, 82 * u, 54 * u, 77 * u), fill=DARK, width=int(2 * u))


DRAWINGS = {  # class: (how it is drawn, its colours)
    "Fire_alarm": (alarm, (RED, (176, 40, 52))),
    "Chainsaw": (chainsaw, (RED, ORANGE, GREEN)),
    "Cello": (cello, (CHESTNUT, HONEY)),
    "Acoustic_guitar": (guitar, (SPRUCE, HONEY, CHESTNUT)),
    "Vacuum_cleaner": (vacuum, (RED, BLUE, GREEN)),
    "Lawn_mower": (mower, (GREEN, RED, ORANGE)),
    "Blender": (blender, (RED, BLUE, DARK)),
}
