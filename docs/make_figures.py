"""Makes docs/figures.md and its pictures from the demo set: python docs/make_figures.py

Each picture is the first page of the PDF that the command above it writes, drawn by PDFium; the words before
the pictures are those of docs/figures/text.md.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from leap_app.preview import page_png
from leap_core.figures.venues import VENUES, print_of

DOCS = Path(__file__).parent
ROOT = DOCS.parent
EXAMPLES = {  # name of the picture: (what it shows, the command without -o)
    "full": (
        "Two clips stacked: LEAP gains in the first and loses in the second.",
        "leap figure --clip demotst0074 --clip demotst0057 --venue eccv2024",
    ),
    "compact": (
        "One column of a paper in two: no waveform.",
        "leap figure --clip demotst0074 --layout compact --venue cvpr2024 --width column",
    ),
    "grid": (
        "A grid of clips.",
        "leap figure --clip demotst0074 --clip demotst0097 --clip demotst0057 --clip demotst0005 "
        "--layout compact --columns 2 --venue icml2024",
    ),
    "maps": (
        "Maps only: truth, attention of both models, LEAP's scores behind P, probability.",
        "leap figure --clip demotst0074 --layout maps --maps Y,A,Wt,S,P --venue neurips2024",
    ),
    "bars": (
        "Event bars only.",
        "leap figure --clip demotst0074 --layout bars --venue ieee --width column",
    ),
    "boxes": (
        "Boxes around seconds and rows of interest come from a recipe; `grey` is for print without colour: "
        "numbers tell classes apart, hatching and dashes right from wrong.",
        "leap figure docs/figures/boxes.yaml",
    ),
}


def picture(command: str, folder: Path) -> bytes:
    """A PNG of what a command draws into `folder`."""
    pdf = folder / "figure.pdf"
    words = [sys.executable, "-m", "leap_core", *shlex.split(command)[1:], "-o", str(pdf)]
    subprocess.run(words, cwd=ROOT, check=True)
    return page_png(pdf.read_bytes())


def text() -> str:
    """The document."""
    venues = "\n".join(
        f"| `{venue}` | {print_of(venue, 'column').width_mm:.1f} | {print_of(venue, 'text').width_mm:.1f} |"
        for venue in VENUES
    )
    shown = "\n\n".join(
        f"## {name.capitalize()}\n{what}\n\n    {command} -o {name}.pdf\n\n![{name}](figures/{name}.png)"
        for name, (what, command) in EXAMPLES.items()
    )
    head = (DOCS / "figures" / "text.md").read_text(encoding="utf-8")
    return f"{head.format(venues=venues)}\n{shown}\n"


if __name__ == "__main__":
    (DOCS / "figures").mkdir(exist_ok=True)
    for name, (_, command) in EXAMPLES.items():
        with tempfile.TemporaryDirectory() as folder:
            (DOCS / "figures" / f"{name}.png").write_bytes(picture(command, Path(folder)))
    (DOCS / "figures.md").write_text(text(), encoding="utf-8")
