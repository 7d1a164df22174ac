"""Files as they are printed: fonts, pixels, sizes, and the same bytes every time."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import yaml
from PIL import Image
from pypdfium2 import raw

from leap_core.categories import CATEGORIES
from leap_core.errors import InputError
from leap_core.figures.caption import latex
from leap_core.figures.recipe import FORMATS, LAYOUTS, Box, parse_recipe
from leap_core.figures.venues import VENUES, print_of
from leap_core.figures.write import format_of, make, render, write
from tests.demo_fixture import CLIPS, SHOWCASE, make_demo, write_run

MM = 25.4 / 72  # a point of PDF


def pdf_of(recipe) -> bytes:
    return render(make(recipe), "figure.pdf")["figure.pdf"]


@pytest.fixture(scope="module")
def saved(plain, tmp_path_factory):
    """A PDF of each layout, by name."""
    folder = tmp_path_factory.mktemp("layouts")
    paths = {}
    for layout in LAYOUTS:
        paths[layout] = folder / f"{layout}.pdf"
        write(make(replace(plain, layout=layout, maps=("Y", "A", "S", "P"))), paths[layout])
    return paths


def poppler(program, *arguments) -> list[str]:
    """What a program of Poppler prints, without its two lines of heading."""
    if shutil.which(program) is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{program} of poppler-utils is not installed")
    result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True)
    return result.stdout.splitlines()[2:]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_fonts_are_embedded_and_none_is_of_type_3(saved, layout):
    fonts = poppler("pdffonts", saved[layout])
    assert fonts
    for line in fonts:
        assert "CID TrueType" in line and re.search(r"Identity-H +yes yes", line)  # embedded, a subset


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_frames_are_pixels_and_fine_enough(saved, layout):
    images = [line.split() for line in poppler("pdfimages", "-list", saved[layout])]
    assert len(images) == (10 if layout in ("full", "compact") else 0)
    for image in images:
        assert image[2] == "image" and min(int(image[12]), int(image[13])) >= 300  # dpi


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("width", ["column", "text", 77.7])
def test_the_page_is_as_wide_as_the_venue_prints(plain, venue, width):
    bars = replace(plain, layout="bars", venue=venue, width=width)
    page = pypdfium2.PdfDocument(pdf_of(bars))[0]
    assert page.get_width() * MM == pytest.approx(print_of(venue, width).width_mm, abs=0.1)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("venue", VENUES)
def test_no_text_is_under_6_points_or_off_the_page(plain, layout, venue):
    recipe = replace(plain, clips=CLIPS[:2], layout=layout, venue=venue, maps=("Y", "A", "S", "P"))
    page = pypdfium2.PdfDocument(pdf_of(replace(recipe, frames=False, waveform=False)))[0]
    texts = page.get_textpage()
    sizes = {raw.FPDFText_GetFontSize(texts, i) for i in range(texts.count_chars())} - {0, 1}
    assert sizes and min(sizes) >= 6 - 1e-3
    for i in range(texts.count_chars()):
        left, bottom, right, top = texts.get_charbox(i)
        assert -0.01 <= left <= right <= page.get_width() + 0.01
        assert -0.01 <= bottom <= top <= page.get_height() + 0.01


def test_the_recipe_and_the_command_are_in_every_file(plain, tmp_path):
    for kind in ("pdf", "svg", "png", "pgf"):
        recipe = replace(plain, format=kind, command="leap figure --clip X")
        write(make(recipe), tmp_path / f"a.{kind}")
    recipe = (tmp_path / "a.pdf.yaml").read_text()
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert document.get_metadata_value("Subject") == recipe
    assert document.get_metadata_value("Keywords") == "leap figure --clip X"
    assert document.get_metadata_value("CreationDate") == ""
    assert (tmp_path / "a.png.yaml").read_text() == Image.open(tmp_path / "a.png").text["Description"]
    lines = (tmp_path / "a.pgf").read_text().splitlines()
    said = "\n".join(line.removeprefix("% ") for line in lines[1:] if line.startswith("% "))
    assert lines[0] == "% LEAP Lens: leap figure --clip X"
    assert parse_recipe(said.partition("\nstores")[0]).clips == (SHOWCASE,)
    svg = (tmp_path / "a.svg").read_text()
    assert yaml.safe_load(recipe)["stores"][0] in svg and "leap figure --clip X" in svg


DRAW = """
import sys
from pathlib import Path
from leap_core.figures.recipe import read_recipe
from leap_core.figures.write import make, write
out, *recipes = map(Path, sys.argv[1:])
for recipe in recipes:
    write(make(read_recipe(recipe)), out / recipe.stem)
"""


def test_a_recipe_gives_the_same_bytes_in_any_process(plain, tmp_path):
    box = Box(2, 4, modality="audio", category="Speech")
    for kind in FORMATS:
        figure = make(replace(plain, format=kind, grey=True, boxes=(box,), command="leap"))
        write(figure, tmp_path / f"of-{kind}.{kind}")
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(first) == 3 * 2 + 12  # PGF has its frames beside it
    again = tmp_path / "again"
    again.mkdir()
    for seed in ("0", "1"):  # of Python's hashes
        words = [sys.executable, "-c", DRAW, again, *tmp_path.glob("*.yaml")]
        subprocess.run(words, check=True, cwd=plain.data, env={**os.environ, "PYTHONHASHSEED": seed})
        assert {path.name: path.read_bytes() for path in again.iterdir()} == first


def test_what_a_recipe_says_reaches_latex_in_comments_alone(plain):
    ends = ("\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\n\n")
    command = "leap figure" + "".join(rf"{end}\input{{{n}}}" for n, end in enumerate(ends))
    recipe = replace(plain, layout="bars", format="pgf", command=command)
    lines = re.split("[\n\r]", render(make(recipe), "a.pgf")["a.pgf"].decode())
    said = [line for line in lines if r"\input" in line]
    assert len(said) >= len(ends) and all(line.startswith("%") for line in said)


def test_pgf_needs_no_latex_here_and_leaves_fonts_to_the_paper(plain, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")  # neither pdflatex nor xelatex
    write(make(replace(plain, format="pgf", layout="maps")), tmp_path / "a.pgf")
    text = (tmp_path / "a.pgf").read_text()
    assert r"\begin{pgfpicture}" in text and "fontspec" not in text
    assert "Acoustic guitar" in text and r"\fontsize{6.0" in text


def test_nothing_is_half_written(plain, tmp_path, monkeypatch):
    figure = make(replace(plain, layout="bars"))
    with pytest.raises(InputError, match="expected a folder to write into"):
        write(figure, tmp_path / "no" / "a.pdf")
    (tmp_path / "a.pdf").write_text("before")
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(InputError, match="disk full"):
        write(figure, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_text() == "before" and len(list(tmp_path.iterdir())) == 1


def test_endings_say_the_format(tmp_path):
    assert [format_of(tmp_path / f"a.{kind}") for kind in ("pdf", "SVG")] == ["pdf", "svg"]
    with pytest.raises(InputError, match="ends in one of pdf, svg, png, pgf"):
        format_of(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"clips": CLIPS[:4], "columns": 4, "venue": "cvpr2024", "width": "column"}, "4 clips side by side"),
        ({"width": 5000.0}, "from 40 to 500 mm"),
        ({"clips": CLIPS, "width": 500.0, "classes": "all"}, "mm tall"),
    ],
)
def test_a_page_that_cannot_be_is_refused(plain, demo, changes, message):
    changes = changes | ({"classes": CATEGORIES} if "classes" in changes else {})
    with pytest.raises(InputError, match=message):
        make(replace(plain, frames=False, waveform=False, **changes))


def test_grey_is_grey_and_colour_is_not(plain):
    def colours(grey: bool) -> int:
        files = render(make(replace(plain, format="png", grey=grey)), "a.png")  # with its frames
        return _colourful(files["a.png"])

    assert colours(True) == 0 and colours(False) > 1000


def test_in_grey_every_bar_that_is_missed_carries_its_number(plain):
    """What is said of a class that nobody finds: truth has its number, and each run that misses it."""
    loud = 1.0  # a threshold that nothing passes: all that there is is missed
    figure = make(replace(plain, layout="bars", legend=False, grey=True, threshold=loud, format="svg"))
    truth = figure.contents[0].truth
    assert truth is not None
    lanes = int(truth.any(axis=2).sum())
    numbers = [text.get_text() for text in figure.canvas.axes.texts if text.get_text().isdigit()]
    ticks = 11  # 0 to 10 s
    assert len(numbers) - ticks == lanes * (1 + len(figure.sources.stores))


def _colourful(png: bytes) -> int:
    import io

    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((np.ptp(pixels, axis=2) > 12).sum())


ODD = ("Cost_$5_&_50%", "{a}\\\\b^2#~", "Ωmega_ж")  # formulas, LaTeX, other scripts


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A data set whose classes and run have names that mean something to matplotlib or LaTeX."""
    demo = make_demo(tmp_path_factory.mktemp("odd") / "demo")
    renamed = dict(zip(("Speech", "Baby_laughter", "Acoustic_guitar"), ODD, strict=True))
    for path in (*demo.glob("*.csv"), demo / "dataset.json", *demo.glob("runs/*/run.json")):
        text = json.loads(path.read_text()) if path.suffix == ".json" else path.read_text()
        if path.suffix == ".json":
            text["categories"] = [renamed.get(name, name) for name in text["categories"]]
            text |= {"title": r"50% $x^2$ \\alpha_1"} if path.name == "run.json" else {}
            path.write_text(json.dumps(text))
        else:
            for name, new in renamed.items():
                text = text.replace(name, new)
            path.write_text(text)
    return demo


@pytest.mark.parametrize("kind", ["pdf", "svg", "png", "pgf"])
def test_names_are_drawn_as_they_are(odd, plain, kind):
    runs = tuple(str(odd / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    figure = make(replace(plain, data=str(odd), runs=runs, format=kind, frames=False))
    files = render(figure, f"a.{kind}")
    if kind == "pdf":
        text = pypdfium2.PdfDocument(files["a.pdf"])[0].get_textpage().get_text_range()
        assert "Cost $5 & 50%" in text and "Ωmega ж" in text
    if kind == "pgf":
        assert r"Cost \$5 \& 50\%" in files["a.pgf"].decode()
    assert r"Cost \$5 \& 50\%" in latex(figure, f"a.{kind}")


def test_a_sign_that_no_font_has_is_named(plain, tmp_path):
    demo = make_demo(tmp_path / "demo")
    for path in (*demo.glob("*.csv"), demo / "dataset.json", *demo.glob("runs/*/run.json")):
        path.write_text(path.read_text().replace("Speech", "犬"))
    runs = tuple(str(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    recipe = replace(plain, data=str(demo), runs=runs, layout="bars")
    with pytest.raises(InputError, match="no sign for '犬'"):
        make(recipe)
    assert "犬" in render(make(replace(recipe, format="pgf")), "a.pgf")["a.pgf"].decode()


def test_a_clip_in_which_nobody_finds_anything(plain, tmp_path):
    demo = make_demo(tmp_path / "demo")
    write_run(
        tmp_path / "quiet",
        "mmil",
        CLIPS,
        *[np.zeros((len(CLIPS), 2, 25, 10), bool)] * 2,
        "Tiny demo",
        CATEGORIES,
    )
    for modality in ("audio", "visual"):
        (demo / f"AVVP_eval_{modality}.csv").write_text("filename\tonset\toffset\tevent_labels\n")
    for layout in LAYOUTS:
        recipe = replace(plain, data=str(demo), runs=(str(tmp_path / "quiet"),), layout=layout)
        assert pdf_of(recipe).startswith(b"%PDF")
