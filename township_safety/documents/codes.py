"""The code in the foot of a form as a QR code: the only import of segno."""

import io

import segno


def _code(text: str) -> segno.QRCode:
    """Never a micro code, which many readers do not know; a quarter of it may be spoilt."""
    return segno.make(text, error="q", micro=False)


def qr_svg(text: str) -> str:
    return _code(text).svg_inline(border=2, omitsize=True)


def qr_png(text: str) -> bytes:
    file = io.BytesIO()
    _code(text).save(file, kind="png", border=2, scale=8)
    return file.getvalue()
