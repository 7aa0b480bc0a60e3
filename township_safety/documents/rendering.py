"""A document as a finished file: checked, printed in the child process, kept by content."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from township_safety import jobs
from township_safety.documents.glyphs import MissingGlyphs, missing_in, substituted
from township_safety.documents.health import FONTS
from township_safety.documents.html import render_html
from township_safety.documents.model import Paper, picture_kind

PRINT = "township_safety.documents.pdf:printed"
WRITE = "township_safety.documents.docx:render_docx"
PICTURE = "township_safety.documents.pdf:tall_picture"
WARM = "township_safety.documents.pdf:warm"
SECONDS = 60.0
# For each further paper of a batch.
SECONDS_MORE = 1.0
KEPT = 200
# To be raised when pdf.py or justification.py print the same HTML differently.
ENGINE = "3"


def pdf_of(
    document: Paper,
    *,
    substitute: bool = False,
    running_head: bool = False,
    pdf_variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The document as PDF; the same document is printed once and then read back.

    `pictures` holds the content of the document's pictures by digest, see `pictures_of`; what is
    not in it prints as lost.
    MissingGlyphs when it holds characters that cannot be printed and `substitute` is off;
    JobTimeout or JobFailed when printing takes too long or fails.
    """
    sources = picture_sources(pictures or {})
    html = _page(document, substitute=substitute, running_head=running_head, sources=sources)
    return _printed((html,), pdf_variant)


def pdf_of_many(
    documents: Sequence[Paper],
    *,
    substitute: bool = False,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """At least one document, all in one file; each begins on a new page and counts from 1."""
    sources = picture_sources(pictures or {})
    return _printed(
        tuple(_page(one, substitute=substitute, sources=sources) for one in documents), None
    )


def pdf_of_page(html: str) -> bytes:
    """A page of `html.page_html`; characters without a shape come out as 〓."""
    return _printed((substituted(html),), None)


def picture_of_page(html: str) -> bytes:
    """The same as one tall PNG. Not kept: a picture is made when it is about to be sent."""
    picture: bytes = jobs.run(PICTURE, substituted(html), timeout=SECONDS)
    return picture


def docx_of(paper: Paper, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The paper as a Word file. Its reader's machine has faces of its own, so no character is
    missing here. JobTimeout or JobFailed as above."""
    content: bytes = jobs.run(WRITE, paper, dict(pictures or {}), timeout=SECONDS)
    return content


def _page(
    document: Paper,
    *,
    substitute: bool,
    sources: Mapping[str, str],
    running_head: bool = False,
) -> str:
    missing = missing_in(document)
    if missing and not substitute:
        raise MissingGlyphs(missing)
    html = render_html(document, mode="paper", running_head=running_head, sources=sources)
    return substituted(html) if missing else html


def picture_sources(pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Pictures as addresses that hold them; what is no picture is left out."""
    found = {}
    for digest, content in pictures.items():
        kind = picture_kind(content)
        if kind:
            found[digest] = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return found


def _printed(htmls: tuple[str, ...], pdf_variant: str | None) -> bytes:
    path = _folder() / f"{_content_key(htmls, pdf_variant)}.pdf"
    kept = _read(path)
    if kept is not None:
        return kept
    seconds = SECONDS + SECONDS_MORE * (len(htmls) - 1)
    pdf: bytes = jobs.run(PRINT, htmls, pdf_variant, timeout=seconds)
    _keep(path, pdf)
    return pdf


def warm_up() -> None:
    """Start the child and let it read the faces, so that the first document comes sooner."""
    jobs.run(WARM, timeout=SECONDS)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "cache" / "pdf"


def _content_key(htmls: tuple[str, ...], pdf_variant: str | None) -> str:
    engine = (ENGINE, version("weasyprint"), version("pydyf"), faces_key(), str(pdf_variant))
    parts = (*engine, *htmls)
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
