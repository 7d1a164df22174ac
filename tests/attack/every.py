"""Every surface by its name."""

from tests.attack import addresses, commands, library

SURFACES = {s.name: s for module in (library, commands, addresses) for s in module.SURFACES}
