"""Every surface by its name."""

from tests.attack import addresses, commands, doors, library

SURFACES = {s.name: s for module in (library, commands, addresses, doors) for s in module.SURFACES}
