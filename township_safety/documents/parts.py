"""A document as data: what is said and in which order, before any page exists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

Align = Literal["justify", "left", "center", "right"]
Numbering = Literal["standard", "run_in", "arabic"]
ChartKind = Literal["bar", "line", "bar_line"]


@dataclass(frozen=True, slots=True)
class TextRun:
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A printed number that knows its question; `text` holds the number alone, never the unit.

    `filters` are the codes the figure was asked with, `rows` how many rows stand behind it,
    `href` the page that lists them (a path of this site), `definition` the question in words.
    """

    text: str
    key: str
    value: str | int | None
    unit: str
    filters: tuple[tuple[str, str], ...]
    definition: str
    href: str = ""
    rows: int | None = None


Run = TextRun | FigureRun


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    indent: bool = True
    align: Align = "justify"


@dataclass(frozen=True, slots=True)
class Heading:
    """The number in front is generated, never part of the runs.

    With `run_in` the text goes on in the heading's own line.
    """

    level: Literal[1, 2, 3, 4]
    runs: tuple[Run, ...]
    run_in: tuple[Run, ...] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that opens with a generated 一是, 二是, …; counting restarts at each heading."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A passage written by the office; while empty it prints nothing."""

    name: str
    label: str
    paragraphs: tuple[Paragraph, ...]
    placeholder: str


@dataclass(frozen=True, slots=True)
class TableCell:
    runs: tuple[Run, ...]
    align: Align = "center"
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` in mm, one per column; they are scaled together to the width of the type area."""

    caption: str
    unit: str
    head: tuple[tuple[TableCell, ...], ...]
    rows: tuple[tuple[TableCell, ...], ...]
    widths: tuple[float, ...]
    landscape: bool = False
    total_row: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One value per category; None where nothing was recorded."""

    name: str
    values: tuple[int | float | None, ...]
    unit: str = ""
    axis: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Chart:
    """`bar_line` draws the series on the left axis as bars, those on the right as lines."""

    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Paragraph | Heading | Item | Slot | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Title:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str


@dataclass(frozen=True, slots=True)
class Signature:
    body: str
    on: date | None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """`created_at` is printed into the file: keep it fixed while the content stays the same."""

    author: str
    subject: str
    keywords: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    title: Title
    period_label: str
    addressee: Addressee | None
    blocks: tuple[Block, ...]
    signature: Signature | None
    meta: Meta
    language: str = "zh-CN"
    numbering: Numbering = "standard"

    def __post_init__(self) -> None:
        if self.numbering not in get_args(Numbering):
            raise ValueError(f"没有“{self.numbering}”这种标题编号方式。")

    @property
    def name(self) -> str:
        """The title in one line."""
        return "".join(self.title.lines)


def with_numbering(document: Document, style: Numbering) -> Document:
    return replace(document, numbering=style)


def runs_of(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph() | Item():
            yield from block.runs
        case Heading():
            yield from block.runs
            yield from block.run_in or ()
        case Slot():
            for paragraph in block.paragraphs:
                yield from paragraph.runs
        case Table():
            for row in (*block.head, *block.rows):
                for cell in row:
                    yield from cell.runs


def figures(document: Document) -> Iterator[FigureRun]:
    """Every printed figure, in reading order."""
    for block in document.blocks:
        for run in runs_of(block):
            if isinstance(run, FigureRun):
                yield run


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
