"""Clips as videos to show: the playing clip, its event bars and maps, and a playhead that moves over them."""
