"""A recipe names data and runs, and finds them again wherever they lie by then."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.figures.found import run_names
from leap_core.figures.recipe import Places, Recipe, parse_recipe
from leap_core.figures.sources import open_sources
from tests.demo_fixture import SHOWCASE, make_run

RUNS = ("mmil_mm_pyr", "leap_mm_pyr")


@pytest.fixture
def kept(plain):
    """The recipe as it is written beside a figure."""
    return open_sources(plain).named(replace(plain, command=f"leap figure --data {plain.data} -o/tmp/a.pdf"))


def test_what_is_kept_names_no_folder(kept, demo):
    assert (kept.data, kept.runs, kept.command) == ("Tiny demo", RUNS, "leap figure --data demo -oa.pdf")
    assert kept.data_sha256 == open_dataset(demo).fingerprint and len(kept.stores) == 2


def test_it_stays_as_it_is_when_it_is_drawn_again(kept, demo):
    again = open_sources(kept, Places(data=demo)).named(kept)
    assert again == kept == parse_recipe(kept.to_yaml())


@pytest.mark.parametrize("place", ["here", "here/LLP", "recipes", "recipes/LLP"])
def test_it_is_found_here_and_where_the_recipe_lies(kept, demo, tmp_path, monkeypatch, place):
    for name in ("here", "recipes"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    shutil.copytree(demo, tmp_path / place, dirs_exist_ok=True)
    found = open_sources(kept, Places(tmp_path / "recipes"))
    assert found.dataset.root.resolve() == tmp_path / place
    folders = {store.folder.resolve().parent for store in found.stores.values()}
    assert folders == {tmp_path / place / "runs"}


@pytest.mark.parametrize("place", ["runs", ".", "LLP", "trained"])
def test_runs_may_lie_beside_the_data(kept, demo, tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(demo, tmp_path / "LLP", ignore=shutil.ignore_patterns("runs"))
    for name in RUNS:
        shutil.copytree(demo / "runs" / name, tmp_path / place / name)
    told = Places(runs=Path("trained")) if place == "trained" else Places()
    assert open_sources(kept, told).named(kept) == kept


def test_what_is_not_found_or_has_changed_is_said(kept, demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"the data set 'Tiny demo' here.*Say where it is with --data"):
        open_sources(kept)
    with pytest.raises(InputError, match=f"expected the run 'mmil_mm_pyr', looked for it in {tmp_path}"):
        open_sources(kept, Places(data=demo, runs=tmp_path))
    shutil.copytree(demo, tmp_path / "LLP")
    labels = tmp_path / "LLP" / "AVVP_eval_audio.csv"
    labels.write_text("".join(labels.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(InputError, match="its labels are not those that the recipe was made with"):
        open_sources(kept)
    shutil.copytree(demo, tmp_path / "other")  # of two that are called so, the one that it was made with
    assert open_sources(kept).dataset.root == Path("other")
    shutil.rmtree(tmp_path / "other" / "runs" / "leap_mm_pyr")
    make_run(tmp_path / "other" / "runs" / "leap_mm_pyr", "mmil")
    with pytest.raises(InputError, match="the predictions of its runs are not those"):
        open_sources(kept)


def test_a_recipe_by_hand_may_name_folders_and_keeps_them(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(demo.parent)
    recipe = Recipe("demo", tuple(f"demo/runs/{name}" for name in RUNS), (SHOWCASE,))
    kept = open_sources(recipe).named(recipe)
    assert (kept.data, kept.runs) == (recipe.data, recipe.runs)
    up = replace(recipe, data="../x/demo", runs=("../x/demo/runs/mmil_mm_pyr",))
    monkeypatch.chdir(tmp_path)
    (tmp_path.parent / "x").unlink(missing_ok=True)
    (tmp_path.parent / "x").symlink_to(demo.parent)
    kept = open_sources(up).named(up)
    assert (kept.data, kept.runs) == ("Tiny demo", ("mmil_mm_pyr",))


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("/d/LLP/runs/a", "/d/LLP/runs/b/c"), ("a", "b/c")),
        (("/d/runs/s/1/a", "/d/runs/s/2/a"), ("s/1/a", "s/2/a")),
        (("/x/1/a", "/x/2/a"), ("1/a", "2/a")),
        (("/elsewhere/a", "/d/LLP/runs/b"), ("a", "b")),
        (("/x/a",), ("a",)),
        ((), ()),
    ],
)
def test_what_runs_are_called(folders, names):
    assert run_names([Path(folder) for folder in folders], Path("/d/LLP")) == names
