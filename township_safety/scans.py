"""Pages of signed papers that came back from the scanner: drawn, and their codes read.

The only import of zxing-cpp. Its functions run in the child of township_safety.jobs and raise
jobs.Refused with words for the person who sent the file.
"""

from __future__ import annotations

import io

import pypdfium2
import zxingcpp

from township_safety import pictures
from township_safety.jobs import Refused

MAX_PAGES = 100
BROKEN_PDF = "不完整、已损坏或者加了密码，请重新扫描后再传。"

# Dots per inch of a page drawn from a PDF, and the most dots on its longer side.
_DPI, _MOST_DOTS = 200, 3400
_POINTS_PER_INCH = 72

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])

Page = tuple[list[str], bytes, bytes]


def count(data: bytes) -> int:
    """How many pages the file has; a picture is one page."""
    if pictures.inspect(data) != pictures.PDF:
        return 1
    try:
        with pypdfium2.PdfDocument(data) as paper:
            number = len(paper)
    except pypdfium2.PdfiumError as fault:
        raise Refused(BROKEN_PDF) from fault
    if not number:
        raise Refused(BROKEN_PDF)
    if number > MAX_PAGES:
        raise Refused(f"有{number}页，一个文件最多{MAX_PAGES}页，请分开扫描后再传。")
    return number


def read(data: bytes, first: int, last: int) -> list[Page]:
    """Of each of these pages (from 0, `last` not included): its codes, its picture, a small one."""
    if pictures.inspect(data) != pictures.PDF:
        return [_page(data)]
    try:
        with pypdfium2.PdfDocument(data) as paper:
            return [_page(_drawn(paper, number)) for number in range(first, last)]
    except pypdfium2.PdfiumError as fault:
        raise Refused(BROKEN_PDF) from fault


def _drawn(paper: pypdfium2.PdfDocument, number: int) -> bytes:
    page = paper[number]
    longest = max(page.get_width(), page.get_height(), 1)
    scale = min(_DPI / _POINTS_PER_INCH, _MOST_DOTS / longest)
    file = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(file, "JPEG", quality=pictures.QUALITY)
    page.close()
    return file.getvalue()


def _page(picture: bytes) -> Page:
    with pictures.opened(picture) as image:
        codes = [found.text for found in zxingcpp.read_barcodes(image, _QR)]
    drawn, thumbnail, _ = pictures.develop(picture, "")
    return codes, drawn, thumbnail
