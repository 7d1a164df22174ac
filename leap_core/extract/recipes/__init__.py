"""The recipes for features, by name."""

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
