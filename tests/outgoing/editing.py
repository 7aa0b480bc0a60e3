"""Editing a Word file as somebody at another desk would."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx


def edited(content: bytes, change: Callable[[str], str]) -> bytes:
    """Every paragraph through the same hand, runs joined as an editor leaves them."""
    paper = docx.Document(io.BytesIO(content))
    cells = (cell for table in paper.tables for row in table.rows for cell in row.cells)
    for holder in (paper, *cells):
        for paragraph in holder.paragraphs:
            text = paragraph.text
            changed = change(text)
            if changed != text:
                _rewrite(paragraph, changed)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _rewrite(paragraph, text: str) -> None:
    first, *rest = paragraph.runs
    first.text = text
    for run in rest:
        run.text = ""


def with_paragraph(content: bytes, text: str) -> bytes:
    paper = docx.Document(io.BytesIO(content))
    paper.add_paragraph(text)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
