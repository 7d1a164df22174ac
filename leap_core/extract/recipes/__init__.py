"""The recipes for features, by name."""

from pathlib import Path

from leap_core.errors import InputError
from leap_core.extract.recipe import Recipe
from leap_core.extract.recipes.clap_clip import CLAP_CLIP
from leap_core.extract.recipes.compact import COMPACT
from leap_core.extract.recipes.llp import LLP

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (COMPACT, LLP, CLAP_CLIP)}


def recipe_called(name: str) -> Recipe:
    """The recipe of a name.  Raises InputError where there is none."""
    if name not in RECIPES:
        raise InputError(f"recipe {name[:80]!r}", f"expected one of {', '.join(RECIPES)}", "Choose one.")
    return RECIPES[name]


def usable(weights: Path | None) -> dict[str, Path | None]:
    """The recipes that can be run with a folder of weights, by name, and the folder where one takes it.

    Raises InputError where the folder has the weights of none.
    """
    found, lacking = {}, []
    for recipe in RECIPES.values():
        try:
            found[recipe.name] = _taken(recipe, weights)
        except InputError as error:
            lacking.append(f"{recipe.name}: {error.expected}")
    if weights is not None and weights not in found.values():
        expected = f"expected the weights of a recipe; {'; '.join(lacking)}"
        raise InputError(weights, expected, "docs/own-video.md says where they come from.")
    return found


def _taken(recipe: Recipe, weights: Path | None) -> Path | None:
    try:
        recipe.find_weights(None)
    except InputError:  # it needs some
        recipe.find_weights(weights)
        return weights
    return None
