"""The text of a .txt or .docx file that somebody else wrote."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MAX_BYTES = 5 * 1024 * 1024
_MAX_UNZIPPED = 30 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"


class FileProblem(ValueError):
    """The file cannot be read; the message is Chinese and says the way out."""


def text_of_file(name: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise FileProblem("文件超过 5 MB，请只传文稿，或把正文粘贴到框里。")
    match PurePath(name).suffix.lower():
        case ".docx":
            return _of_word(data)
        case ".txt":
            return _of_text(data)
        case _:
            raise FileProblem("只收 .docx 和 .txt 文件；.doc 请在 WPS 或 Word 里另存为 .docx。")


def _of_text(data: bytes) -> str:
    """Windows writes GB18030, everything else UTF-8; with a mark in front where there is one."""
    for encoding in (
        "utf-8-sig",
        "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030",
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem("看不懂文件的编码，请另存为 UTF-8 的 .txt，或把正文粘贴到框里。")


def _of_word(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_MAIN).file_size > _MAX_UNZIPPED:
                raise FileProblem("Word 文件展开后太大，请把正文粘贴到框里。")
            root = fromstring(archive.read(_MAIN), forbid_dtd=True)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as problem:
        raise FileProblem("不是完整的 .docx 文件，请另存一份再传。") from problem
    except (ParseError, DefusedXmlException) as problem:
        raise FileProblem("Word 文件的内容已损坏，请另存一份再传。") from problem
    return "\n".join(_paragraphs(root))


def _paragraphs(root: Any) -> Iterator[str]:
    """Paragraphs in order, those of tables cell by cell; deleted text is not there."""
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    for part in paragraph.iter():
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag == f"{_W}tab":
            yield "\u3000"
        elif part.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
