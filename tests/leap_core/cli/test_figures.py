"""`leap figure` and `leap table` as they are typed."""

import subprocess
import sys

import pytest

from leap_core.figures.recipe import Window, read_recipe
from tests.demo_fixture import SHOWCASE, make_demo, make_run


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("cli") / "demo")


@pytest.fixture
def leap(tmp_path):
    def run(*words):
        command = [sys.executable, "-m", "leap_core", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    return run


def test_the_simple_case_and_again_from_its_recipe(leap, root, tmp_path):
    words = ("figure", "--data", root, "--clip", SHOWCASE[:11], "--venue", "eccv2024", "-o", "fig5.pdf")
    assert leap(*words).returncode == 0
    before = (tmp_path / "fig5.pdf").read_bytes()
    recipe = read_recipe(tmp_path / "fig5.pdf.yaml")
    assert recipe.clips == (SHOWCASE,)
    assert recipe.command == f"leap figure --data demo --clip {SHOWCASE[:11]} --venue eccv2024 -o fig5.pdf"
    (tmp_path / "fig5.pdf").unlink()
    result = leap("figure", "fig5.pdf.yaml", "--data", root)
    assert result.returncode == 0 and "wrote fig5.pdf" in result.stderr
    assert (tmp_path / "fig5.pdf").read_bytes() == before


def test_options_change_a_recipe(leap, root, tmp_path):
    make_run(tmp_path / "other", "mmil")
    leap("figure", "--data", root, "--clip", SHOWCASE, "--layout", "bars", "-o", "a.pdf")
    words = (
        "--grey",
        "--run",
        "other",
        "--width",
        "90",
        "--block",
        "1",
        "--classes",
        "Speech",
        "--no-frames",
        "--window",
        "2-6.5",
    )
    words = ("--data", root, *words, "--layout", "full", "--maps", "PA", "-o", "b.svg")
    result = leap("figure", "a.pdf.yaml", *words)
    assert result.returncode == 0, result.stderr
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
def test_what_cannot_be_drawn_is_named_and_nothing_written(leap, root, tmp_path, words, message):
    (tmp_path / "bad.yaml").write_text("{data: d, runs: [r], clips: [c], colour: red}")
    data = () if words[0].endswith(".yaml") else ("--data", root)
    result = leap("figure", *data, *words)
    assert result.returncode == 2 and message in result.stderr and "Traceback" not in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]


def test_a_folder_without_the_usual_runs_asks_for_some(leap, root, tmp_path):
    (tmp_path / "data").symlink_to(root)
    (tmp_path / "bare").mkdir()
    result = leap("figure", "--data", "bare", "--clip", SHOWCASE, "-o", "a.pdf")
    assert result.returncode == 2 and "Name runs with --run." in result.stderr


def test_runs_that_are_named_may_have_any_names_and_places(leap, root, tmp_path):
    (tmp_path / "bare").mkdir()
    for path in (*root.glob("*.csv"), root / "dataset.json"):
        (tmp_path / "bare" / path.name).symlink_to(path)
    for name, decoder in (("first", "mmil"), ("second", "leap")):
        make_run(tmp_path / name, decoder)
    words = ("--data", "bare", "--run", "first", "--run", "second", "--clip", SHOWCASE, "--layout", "bars")
    result = leap("figure", *words, "-o", "a.pdf")
    assert result.returncode == 0, result.stderr
    assert read_recipe(tmp_path / "a.pdf.yaml").runs == ("first", "second")


def test_a_recipe_of_other_versions_is_drawn_with_a_warning(leap, root, tmp_path):
    leap("figure", "--data", root, "--clip", SHOWCASE, "--layout", "bars", "-o", "a.pdf")
    path = tmp_path / "a.pdf.yaml"
    path.write_text(path.read_text().replace("version: leap-lens", "version: leap-lens-of-old"))
    result = leap("figure", "a.pdf.yaml", "--data", root)
    assert result.returncode == 0 and "the file may differ" in result.stderr


def test_a_table(leap, root, tmp_path):
    runs = [root / "runs" / name for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    printed = leap("table", *runs, "--data", root)
    assert printed.returncode == 0 and printed.stdout.startswith(r"\begin{table}")
    lines = printed.stdout.splitlines()
    row = next(line for line in lines if line.startswith("LEAP, MM-Pyr"))
    assert row.count("&") == 11 and r"\textbf{" in row
    assert "(synthetic data)" in printed.stdout
    assert r"\scriptsize" not in printed.stdout and "interval" not in printed.stdout  # six clips
    assert leap("table", *runs, "--data", root, "-o", "t.tex").returncode == 0
    assert (tmp_path / "t.tex").read_text() == printed.stdout
    nowhere = leap("table", *runs, "--data", root, "-o", "no/t.tex")
    assert nowhere.returncode == 2 and "expected a folder to write into" in nowhere.stderr
    wrong = leap("table", tmp_path, "--data", root)
    assert wrong.returncode == 2 and "run.json" in wrong.stderr
    wrong = leap("table", *runs, "--data", root, "--gate", "half")
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr and "'modality'" in wrong.stderr
