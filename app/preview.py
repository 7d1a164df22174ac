"""The first page of a PDF as a picture, by PDFium: what a reader of the paper will see."""

from __future__ import annotations

import io
import threading
from typing import Any

import pypdfium2

CSS_DPI = 96  # pixels an inch, as browsers count
_FINER = 2  # than the screen at print size, for screens with more dots and for a second look
_ONE = threading.Lock()  # PDFium is for one thread at a time


def page_png(pdf: bytes) -> bytes:
    """A PNG of the first page, twice as fine as a screen shows it at print size."""
    with _ONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            scale: Any = _FINER * CSS_DPI / 72  # pypdfium2's annotation is but that of its default, 1
            picture = document[0].render(scale=scale).to_pil()
        finally:
            document.close()
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
