"""Word and Excel files from outside: known by what lies in them, never opened by us.

Runs in the child of township_safety.jobs and raises jobs.Refused with words for the person who
sent the file.
"""

from __future__ import annotations

import io
import zipfile

from township_safety.jobs import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What Word 97 and Excel 97 begin with; such a file may hold macros that nobody sees from outside.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

OLD_FORMAT = "是旧的 .doc 或 .xls 格式，请在 WPS 或 Word 里另存为 .docx、.xlsx 或 PDF 后再传。"
MACROS = "里面带有宏，没有接收。请另存为不带宏的 .docx、.xlsx 或 PDF 后再传。"
UNKNOWN = "不是能收的文件，只收 JPG、PNG、PDF、Word（.docx）、Excel（.xlsx）。"
BROKEN = "不完整或已损坏，可能没有传完，请重新选择。"

_MAIN = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_MACROS = ("vbaproject.bin", "vbadata.xml")


def inspect(data: bytes) -> str:
    """The content type of a Word or Excel file without macros."""
    if data.startswith(OLD):
        raise Refused(OLD_FORMAT)
    if not data.startswith(ZIP):
        raise Refused(UNKNOWN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise Refused(BROKEN) from fault
    if any(name.endswith(_MACROS) for name in names):
        raise Refused(MACROS)
    for name, kind in _MAIN.items():
        if name in names and "[content_types].xml" in names:
            return kind
    raise Refused(UNKNOWN)
