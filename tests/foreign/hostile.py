"""Broken and malicious files, some of each kind, the same ones in every run."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping

from tests.foreign.ledgers import in_memory, ledger_a, ledger_b

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def members(content: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet(body: str, *, before: str = "", after: str = "", prolog: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{body}</sheetData>{after}</worksheet>"
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def noise(seed: int) -> str:
    """Digits that do not pack well: what packs too well is refused before it is read."""
    return str(pow(seed, 5, 999_999_937))


def corpus() -> Iterator[tuple[str, bytes]]:
    good = in_memory(ledger_b()).getvalue()
    parts = members(good)
    yield from _cut(good)
    yield from _flipped(in_memory(ledger_a()).getvalue())
    for name, body in _sheets():
        yield f"sheet-{name}", zipped(parts | {SHEET: body})
    for name, changed in _archives(parts):
        yield f"archive-{name}", changed
    yield from _texts()
    yield from _others()


def _cut(good: bytes) -> Iterator[tuple[str, bytes]]:
    for step in range(40):
        yield f"cut-{step}", good[: len(good) * step // 40]


def _flipped(good: bytes) -> Iterator[tuple[str, bytes]]:
    for seed in range(70):
        chance = random.Random(seed)
        content = bytearray(good)
        for _ in range(1 + seed % 20):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield f"flip-{seed}", bytes(content)


def _sheets() -> Iterator[tuple[str, str]]:
    row = f'<row r="1">{cell("A1", "检查日期")}{cell("B1", "隐患描述")}</row>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield (
        "xxe",
        sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>',
            prolog='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
    )
    yield "external-dtd", sheet(row, prolog='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">')
    yield (
        "laughs",
        sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>',
            prolog=f'<!DOCTYPE a [<!ENTITY l0 "哈">{laughs}]>',
        ),
    )
    yield "deep", sheet("<a>" * 50_000 + "</a>" * 50_000)
    yield "empty", ""
    yield "no-data", f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"/>'
    yield "wrong-root", "<html><body>hello</body></html>"
    yield "lying-dimension", sheet(row, before='<dimension ref="A1:XFD1048576"/>')
    yield "absurd-dimension", sheet(row, before='<dimension ref="ZZZZZ0:QQ-5"/>')
    yield "empty-rows", sheet("".join(f'<row r="{n}" ht="{noise(n)}"/>' for n in range(1, 300_000)))
    yield "million-rows", sheet("<row/>" * 1_000_000)
    yield "far-row", sheet(row + f'<row r="1048576">{cell("A1048576", "末")}</row>')
    yield "beyond-rows", sheet(f'<row r="99999999999">{cell("A99999999999", "末")}</row>')
    yield "far-column", sheet(f'<row r="1">{cell("XFD1", "末")}</row>')
    yield "no-such-column", sheet(f'<row r="1">{cell("ZZZZZZZ1", "末")}</row>')
    yield "many-rows", sheet("".join(f"<row><c><v>{noise(n)}</v></c></row>" for n in range(25_000)))
    yield "row-zero", sheet(f'<row r="0">{cell("A0", "零")}</row>')
    yield "row-minus", sheet(f'<row r="-5">{cell("A1", "负")}</row>')
    yield "row-word", sheet(f'<row r="abc">{cell("A1", "词")}</row>')
    yield "twice", sheet(row * 3)
    yield (
        "backwards",
        sheet("".join(f'<row r="{n}">{cell(f"A{n}", "a")}</row>' for n in range(50, 0, -1))),
    )
    for name, attributes in (
        ("shared-99", 't="s"><v>99999</v>'), ("shared-minus", 't="s"><v>-5</v>'),
        ("shared-word", 't="s"><v>x</v>'), ("style-99", 's="9999"><v>1</v>'),
        ("style-word", 's="x"><v>1</v>'), ("bool-word", 't="b"><v>maybe</v>'),
        ("type-odd", 't="zz"><v>1</v>'), ("huge", "><v>1e400</v>"), ("nan", "><v>NaN</v>"),
        ("infinite", "><v>-inf</v>"), ("digits", f"><v>{'9' * 5000}</v>"),
        ("iso", 't="d"><v>2024-99-99</v>'), ("error", 't="e"><v>#REF!</v>'),
        ("inline", 't="inlineStr">'), ("formula", "><f>1+1</f>"),
        ("dde", "><f>cmd|' /C calc'!A0</f><v>1</v>"), ("array", '><f t="array" ref="A1:Z9">1</f>'),
        ("long-text", f't="inlineStr"><is><t>{"长" * 400_000}</t></is>'),
        ("controls", 't="inlineStr"><is><t>_x0000_&#9;&#10;‮反</t></is>'),
    ):  # fmt: skip
        yield f"cell-{name}", sheet(f'<row r="1"><c r="A1" {attributes}</c></row>')
    for name, refs in (
        ("all", ["A1:XFD1048576"]), ("many", ["A1:BH20000"] * 60), ("word", ["abc"]),
        ("empty", [""]), ("backwards", ["Z9:A1"]), ("columns", ["A:XFD"]),
        ("thousands", [f"A{n}:B{n}" for n in range(1, 60_000)]),
    ):  # fmt: skip
        merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
        yield f"merge-{name}", sheet(row, after=f"<mergeCells>{merges}</mergeCells>")
    wide = "".join(
        f'<row r="{n}">{cell(f"A{n}", noise(n))}{cell(f"BH{n}", "z")}</row>'
        for n in range(1, 19_000)
    )
    yield "merge-wide", sheet(wide, after='<mergeCells><mergeCell ref="A1:BG19000"/></mergeCells>')
    for name, column in (("odd", 'min="9" max="1"'), ("vast", 'min="1" max="999999999"'),
                         ("none", ""), ("word", 'min="a" max="b"')):  # fmt: skip
        yield f"cols-{name}", sheet(row, before=f'<cols><col {column} hidden="1"/></cols>')


def _archives(parts: dict[str, bytes | str]) -> Iterator[tuple[str, bytes]]:
    yield "macro", zipped(parts | {"xl/vbaProject.bin": b"x"})
    yield "macro-sheet", zipped(parts | {"xl/macrosheets/sheet1.xml": b"x"})
    yield "absolute", zipped(parts | {"/etc/cron.d/evil": b"x"})
    yield "parent", zipped(parts | {"../../evil.sh": b"x"})
    yield "backslash", zipped(parts | {"..\\..\\evil.bat": b"x"})
    yield "bomb", zipped(parts | {SHEET: b"\0" * 60_000_000})
    yield "bomb-elsewhere", zipped(parts | {"xl/media/a.bin": b"\0" * 90_000_000})
    yield (
        "bomb-strings",
        zipped(parts | {"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 5_000_000 + b"</sst>"}),
    )
    yield "entries", zipped(parts | {f"x/{n}": b"" for n in range(3000)})
    nested = zipped({"a": b"\0" * 1_000_000})
    for _ in range(20):
        nested = zipped({"a.zip": nested})
    yield "nested", zipped(parts | {"xl/embeddings/a.zip": nested})
    yield "only-nested", nested
    yield (
        "links",
        zipped(
            parts
            | {
                "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
                "xl/externalLinks/_rels/externalLink1.xml.rels": (
                    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                    'relationships"><Relationship Id="r" Type="x" TargetMode="External" '
                    'Target="http://127.0.0.1:9/"/></Relationships>'
                ),
            }
        ),
    )
    for name in list(parts):
        yield (
            f"without-{name.replace('/', '-')}",
            zipped({k: v for k, v in parts.items() if k != name}),
        )
        yield f"spoiled-{name.replace('/', '-')}", zipped(parts | {name: b"<broken"})
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 200))
    yield "sheets", zipped(parts | {BOOK: (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships"><sheets>{sheets}</sheets></workbook>'
    )})  # fmt: skip
    good = zipped(parts)
    yield "encrypted-flag", _with_flag(good)
    yield "lying-size", _with_size(good)
    yield "prefixed", b"MZ" + b"\0" * 500 + good
    yield "suffixed", good + b"\0" * 100_000
    yield "doubled", good + good
    yield "word", zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"})
    yield "open-document", zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"})
    yield "plain", zipped({"a.txt": b"hello"})
    yield "no-member", zipped({})


def _with_flag(content: bytes) -> bytes:
    """As if every member were encrypted."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def _with_size(content: bytes) -> bytes:
    """The directory says that every member is tiny."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 24 : place + 28] = struct.pack("<I", 10)
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def _texts() -> Iterator[tuple[str, bytes]]:
    head = "检查日期,隐患描述\n"
    yield "text-formulas", (head + "=cmd|' /C calc'!A0,@SUM(1)\n+1,-1\n").encode()
    yield "text-nul", head.encode() + b"2024-3-5,\0\0\0\n" * 50
    yield "text-quote", (head + '2024-3-5,"' + "无" * 500_000).encode()
    yield "text-long-cell", (head + "2024-3-5," + "长" * 300_000).encode()
    yield "text-wide", ",".join("a" * 500).encode()
    yield "text-rows", (head + "2024-3-5,通道堵塞\n" * 25_000).encode()
    yield "text-half", (head * 3).encode("gb18030")[:-3]
    yield "text-latin", b"caf\xe9;na\xefve\nb\xfccher;gro\xdf\n"
    yield "text-big5", "檢查日期,隱患描述\n".encode("big5")
    yield "text-utf16", (head * 5).encode("utf-16-le")
    yield "text-utf16-be", (head * 5).encode("utf-16-be")
    yield "text-utf16-odd", b"\xff\xfe" + head.encode("utf-16-le")[:-1]
    yield "text-utf32", head.encode("utf-32")
    yield "text-bom", b"\xef\xbb\xbf"
    yield "text-spaces", b" \t\r\n" * 100
    yield "text-one-line", ("字" * 100_000).encode()
    yield "text-surrogates", b"\xed\xa0\x80" * 100
    yield "text-html", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "text-xml", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


def _others() -> Iterator[tuple[str, bytes]]:
    wide = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument")}
    yield "old-excel", OLE + b"\0" * 2000
    yield "old-encrypted", OLE + wide["EncryptedPackage"] + b"\0" * 2000
    yield "old-word", OLE + wide["WordDocument"] + b"\0" * 2000
    yield "too-big", b"PK\x03\x04" + b"\0" * (11 * 1024 * 1024)
    yield "too-big-text", b"a,b\n" * (3 * 1024 * 1024)
    for name, start in (
        ("pdf", b"%PDF-1.7\n"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff\xe0"),
        ("gif", b"GIF89a"), ("rar", b"Rar!\x1a\x07\0"), ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("gzip", b"\x1f\x8b\x08"), ("rtf", b"{\\rtf1"), ("elf", b"\x7fELF"), ("exe", b"MZ\x90\0"),
    ):  # fmt: skip
        yield f"kind-{name}", start + random.Random(name).randbytes(3000)
    for seed in range(20):
        yield f"noise-{seed}", random.Random(seed).randbytes(50 + seed * 400)
