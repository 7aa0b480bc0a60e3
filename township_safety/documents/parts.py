"""A document as data: what is said and in which order, before any page exists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

from township_safety.documents.characters import width_in_ems
from township_safety.documents.heads import Imprint, RedHead

Align = Literal["justify", "left", "center", "right"]
Numbering = Literal["standard", "run_in", "arabic", "bracketed"]
ChartKind = Literal["bar", "lying", "stacked", "line", "bar_line", "heat"]


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


@dataclass(frozen=True, slots=True)
class BoxRun:
    """A box to tick with the choice behind it; ticked it prints √ in its frame, else □."""

    label: str
    ticked: bool = False

    @property
    def mark(self) -> str:
        return "√" if self.ticked else "□"

    @property
    def text(self) -> str:
        return self.mark + self.label


@dataclass(frozen=True, slots=True)
class BlankRun:
    """A place to write on by hand, at least `ems` characters wide, or what already stands there."""

    text: str = ""
    ems: int = 6

    @property
    def padded(self) -> str:
        """The text in the middle of its line, filled up with wide spaces."""
        spare = max(self.ems - round(width_in_ems(self.text)), 0)
        return "\u3000" * (spare // 2) + self.text + "\u3000" * (spare - spare // 2)


Run = TextRun | FigureRun | BoxRun | BlankRun


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
    """One value per category; None where nothing was recorded.

    `hrefs` are the pages behind the values, paths of this site, as many as values or none.
    """

    name: str
    values: tuple[int | float | None, ...]
    unit: str = ""
    axis: Literal["left", "right"] = "left"
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """`bar_line` draws the series on the left axis as bars, those on the right as lines; `heat` is
    a grid with a row for each series, darker where there is more."""

    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Where somebody signs: the runs, mostly a label and a blank, then the day at the right end.

    Without `on` the day is left open, to be written by hand.
    """

    runs: tuple[Run, ...]
    on: date | None = None
    dated: bool = True


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Name of the body with room for its seal, and the day under it."""

    body: str
    on: date | None = None
    mark: str = "（印章）"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the SHA-256 of its content, which the renderer is given beside the document.

    `height` in mm is the most it takes; a picture that cannot be had leaves a frame that says so.
    """

    digest: str
    height: float = 60


CellPart = Paragraph | SignatureLine | SealPlace | Picture


@dataclass(frozen=True, slots=True)
class FormCell:
    """A label is set in the middle; what is written stands at the left, `top` under the rule."""

    parts: tuple[CellPart, ...]
    colspan: int = 1
    rowspan: int = 1
    label: bool = False
    top: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """`height` in mm is the least; only a row that `splits` may go on on the next page."""

    cells: tuple[FormCell, ...]
    height: float = 9
    splits: bool = False


@dataclass(frozen=True, slots=True)
class FormTable:
    """A grid of labels and what is written; `widths` as in Table, the first `head` rows repeat.

    Without rules it only sets things side by side, such as two columns of signatures.
    """

    rows: tuple[FormRow, ...]
    widths: tuple[float, ...]
    head: int = 0
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Small print at the foot, such as who keeps which copy."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when; among the blocks where annexes follow it."""

    body: str
    on: date | None
    sealed: bool = False


Block = (
    Paragraph
    | Heading
    | Item
    | Slot
    | Table
    | Chart
    | PageBreak
    | FormTable
    | SignatureLine
    | SealPlace
    | Picture
    | Note
    | Signature
)


@dataclass(frozen=True, slots=True)
class Title:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str


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
    head: RedHead | None = None
    attachments: tuple[str, ...] = ()
    imprint: Imprint | None = None

    def __post_init__(self) -> None:
        if self.numbering not in get_args(Numbering):
            raise ValueError(f"没有“{self.numbering}”这种标题编号方式。")

    @property
    def name(self) -> str:
        """The title in one line."""
        return "".join(self.title.lines)


@dataclass(frozen=True, slots=True)
class Form:
    """A paper that is signed, or a ledger to be printed: pages count from 1 to its own last.

    `heading` stands over the title, `number` (文号) under it, both again in the head of every
    further page. `code` is printed in the foot of every page, as text and as a QR code, so that
    a scan can be brought back to its record. `tight` sets a long table across closer, with the
    margins as small as a printer allows, so that it stays on one page.
    """

    title: Title
    blocks: tuple[Block, ...]
    meta: Meta
    heading: str = ""
    number: str = ""
    code: str = ""
    landscape: bool = False
    tight: bool = False
    language: str = "zh-CN"
    numbering: Numbering = "standard"

    @property
    def name(self) -> str:
        """The title in one line."""
        return "".join(self.title.lines)


Paper = Document | Form


def with_numbering(document: Document, style: Numbering) -> Document:
    return replace(document, numbering=style)


def runs_of(block: Block | CellPart) -> Iterator[Run]:
    match block:
        case Paragraph() | Item() | SignatureLine() | Note():
            yield from block.runs
        case Heading():
            yield from (*block.runs, *(block.run_in or ()))
        case Slot():
            yield from (run for paragraph in block.paragraphs for run in paragraph.runs)
        case Table():
            rows = (*block.head, *block.rows)
            yield from (run for row in rows for cell in row for run in cell.runs)
        case FormTable():
            yield from (run for part in parts_of(block) for run in runs_of(part))


def parts_of(table: FormTable) -> Iterator[CellPart]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.parts


def pictures_of(paper: Paper) -> tuple[str, ...]:
    """Digests of the pictures the paper shows, each once."""
    found: dict[str, None] = {}
    for block in paper.blocks:
        for part in parts_of(block) if isinstance(block, FormTable) else (block,):
            if isinstance(part, Picture):
                found[part.digest] = None
    return tuple(found)


def picture_kind(content: bytes) -> str:
    """The content type of a picture that can be printed, by its first bytes; else nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if content.startswith(b"\x89PNG\r\n\x1a\n") else ""


def figures(paper: Paper) -> Iterator[FigureRun]:
    """Every printed figure, in reading order."""
    for block in paper.blocks:
        for run in runs_of(block):
            if isinstance(run, FigureRun):
                yield run


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
