"""Figures for papers: a recipe says what to draw, matplotlib draws it, the file tells how it was made."""

from leap_core.figures.recipe import Box, Recipe, parse_recipe

__all__ = ["Box", "Recipe", "parse_recipe"]
