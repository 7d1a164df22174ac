"""`leap figure` and `leap table` as they are typed."""

import shlex

import pytest

from leap_core.figures.recipe import Window, read_recipe
from tests.demo_fixture import SHOWCASE, make_run


@pytest.fixture
def leap(leap, tmp_path, monkeypatch):
    """The same in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return leap


def test_the_simple_case_and_again_from_its_recipe(leap, demo, tmp_path):
    words = ("figure", "--data", demo, "--clip", SHOWCASE[:11], "--venue", "eccv2024", "-o", "fig5.pdf")
    assert leap(*words)[0] == 0
    before = (tmp_path / "fig5.pdf").read_bytes()
    recipe = read_recipe(tmp_path / "fig5.pdf.yaml")
    assert recipe.clips == (SHOWCASE,)
    assert recipe.command == f"leap figure --data demo --clip {SHOWCASE[:11]} --venue eccv2024 -o fig5.pdf"
    (tmp_path / "fig5.pdf").unlink()
    code, _, said = leap("figure", "fig5.pdf.yaml", "--data", demo)
    assert code == 0 and "wrote fig5.pdf" in said
    assert (tmp_path / "fig5.pdf").read_bytes() == before


def test_options_change_a_recipe(leap, demo, tmp_path):
    make_run(tmp_path / "other", "mmil")
    leap("figure", "--data", demo, "--clip", SHOWCASE, "--layout", "bars", "-o", "a.pdf")
    words = shlex.split("--grey --run other --width 90 --block 1 --classes Speech --no-frames --window 2-6.5")
    words = ("--data", demo, *words, "--layout", "full", "--maps", "PA", "-o", "b.svg")
    code, _, said = leap("figure", "a.pdf.yaml", *words)
    assert code == 0, said
    recipe = read_recipe(tmp_path / "b.svg.yaml")
    assert (recipe.runs, recipe.width, recipe.block, recipe.format) == (("other",), 90, 1, "svg")
    assert recipe.grey and not recipe.frames and recipe.maps == ("P", "A") and recipe.classes == ("Speech",)
    assert recipe.window == Window(2, 6.5)
    assert recipe.command.startswith("leap figure a.pdf.yaml --data demo --grey --run other")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--clip", "nobody", "-o", "a.pdf"), "has no clip nobody"),
        (("--clip", SHOWCASE), "Name it with -o fig5.pdf."),
        (("--clip", SHOWCASE, "-o", "a.doc"), "ends in one of pdf, svg, png, pgf"),
        (("--clip", SHOWCASE, "-o", "no/a.pdf"), "expected a folder to write into"),
        (("--clip", SHOWCASE, "--width", "2000", "-o", "a.pdf"), "from 40 to 500 mm"),
        (("--clip", SHOWCASE, "--width", "wide", "-o", "a.pdf"), 'width cannot be "wide"'),
        (("--clip", SHOWCASE, "--block", "7", "-o", "a.pdf"), "no block 7"),
        (("--clip", SHOWCASE, "--maps", "Y,W_t", "-o", "a.pdf"), "there is no kind of map 'W_t'"),
        (("--clip", SHOWCASE, "--run", "no", "-o", "a.pdf"), "run.json"),
        (("-o", "a.pdf"), "expected clips"),
        (("bad.yaml", "-o", "a.pdf"), "a recipe has no 'colour'"),
        (("none.yaml", "-o", "a.pdf"), "expected a recipe that can be read"),
    ],
)
def test_what_cannot_be_drawn_is_named_and_nothing_written(leap, demo, tmp_path, words, message):
    (tmp_path / "bad.yaml").write_text("{data: d, runs: [r], clips: [c], colour: red}")
    data = () if words[0].endswith(".yaml") else ("--data", demo)
    code, _, said = leap("figure", *data, *words)
    assert code == 2 and message in said and "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]


def test_a_folder_without_the_usual_runs_asks_for_some(leap, demo, tmp_path):
    (tmp_path / "data").symlink_to(demo)
    (tmp_path / "bare").mkdir()
    code, _, said = leap("figure", "--data", "bare", "--clip", SHOWCASE, "-o", "a.pdf")
    assert code == 2 and "Name runs with --run." in said


def test_runs_that_are_named_may_have_any_names_and_places(leap, demo, tmp_path):
    (tmp_path / "bare").mkdir()
    for path in (*demo.glob("*.csv"), demo / "dataset.json"):
        (tmp_path / "bare" / path.name).symlink_to(path)
    for name, decoder in (("first", "mmil"), ("second", "leap")):
        make_run(tmp_path / name, decoder)
    words = ("--data", "bare", "--run", "first", "--run", "second", "--clip", SHOWCASE, "--layout", "bars")
    code, _, said = leap("figure", *words, "-o", "a.pdf")
    assert code == 0, said
    assert read_recipe(tmp_path / "a.pdf.yaml").runs == ("first", "second")


def test_a_recipe_of_other_versions_is_drawn_with_a_warning(leap, demo, tmp_path):
    leap("figure", "--data", demo, "--clip", SHOWCASE, "--layout", "bars", "-o", "a.pdf")
    path = tmp_path / "a.pdf.yaml"
    path.write_text(path.read_text().replace("version: leap-lens", "version: leap-lens-of-old"))
    code, _, said = leap("figure", "a.pdf.yaml", "--data", demo)
    assert code == 0 and "the file may differ" in said


def test_a_table(leap, demo, tmp_path):
    runs = [demo / "runs" / name for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    code, printed, _ = leap("table", *runs, "--data", demo)
    assert code == 0 and printed.startswith(r"\begin{table}")
    row = next(line for line in printed.splitlines() if line.startswith("LEAP, MM-Pyr"))
    assert row.count("&") == 11 and r"\textbf{" in row
    assert "(synthetic data)" in printed
    assert r"\scriptsize" not in printed and "interval" not in printed  # six clips
    assert leap("table", *runs, "--data", demo, "-o", "t.tex")[0] == 0
    assert (tmp_path / "t.tex").read_text() == printed
    code, _, said = leap("table", *runs, "--data", demo, "-o", "no/t.tex")
    assert code == 2 and "expected a folder to write into" in said
    code, _, said = leap("table", tmp_path, "--data", demo)
    assert code == 2 and "run.json" in said
    code, _, said = leap("table", *runs, "--data", demo, "--gate", "half")
    assert code == 2 and "Traceback" not in said and "'modality'" in said
