"""Short spellings for the parts of a paper form, and for what recurs on every one."""

from collections.abc import Iterable, Sequence
from datetime import date

from township_safety.documents.parts import (
    Align,
    BlankRun,
    BoxRun,
    CellPart,
    FormCell,
    FormRow,
    FormTable,
    Note,
    Paragraph,
    Picture,
    Run,
    SignatureLine,
    TextRun,
)

Said = str | Run


def runs(*said: Said) -> tuple[Run, ...]:
    return tuple(TextRun(one) if isinstance(one, str) else one for one in said)


def line(*said: Said, indent: bool = False, align: Align = "left") -> Paragraph:
    return Paragraph(runs(*said), indent=indent, align=align)


def paragraphs(text: str, *, indent: bool = False) -> tuple[Paragraph, ...]:
    """What somebody wrote, a paragraph for each of its lines; nothing gives one empty one."""
    return tuple(line(one.strip(), indent=indent) for one in text.splitlines() or [""])


def label(text: str, *, colspan: int = 1, rowspan: int = 1) -> FormCell:
    """The printed name of a field."""
    return FormCell((line(text, align="center"),), colspan=colspan, rowspan=rowspan, label=True)


def value(
    *said: Said, colspan: int = 1, rowspan: int = 1, align: Align = "left", top: bool = False
) -> FormCell:
    """What stands in a field, in one paragraph."""
    return FormCell((line(*said, align=align),), colspan=colspan, rowspan=rowspan, top=top)


def cell(
    parts: Iterable[CellPart], *, colspan: int = 1, rowspan: int = 1, top: bool = True
) -> FormCell:
    """Several paragraphs, signatures, pictures in one field."""
    return FormCell(tuple(parts), colspan=colspan, rowspan=rowspan, top=top)


def row(*cells: FormCell, height: float = 9, splits: bool = False) -> FormRow:
    return FormRow(cells, height=height, splits=splits)


def fields(pairs: Sequence[tuple[str, Said]], *, columns: int = 2) -> tuple[FormRow, ...]:
    """Rows of label and value, `columns` pairs to a row; the last value takes what is left over."""
    found = []
    for start in range(0, len(pairs), columns):
        some = pairs[start : start + columns]
        left = 2 * (columns - len(some))
        cells: list[FormCell] = []
        for number, (name, said) in enumerate(some, 1):
            span = 1 + (left if number == len(some) else 0)
            cells += [label(name), value(said, colspan=span)]
        found.append(row(*cells))
    return tuple(found)


def choices(options: Iterable[str], *, chosen: Iterable[str] = ()) -> tuple[Run, ...]:
    """□当面　√留置　□邮寄 …"""
    ticked = set(chosen)
    found: list[Run] = []
    for option in options:
        found += [TextRun("　")] if found else []
        found.append(BoxRun(option, ticked=option in ticked))
    return tuple(found)


def signature(
    name: str,
    *,
    ems: int = 8,
    on: date | None = None,
    dated: bool = True,
    more: Sequence[Said] = (),
) -> SignatureLine:
    """“被检查单位负责人（签名）：______　　年　月　日”; `more` stands behind the blank."""
    return SignatureLine(runs(f"{name}：", BlankRun(ems=ems), *more), on=on, dated=dated)


def note(*said: Said) -> Note:
    return Note(runs(*said))


def photo_grid(
    photos: Sequence[tuple[str, str]], *, columns: int = 2, height: float = 60
) -> FormTable:
    """Pictures as (digest, caption), `columns` side by side, each over its caption."""
    found = []
    for start in range(0, len(photos), columns):
        some = photos[start : start + columns]
        cells = [
            FormCell((Picture(digest, height=height), line(caption, align="center")))
            for digest, caption in some
        ]
        cells += [FormCell(()) for _ in range(columns - len(some))]
        found.append(FormRow(tuple(cells)))
    return FormTable(tuple(found), widths=(1,) * columns)
