"""Tables in plain text: .csv in the encodings of the office, and blocks copied from Excel."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import get_column_letter

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.grids import SPARE_ROWS, Grid, read_grids
from township_safety.spreadsheets.reading import WorkbookProblem

PASTED = "粘贴的内容"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文件"),
)
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|table|head|meta|workbook)", re.IGNORECASE)
_USUAL = re.compile(
    r"[\t\n\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffee°±×÷·—–…“”‘’√ⅠⅡⅢⅣⅤ①-⑳㎡℃²³\ufeff]"
)
_QUOTED = re.compile(r'"[^"]*"')
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # how some programs keep leading zeros
_DELIMITERS = ("\t", ",", ";", "，")
_NO_TABLE = "这不是表格文件，请上传 .xlsx 或 .csv 文件，或在 Excel 中复制表格后粘贴。"


def read_any(path: str | Path) -> list[Grid]:
    """The sheets of a file, whatever its name says it is. In the child process only."""
    with Path(path).open("rb") as file:
        head = file.read(4)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")) or not head:
        return read_grids(path)
    return read_delimited(path)


def read_delimited(path: str | Path) -> list[Grid]:
    """The one sheet of a text file. Raises WorkbookProblem, or OSError without such a file."""
    content = Path(path).read_bytes()
    reading.check_size(len(content))
    for start, kind in _OTHERS:
        if content.startswith(start):
            raise WorkbookProblem(f"这是{kind}。{_NO_TABLE}")
    if _MARKUP.match(content):
        raise WorkbookProblem(
            "这个文件的内容是网页，只是改了扩展名；请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"
        )
    return [parse_block(decoded(content), title=Path(path).stem)]


def decoded(content: bytes) -> str:
    """The text, whichever of the usual encodings it is in. Raises WorkbookProblem."""
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    names = ["utf-16-le", "utf-16-be"] if b"\0" in content[:2000] else ["utf-8", "gb18030"]
    for name in marked or names:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if _is_legible(text[:2000]):
            return text
    raise WorkbookProblem(f"认不出文件的文字编码，或文件已损坏。{_NO_TABLE}")


def _is_legible(text: str) -> bool:
    """Whether it reads as an office writes; guessing the wrong encoding gives rare signs."""
    return len(_USUAL.findall(text)) >= 0.9 * len(text)


def parse_block(text: str, *, title: str = PASTED) -> Grid:
    """A table from text as it stands in a .csv or on the clipboard; cells may span lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > reading.MAX_BYTES:
        raise WorkbookProblem("内容太多，请分成几次。")
    if not text.strip():
        raise WorkbookProblem("没有内容，请重新选择文件或重新粘贴。")
    delimiter = _delimiter(text)
    rows: list[tuple[int, list[Any]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            line = [_cell(cell) for cell in cells]
            while line and line[-1] is None:
                line.pop()
            if line:
                _check_extent(number, len(line), len(rows) + 1)
                rows.append((number, line))
    except csv.Error:
        reason = "有一格的内容太长，多半是少了一个引号，请检查后再上传。"
        raise WorkbookProblem(reason) from None
    return Grid(title, rows)


def _check_extent(number: int, width: int, count: int) -> None:
    if width > reading.MAX_COLUMNS:
        raise WorkbookProblem(
            f"第 {number} 行用到了第 {get_column_letter(width)} 列，"
            f"最多 {reading.MAX_COLUMNS} 列，请删去多余的列。"
        )
    if count > reading.MAX_ROWS + SPARE_ROWS:
        raise WorkbookProblem(f"超过 {reading.MAX_ROWS:,} 行，请分成几个文件上传。")


def _delimiter(text: str) -> str:
    """The sign that divides most lines alike; signs inside quotes do not count."""
    lines = [line for line in _QUOTED.sub("", text[:20_000]).split("\n")[:40] if line.strip()]
    if not lines:
        return "\t"
    scores = {sign: sorted(line.count(sign) for line in lines) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: scores[sign][len(scores[sign]) // 2])
    return best if scores[best][-1] else "\t"


def _cell(text: str) -> str | None:
    found = _AS_FORMULA.fullmatch(text)
    return reading.plain_text(found[1] if found else text) or None
