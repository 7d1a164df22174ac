"""Clips as videos to show: the playing clip, its event bars and maps, and a playhead that moves over them."""

from leap_core.video.recipe import VideoRecipe, parse_recipe

__all__ = ["VideoRecipe", "parse_recipe"]
