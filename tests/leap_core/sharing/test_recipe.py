"""Recipes of sites: round trip, and what is refused."""

from dataclasses import replace

import pytest

from leap_core.errors import InputError
from leap_core.sharing.recipe import SiteRecipe, check_page, check_same, parse_site, read_site

RECIPE = SiteRecipe(("a_0_10", "-b_0_10"), ("base", "ours"), ("Baseline", "Ours"), what_if=True, max_mb=50)


def test_a_recipe_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "site.yaml"
    path.write_text(RECIPE.to_yaml(), encoding="utf-8")
    assert read_site(path) == parse_site(RECIPE.to_yaml()) == RECIPE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"clips": ()}, "clips"),
        ({"clips": ("a", "a")}, "clips"),
        ({"titles": ("one",)}, "expected a title for each of 2 runs, found 1"),
        ({"anonymous": True, "titles": ()}, "expected a title for each of base, ours"),
        ({"anonymous": True, "titles": ("one", "")}, "expected a title for each of base, ours"),
        ({"max_mb": 0}, "max_mb"),
    ],
)
def test_what_makes_no_site_is_refused(change, said):
    with pytest.raises(InputError, match=said):
        parse_site(replace(RECIPE, **change).to_yaml())


def test_other_fields_are_refused():
    with pytest.raises(InputError, match="data"):
        parse_site(RECIPE.to_yaml() + "data: elsewhere\n")


def test_other_data_and_other_runs_are_told(demo_split, demo_stores):
    same = replace(RECIPE, data_sha256=demo_split.fingerprint, stores=tuple(s.sha256 for s in demo_stores))
    check_same(same, demo_split, demo_stores)
    check_same(RECIPE, demo_split, demo_stores)  # which says nothing of them
    with pytest.raises(InputError, match="labels are not those"):
        check_same(replace(same, data_sha256="0"), demo_split, demo_stores)
    with pytest.raises(InputError, match="leap_mm_pyr: its predictions are not those"):
        check_same(replace(same, stores=(same.stores[0], "0")), demo_split, demo_stores)


def test_what_a_page_has_not_is_refused():
    plain = replace(RECIPE, titles=(), max_mb=None)
    check_page(plain)
    for change in ({"titles": ("Baseline", "Ours")}, {"heading": "x"}, {"anonymous": True}, {"max_mb": 50}):
        with pytest.raises(InputError, match="which a page has not"):
            check_page(replace(plain, **change))
