"""Plain rows from an .xlsx that a stranger may have made, with row numbers."""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.xml import DEFUSEDXML

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNZIPPED: Final = 100 * 1024 * 1024
MAX_RATIO: Final = 200
MAX_ENTRIES: Final = 1000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 60
MAX_SHEETS: Final = 120
HEAD_ROWS: Final = 10  # titles and headers that may stand above the rows

# What Excel shows where a formula went wrong.
ERROR_VALUES: Final = frozenset(
    {"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"}
)
CHOICES_TITLE: Final = "选项"

_SMALL_MEMBER = 1024 * 1024  # below this a high ratio does no harm
_SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"
_BROKEN = f"文件已损坏或不是有效的 .xlsx 工作簿，{_SAVE_AS}"
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")


T = TypeVar("T")


class WorkbookProblem(ValueError):
    """The file cannot be taken as a workbook; the message is Chinese and says the way out."""


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet that hold anything, each with its number in Excel."""

    title: str
    rows: list[tuple[int, list[Any]]]
    date_1904: bool = False


def read_workbook(source: str | Path | IO[bytes]) -> list[SheetRows]:
    """All sheets of a workbook as plain values.

    Raises WorkbookProblem, never anything else, whatever the file holds; OSError when there is
    no such file. Costs up to seconds and
    hundreds of megabytes on a hostile file: run it on uploads in the child process only.
    """
    return guarded(source, _read)


def guarded(source: Any, read: Callable[[Any], T]) -> T:
    """What `read` makes of a checked workbook; WorkbookProblem whatever goes wrong in it."""
    try:
        _check_file(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl reports styles it drops; values are kept
            return read(source)
    except (WorkbookProblem, FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except MemoryError:
        raise WorkbookProblem("工作簿太大，读取时内存不够，请分成几个文件再上传。") from None
    except Exception as problem:
        raise WorkbookProblem(_BROKEN) from problem


def _check_file(source: str | Path | IO[bytes]) -> None:
    """Refuse, before anything is unpacked, what is no workbook or would not fit into memory."""
    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: workbooks would be read without protection")
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            _check_stream(file)
    else:
        _check_stream(source)
        source.seek(0)


def _check_stream(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(8)
    check_size(size)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_compound(file)
    if not head.startswith(b"PK"):
        raise WorkbookProblem(f"这不是 .xlsx 工作簿，{_SAVE_AS}")
    with zipfile.ZipFile(file) as archive:
        _check_archive(archive)


def check_size(size: int) -> None:
    if size == 0:
        raise WorkbookProblem("文件是空的，请重新选择文件。")
    if size > MAX_BYTES:
        raise WorkbookProblem(
            f"文件有 {size / 1024 / 1024:.1f} MB，最多 {MAX_BYTES // 1024 // 1024} MB，"
            "请删去图片或分成几个文件。"
        )


def _refuse_compound(file: IO[bytes]) -> None:
    """The old binary container: an .xls, .et or .doc, or an .xlsx under a password."""
    file.seek(0)
    content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise WorkbookProblem("文件设有打开密码，请在 Excel 中取消密码后再上传。")
    if "WordDocument".encode("utf-16-le") in content:
        raise WorkbookProblem("这是 Word 文件，请把表格复制到 Excel 中，存为 .xlsx 再上传。")
    raise WorkbookProblem(f"这是旧的 .xls 格式或 WPS 的 .et 格式，{_SAVE_AS}")


def _check_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if "xl/workbook.xml" not in names:
        other = "Word 文件" if "word/document.xml" in names else "其他格式的文件"
        raise WorkbookProblem(f"这是{other}，不是 .xlsx 工作簿，{_SAVE_AS}")
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise WorkbookProblem(f"文件带有宏，不能上传；{_SAVE_AS}")
    if any(member.flag_bits & 1 for member in members):
        raise WorkbookProblem("文件设有打开密码，请取消密码后再上传。")
    unsafe = any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names)
    if unsafe or len(names) != len(members):
        raise WorkbookProblem(_BROKEN)
    too_dense = any(
        member.file_size > _SMALL_MEMBER and member.file_size > MAX_RATIO * member.compress_size
        for member in members
    )
    unzipped = sum(member.file_size for member in members)
    if too_dense or unzipped > MAX_UNZIPPED or len(members) > MAX_ENTRIES:
        raise WorkbookProblem(
            "工作簿展开后太大（多半是整列设了格式或有成片的空行），"
            "请把有内容的行复制到新的工作簿再上传。"
        )


def _read(source: str | Path | IO[bytes]) -> list[SheetRows]:
    book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
    with closing(book):
        if len(book.worksheets) > MAX_SHEETS:
            raise WorkbookProblem(f"工作表超过 {MAX_SHEETS} 张，请删去不用的工作表。")
        date_1904 = book.epoch == CALENDAR_MAC_1904
        sheets = []
        for sheet in book.worksheets:
            if sheet.title == CHOICES_TITLE and sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # the declared size may be a lie
            sheets.append(SheetRows(sheet.title, list(_filled_rows(sheet)), date_1904))
        return sheets


def _filled_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    count = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [plain_text(value) if isinstance(value, str) else value for value in row]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not cells:
            continue
        count += 1
        if len(cells) > MAX_COLUMNS:
            raise WorkbookProblem(
                f"工作表“{sheet.title}”第 {number} 行用到了第 {get_column_letter(len(cells))} 列，"
                f"最多 {MAX_COLUMNS} 列，请删去多余的列。"
            )
        if count > MAX_ROWS + HEAD_ROWS:
            raise WorkbookProblem(
                f"工作表“{sheet.title}”超过 {MAX_ROWS:,} 行，请分成几个文件上传。"
            )
        yield number, cells


def plain_text(text: str) -> str:
    """Text as it was typed: the format spells some characters as _x000D_."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: "_" if found[0] == "_x005F_" else "", text)
    return text if text.strip() else ""
