"""A document as a finished file: checked, printed in the child process, kept by content."""

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from township_safety import jobs
from township_safety.documents.glyphs import MissingGlyphs, missing_in, substituted
from township_safety.documents.health import FONTS
from township_safety.documents.html import render_html
from township_safety.documents.model import Document

PRINT = "township_safety.documents.pdf:printed"
WARM = "township_safety.documents.pdf:warm"
SECONDS = 60.0
KEPT = 200
# To be raised when pdf.py or justification.py print the same HTML differently.
ENGINE = "1"


def pdf_of(
    document: Document,
    *,
    substitute: bool = False,
    running_head: bool = False,
    pdf_variant: str | None = None,
) -> bytes:
    """The document as PDF; the same document is printed once and then read back.

    MissingGlyphs when it holds characters that cannot be printed and `substitute` is off;
    JobTimeout or JobFailed when printing takes too long or fails.
    """
    missing = missing_in(document)
    if missing and not substitute:
        raise MissingGlyphs(missing)
    html = render_html(document, mode="paper", running_head=running_head)
    if missing:
        html = substituted(html)
    path = _folder() / f"{_content_key(html, pdf_variant)}.pdf"
    kept = _read(path)
    if kept is not None:
        return kept
    pdf: bytes = jobs.run(PRINT, html, pdf_variant, timeout=SECONDS)
    _keep(path, pdf)
    return pdf


def warm_up() -> None:
    """Start the child and let it read the faces, so that the first document comes sooner."""
    jobs.run(WARM, timeout=SECONDS)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "cache" / "pdf"


def _content_key(html: str, pdf_variant: str | None) -> str:
    parts = (ENGINE, version("weasyprint"), version("pydyf"), faces_key(), str(pdf_variant), html)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def faces_key() -> str:
    """Names and sizes of all faces, those added by the office included."""
    faces = sorted((*FONTS.glob("*.[ot]t[fc]"), *FONTS.glob("local/*.[ot]t[fc]")))
    return ",".join(f"{path.name}:{path.stat().st_size}" for path in faces)


def _read(path: Path) -> bytes | None:
    try:
        pdf = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return pdf


def _keep(path: Path, pdf: bytes) -> None:
    """Written aside and renamed, so that nobody reads half a file; a full disk loses only speed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(pdf)
        Path(part.name).replace(path)
        _forget_oldest(path.parent)
    except OSError:
        return


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[KEPT:]:
        path.unlink(missing_ok=True)
