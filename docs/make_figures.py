"""Makes docs/figures.md, its pictures, that of docs/video.md and the curves of docs/demo-results.md.

    python docs/make_figures.py

Each picture is the first page of the PDF that the command above it writes, drawn by PDFium; the words before
the pictures are those of docs/figures/text.md.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from leap_app.preview import page_png
from leap_core.demo.results import Results
from leap_core.figures.venues import VENUES, print_of
from leap_core.resources import DEMO
from leap_core.training_record import SELECTED_BY
from leap_core.video.encode import frames
from leap_core.video.recipe import VideoRecipe
from leap_core.video.write import make

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
        "Maps only: truth, attention of both models, LEAP's scores behind P, probability and its difference.",
        "leap figure --clip demotst0074 --layout maps --maps Y,A,Wt,S,P,D --venue neurips2024",
    ),
    "bars": (
        "Event bars only.",
        "leap figure --clip demotst0074 --layout bars --venue ieee --width column",
    ),
    "classes": (
        "Every class of the data set, as in the paper's Figures 5 and 6: MMIL's attention over time beside "
        "LEAP's, also in classes that nobody finds.",
        "leap figure --clip demotst0074 --layout maps --rows all --maps Y,Wt,A,P --venue eccv2024",
    ),
    "gates": (
        "One clip under several gates: bars of each run by each of them.",
        "leap figure --clip demotst0075 --layout bars --gate global --gates modality,none --venue cvpr2024",
    ),
    "runs": (
        "More than two runs, up to six: on both encoders, with what each attends to.",
        "leap figure --run assets/demo/runs/mmil_han --run assets/demo/runs/leap_han "
        "--run assets/demo/runs/mmil_mm_pyr --run assets/demo/runs/leap_mm_pyr --clip demotst0074 "
        "--layout compact --maps Wt,A --no-frames --venue icml2024",
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


def curves() -> Figure:
    """Loss and validation score of every run of the demo set by epoch, a column a model, a line a seed."""
    table = Results.load(ROOT / "assets" / "demo" / "results").curves
    models = list(dict.fromkeys(table.model))
    with mpl.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(9, 4), layout="constrained")
        axes = figure.subplots(2, len(models), sharex=True, sharey="row", squeeze=False)
        for column, model in enumerate(models):
            of = table[table.model == model]
            for colour, (title, runs) in zip(("C0", "C1"), of.groupby("title", sort=False), strict=False):
                for number, (_, run) in enumerate(runs.groupby("seed")):
                    label = title if number == 0 else None
                    for row, name in enumerate(("total", SELECTED_BY)):
                        axes[row, column].plot(run.epoch, run[name], colour, lw=0.8, label=label)
            axes[0, column].legend(frameon=False, fontsize=7)
            axes[1, column].set_xlabel("epoch")
        axes[0, 0].set_ylabel("training loss")
        axes[1, 0].set_ylabel("validation Type@AV, %")
    return figure


def film() -> Image.Image:
    """A frame of the video that docs/video.md begins with, at half its size."""
    runs = tuple(str(DEMO / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    made = make(VideoRecipe(str(DEMO), runs, ("demotst0074",)))
    with closing(frames(made.page, made.played)) as all_of_it:
        shown = next(islice(all_of_it, round(4.6 * made.played.rate), None))
    return Image.fromarray(shown).resize((960, 540), Image.Resampling.LANCZOS)


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
    film().save(DOCS / "video.webp", quality=90)
    curves().savefig(DOCS / "figures" / "curves.png", dpi=120, metadata={"Software": None})
    (DOCS / "figures.md").write_text(text(), encoding="utf-8")
