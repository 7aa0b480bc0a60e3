"""The text of a .txt or .docx file that somebody else wrote.

A Word file that was uploaded is read in the child of township_safety.jobs.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from township_safety import jobs

if TYPE_CHECKING:
    from django.core.files import File

MAX_BYTES = 5 * 1024 * 1024
_MAX_UNZIPPED = 30 * 1024 * 1024
_WORD = ".docx"
_READ = f"{__name__}:read_word"
_SECONDS, _MEGABYTES = 20.0, 768
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_MARKS = {f"{_W}tab": "\u3000", f"{_W}br": "\n", f"{_W}cr": "\n"}
_LEFT_OUT = {
    f"{_W}pPr",
    f"{_W}del",
    f"{_W}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_TOO_LARGE = "文件超过 5 MB，请只传文稿，或把正文粘贴到框里。"


class FileProblem(ValueError):
    """The file cannot be read; the message is Chinese and says the way out."""


def text_of_upload(file: File[Any], *, name: str = "") -> str:
    """Of a file that a stranger may have made. Raises FileProblem."""
    if (file.size or 0) > MAX_BYTES:
        raise FileProblem(_TOO_LARGE)
    name = name or file.name or ""
    if PurePath(name).suffix.lower() != _WORD:
        return text_of_file(name, file.read())
    try:
        text: str = jobs.run(_READ, file.read(), timeout=_SECONDS, memory_mb=_MEGABYTES)
    except jobs.JobFailed as failure:
        raise FileProblem(str(failure)) from failure
    return text


def read_word(data: bytes) -> str:
    """Runs in the child."""
    try:
        return _of_word(data)
    except FileProblem as problem:
        raise jobs.Refused(str(problem)) from problem


def text_of_file(name: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise FileProblem(_TOO_LARGE)
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
    except (ParseError, DefusedXmlException, zlib.error) as problem:
        raise FileProblem("Word 文件的内容已损坏，请另存一份再传。") from problem
    return "\n".join(_paragraphs(root))


def _paragraphs(root: Any) -> Iterator[str]:
    """In order, those of tables cell by cell, those of a text box behind the one it hangs on.

    Deleted and moved text is not there, and a text box that is written twice is read once.
    """
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.tag != f"{_W}p":
            waiting += [each for each in reversed(part) if each.tag not in _LEFT_OUT]
            continue
        words: list[str] = []
        boxes: list[Any] = []
        _read_line(part, words, boxes)
        waiting += reversed(boxes)
        yield "".join(words)


def _read_line(paragraph: Any, words: list[str], boxes: list[Any]) -> None:
    waiting = list(reversed(paragraph))
    while waiting:
        part = waiting.pop()
        if part.tag == f"{_W}p":
            boxes.append(part)
        elif part.tag == f"{_W}t":
            words.append(part.text or "")
        elif part.tag in _MARKS:
            words.append(_MARKS[part.tag])
        elif part.tag not in _LEFT_OUT:
            waiting += reversed(part)
