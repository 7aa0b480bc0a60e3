"""The archive as one PDF and one ZIP: cover, 卷内目录, the papers, files, 盒签."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from re import compile as pattern
from typing import Any

from hazards.paper.pictures import contents as picture_contents
from township_safety import jobs
from township_safety.beside import Tell
from township_safety.desk.archive.contents import Piece, Year, noon
from township_safety.desk.models import ArchiveSection
from township_safety.documents import forms
from township_safety.documents.glyphs import missing_in, substituted
from township_safety.documents.html import render_html
from township_safety.documents.model import (
    Form,
    Meta,
    PageBreak,
    Paper,
    Table,
    TableCell,
    Title,
    pictures_of,
)
from township_safety.documents.numerals import chinese_date
from township_safety.documents.rendering import picture_sources

COUNT = "township_safety.documents.binding:page_counts"
BIND = "township_safety.documents.binding:bound"
JOIN = "township_safety.documents.binding:joined"
SECONDS, SECONDS_MORE = 60.0, 1.5
MEMORY_MB = 2048
# More papers than this are more than one file should carry.
MOST_PAPERS = 1_000
# So many at a time: other people's papers are printed in between.
AT_ONCE = 20
STEPS = ("整理材料", "排版计页", "装订成册", "打包")
_UNFIT = pattern(r'[\\/:*?"<>|\s]+')


class TooMuch(Exception):
    """More than one PDF can hold; the message says what to do."""


@dataclass(frozen=True)
class Folder:
    section: ArchiveSection
    pieces: list[Piece]


def folders(year: Year) -> list[Folder]:
    return [Folder(section, year.pieces(section)) for section in year.sections()]


def build(year: Year, *, into: Path, tell: Tell) -> None:
    """Writes archive.pdf and archive.zip; `tell` hears which step begins."""
    tell(0)
    found = folders(year)
    papers = [piece.paper for one in found for piece in one.pieces if piece.paper is not None]
    if len(papers) > MOST_PAPERS:
        raise TooMuch(
            f"这一年有{len(papers)}份文书，一册最多装{MOST_PAPERS}份；"
            "请把通知书、复查意见书的案卷改为只放补充材料，另行打印。"
        )
    tell(1)
    htmls = tuple(_html(paper, year) for paper in papers)
    sizes = _counts(htmls)
    front = (cover(year), catalogue(year, found, sizes, lead=0))
    lead = sum(_counts(tuple(_html(paper, year) for paper in front)))
    front = (cover(year), catalogue(year, found, sizes, lead=lead))
    tell(2)
    firsts = _firsts(sizes, lead=lead)
    whole = _bound((*(_html(p, year) for p in front), *htmls), (0, 0, *firsts))
    labels = _bound((_html(box_labels(year, found), year),), (0,))
    tell(3)
    into.mkdir(parents=True, exist_ok=True)
    (into / "archive.pdf").write_bytes(whole)
    _pack(into / "archive.zip", year, found, whole=whole, labels=labels)


def _firsts(sizes: Sequence[int], *, lead: int) -> tuple[int, ...]:
    firsts, page = [], lead + 1
    for size in sizes:
        firsts.append(page)
        page += size
    return tuple(firsts)


def _counts(htmls: Sequence[str]) -> list[int]:
    found: list[int] = []
    for some in _parts(htmls):
        found += jobs.run(COUNT, tuple(some), timeout=_seconds(some), memory_mb=MEMORY_MB)
    return found


def _bound(htmls: Sequence[str], firsts: Sequence[int]) -> bytes:
    parts = []
    for some, numbers in zip(_parts(htmls), _parts(firsts), strict=True):
        asked = (tuple(some), tuple(numbers))
        parts.append(jobs.run(BIND, *asked, timeout=_seconds(some), memory_mb=MEMORY_MB))
    if len(parts) == 1:
        return bytes(parts[0])
    whole: bytes = jobs.run(JOIN, tuple(parts), timeout=_seconds(htmls), memory_mb=MEMORY_MB)
    return whole


def _parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


def _seconds(rows: Sequence[Any]) -> float:
    return SECONDS + SECONDS_MORE * len(rows)


def _html(paper: Paper, year: Year) -> str:
    content: dict[str, bytes] = {}
    if isinstance(paper, Form) and pictures_of(paper):
        content = picture_contents([paper], office_id=year.office.pk)
    sources = picture_sources(content)
    html = render_html(paper, mode="paper", sources=sources)
    return substituted(html) if missing_in(paper) else html


# The papers of the binding itself


def cover(year: Year) -> Form:
    boxes = len({section.box for section in year.sections()})
    facts = (
        ("全宗（单位）名称", year.office.signer),
        ("年度", f"{year.year}年"),
        ("截至日期", chinese_date(year.until)),
        ("盒数", f"{boxes}盒"),
        ("保管期限", ""),
        ("立卷人、检查人", ""),
    )
    return _form(
        year,
        "安全生产档案",
        (forms.line("　"), *(forms.line(f"{name}：{said}") for name, said in facts)),
    )


def catalogue(year: Year, found: Sequence[Folder], sizes: Sequence[int], *, lead: int) -> Form:
    """卷内目录: page numbers are those of the bound whole."""
    firsts = iter(_firsts(sizes, lead=lead))
    rows = []
    pieces = [(folder, piece) for folder in found for piece in folder.pieces]
    for number, (one, piece) in enumerate(pieces, start=1):
        page = str(next(firsts)) if piece.paper is not None else "见压缩包"
        note = f"附件{len(piece.files)}件" if piece.files else ""
        texts = (
            str(number), one.section.name, piece.name,
            str(piece.on or ""), page, str(one.section.box), note,
        )  # fmt: skip
        rows.append(tuple(TableCell(forms.runs(text), align="left") for text in texts))
    head = ("序号", "案卷", "材料名称", "日期", "页号", "盒号", "备注")
    table = Table(
        "", "", (tuple(TableCell(forms.runs(word), header=True) for word in head),),
        tuple(rows), (12, 26, 54, 28, 15, 12, 19),
    )  # fmt: skip
    return _form(year, "卷内目录", (table,))


def box_labels(year: Year, found: Sequence[Folder]) -> Form:
    """盒签: a page for each box, to be cut out."""
    boxes: dict[int, list[str]] = {}
    for folder in found:
        boxes.setdefault(folder.section.box, []).append(folder.section.name)
    blocks: list[Any] = []
    for box, names in sorted(boxes.items()):
        blocks += [PageBreak()] if blocks else []
        blocks += [
            forms.line(year.office.signer, align="center"),
            forms.line(f"{year.year}年安全生产档案", align="center"),
            forms.line(f"第{box}盒　共{len(boxes)}盒", align="center"),
            *(forms.line(name, align="center") for name in names),
        ]
    return _form(year, "档案盒签", tuple(blocks))


def _form(year: Year, name: str, blocks: tuple[Any, ...]) -> Form:
    return Form(
        title=Title((name,)),
        blocks=blocks,
        meta=Meta(year.office.signer, f"{year.year}年{name}", ("档案",), noon(year.until)),
    )


def _pack(path: Path, year: Year, found: Sequence[Folder], *, whole: bytes, labels: bytes) -> None:
    """The bound PDF, the labels, and every kept file under its folder."""
    name = f"{year.year}年安全生产档案"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{name}/{name}.pdf", whole)
        bundle.writestr(f"{name}/档案盒签.pdf", labels)
        for order, folder in enumerate(found, start=1):
            place = f"{name}/{order:02d}{_fit(folder.section.name)}"
            serial = 0
            for piece in folder.pieces:
                for file in piece.files:
                    serial += 1
                    try:
                        with file.file.open("rb") as content:
                            text = f"{place}/{serial:03d}{_fit(piece.name)}_{_fit(file.name)}"
                            bundle.writestr(text, content.read())
                    except OSError:
                        bundle.writestr(
                            f"{place}/{serial:03d}{_fit(piece.name)}_缺失.txt", "文件丢失"
                        )


def _fit(name: str) -> str:
    return _UNFIT.sub("_", name)[:60]
