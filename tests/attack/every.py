"""Every surface by its name."""

from tests.attack import library

SURFACES = {surface.name: surface for surface in library.SURFACES}
