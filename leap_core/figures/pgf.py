r"""PGF without LaTeX at hand: the figure is typeset later, in the paper, by the paper's own LaTeX.

A backend of matplotlib, which runs LaTeX for two things: how wide a text is, and whether \includegraphics is
known.  Texts of a figure are anchored where they stand, which LaTeX does in its turn: measures hardly matter.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_pgf import FigureCanvasPgf, RendererPgf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from leap_core.figures.canvas import MM_PER_PT, cap_height, text_width

BACKEND = f"module://{__name__}"  # for `savefig`
_END = r"\end{pgfpicture}"


class FigureCanvas(FigureCanvasPgf):
    """What matplotlib looks for in a backend."""

    def print_pgf(self, path: Path, **_: Any) -> None:
        """Write the figure, its pictures beside it: in all that goes around an empty one of its size."""
        around = io.StringIO()
        FigureCanvasPgf(Figure(self.figure.get_size_inches().tolist(), frameon=False)).print_pgf(around)
        before, end, after = around.getvalue().partition(_END)
        with Path(path).open("w", encoding="utf-8") as file:
            file.write(before)
            self.figure.draw(_Renderer(self.figure, file))
            file.write(end + after)


class _Renderer(RendererPgf):
    """Asks matplotlib's own fonts where it would run LaTeX."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """In dots."""
        size, dots = prop.get_size_in_points(), self.points_to_pixels(1) / MM_PER_PT  # a millimetre's
        return text_width(s, size) * dots, cap_height(size) * dots, 0.0

    def draw_image(
        self, gc: GraphicsContextBase, x: float, y: float, im: np.ndarray, transform: Transform | None = None
    ) -> None:
        """Save pixels, uint8 (height, width, 4), and place them: a unit square under `transform`, in dots."""
        path = Path(self.fh.name)
        name = f"{path.stem}-img{self.image_counter}.png"
        Image.fromarray(im[::-1]).save(path.parent / name)
        self.image_counter += 1
        clip = gc.get_clip_rectangle()
        if clip is None or transform is None:
            raise ValueError("expected a picture that is placed and clipped")
        corner = r"\pgfqpoint{%fin}{%fin}"
        dots = np.array(
            [clip.x0, clip.y0, clip.width, clip.height, *Affine2D(transform.get_matrix()).to_values()]
        )
        dots[-2:] += x, y
        lines = (
            r"\begin{pgfscope}",
            rf"\pgfpathrectangle{{{corner}}}{{{corner}}}",
            r"\pgfusepath{clip}",
            r"\pgfsys@transformcm{%f}{%f}{%f}{%f}{%fin}{%fin}",
            r"\pgftext[left,bottom]{\includegraphics[interpolate=false,width=%fin,height=%fin]{%s}}",
            r"\end{pgfscope}",
        )
        self.fh.write("".join(f"{line}%%\n" for line in lines) % (*dots / self.dpi, 1, 1, name))
