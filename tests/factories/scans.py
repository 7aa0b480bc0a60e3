"""What comes back from the scanner: printed pages, a little askew and badly compressed."""

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image


def scanned(
    pdf: bytes, *, turn: float = 2, dots_per_inch: int = 150, quality: int = 45
) -> list[bytes]:
    """Each page as a JPEG."""
    with pypdfium2.PdfDocument(pdf) as paper:
        pages = [page.render(scale=dots_per_inch / 72).to_pil().convert("L") for page in paper]
    return [_jpeg(page.rotate(turn, expand=True, fillcolor=235), quality) for page in pages]


def bound(pictures: Sequence[bytes]) -> bytes:
    """The pictures as the pages of one PDF, as a scanner sends them."""
    pages = [Image.open(io.BytesIO(picture)) for picture in pictures]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return file.getvalue()


def _jpeg(page: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    page.save(file, "JPEG", quality=quality)
    return file.getvalue()
