"""PGF without LaTeX at hand: the figure is typeset later, in the paper, by the paper's own LaTeX."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from unittest import mock

from matplotlib.backends import backend_pgf

from leap_core.figures.canvas import MM_PER_PT, cap_height, text_width

_IMAGE = r"\includegraphics"


@contextlib.contextmanager
def without_latex() -> Iterator[None]:
    """Let matplotlib's writer ask its own fonts how wide a text is, where it would run LaTeX.

    Every text of a figure is anchored where it stands, which LaTeX does in its turn: measures hardly matter.
    """

    def measure(self, text, prop, ismath) -> tuple[float, float, float]:
        size, dots = prop.get_size_in_points(), self.points_to_pixels(1) / MM_PER_PT  # a millimetre's
        return text_width(text, size) * dots, cap_height(size) * dots, 0.0

    with (
        mock.patch.object(backend_pgf.RendererPgf, "get_text_width_height_descent", measure),
        mock.patch.object(backend_pgf, "_get_image_inclusion_command", lambda: _IMAGE),
    ):
        yield
