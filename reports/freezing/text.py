"""The text of a report without the addresses of this site, and with those of kept figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from township_safety.documents.model import Document, FigureRun, Note, TextRun, digest

_SHOWN = 16


def unlinked(document: Document) -> Document:
    """What is kept and what the digest is taken of: no address, so no key of the database."""
    return relinked(document, lambda _: "")


def relinked(document: Document, address: Callable[[FigureRun], str]) -> Document:
    """The same text; each figure, in reading order, leads to the address given for it."""
    found: Document = _walked(document, address)
    return found


def _walked(part: Any, address: Callable[[FigureRun], str]) -> Any:
    if isinstance(part, FigureRun):
        return replace(part, href=address(part))
    if isinstance(part, tuple):
        return tuple(_walked(each, address) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        changed = {
            field.name: _walked(getattr(part, field.name), address)
            for field in fields(part)
            if isinstance(getattr(part, field.name), tuple)
            or is_dataclass(getattr(part, field.name))
        }
        return replace(part, **changed) if changed else part
    return part


def seen_digest(document: Document) -> str:
    """Of what a reader judges: without the head, whose number comes only with the signature."""
    return digest(unlinked(replace(document, head=None, attachments=(), imprint=None)))


def with_digest(document: Document, code: str) -> Document:
    """The digest in small print at the foot; it is no part of the text it is taken of.

    Under the signature, except where 附件说明 has to stand between the text and the signature.
    """
    spelled = " ".join(code[start : start + _SHOWN] for start in range(0, len(code), _SHOWN))
    note = Note((TextRun(f"校验码（SHA-256）：{spelled}"),))
    if document.signature is None or document.attachments:
        return replace(document, blocks=(*document.blocks, note))
    return replace(document, blocks=(*document.blocks, document.signature, note), signature=None)
