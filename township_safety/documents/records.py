"""A document as JSON and back, as plain text, and its digest."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from township_safety.documents import heads, parts
from township_safety.documents.numbering import number_captions, number_headings
from township_safety.documents.numerals import chinese_date
from township_safety.documents.parts import (
    Addressee,
    Block,
    CellPart,
    Chart,
    Document,
    Form,
    FormCell,
    FormTable,
    Heading,
    Item,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    SealPlace,
    Signature,
    SignatureLine,
    Slot,
    Table,
    text_of,
)

SCHEMA = 1
SIGNER = "签发人："
NO_PICTURE = "照片缺失"
OPEN_DAY = "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"

KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        parts.TextRun,
        parts.FigureRun,
        parts.Paragraph,
        parts.Heading,
        parts.Item,
        parts.Slot,
        parts.TableCell,
        parts.Table,
        parts.Series,
        parts.Chart,
        parts.PageBreak,
        parts.Title,
        parts.Addressee,
        parts.Signature,
        parts.Meta,
        parts.Document,
        parts.BoxRun,
        parts.BlankRun,
        parts.SignatureLine,
        parts.SealPlace,
        parts.Picture,
        parts.FormCell,
        parts.FormRow,
        parts.FormTable,
        parts.Note,
        parts.Form,
        heads.RedHead,
        heads.Imprint,
    )
}
DATES = {"on": date.fromisoformat, "created_at": datetime.fromisoformat}


def to_json(document: Paper) -> dict[str, Any]:
    """Plain data with every field of every part, each part naming its type."""
    return {"schema": SCHEMA, **_plain(document)}


def from_json(data: dict[str, Any]) -> Paper:
    """The very document `to_json` was given; ValueError when the data is something else."""
    if data.get("schema") != SCHEMA:
        raise ValueError("这份文稿由另一版本的程序保存，无法读取。")
    document = _built({name: value for name, value in data.items() if name != "schema"})
    if not isinstance(document, Document | Form):
        raise ValueError("这份数据不是一份文稿。")  # noqa: TRY004 -- one error for any wrong data
    return document


def canonical(document: Paper) -> str:
    """The one spelling of the document's JSON that its digest is taken of."""
    return json.dumps(
        to_json(document),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(document: Paper) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"type": type(value).__name__, **parts}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _built(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_built(part) for part in value)
    if not isinstance(value, dict):
        return value
    kind = KINDS.get(value.get("type", ""))
    names = {field.name for field in fields(kind)} if kind else set()
    if kind is None or set(value) - {"type"} != names:
        raise ValueError(f"文稿数据不完整或无法识别：{str(value)[:60]}")
    return kind(**{name: _field(name, value[name]) for name in names})


def _field(name: str, value: Any) -> Any:
    if name in DATES and isinstance(value, str):
        return DATES[name](value)
    return _built(value)


def plain_text(document: Paper) -> str:
    """What is printed, one line per paragraph or table row, cells parted by tabs.

    Of a chart only its caption is given, its labels have no reading order; of a picture nothing.
    """
    lines = _opening(document)
    labels, captions = number_headings(document), number_captions(document)
    for block, label, caption in zip(document.blocks, labels, captions, strict=True):
        lines += _lines(block, label=label, caption=caption)
    if isinstance(document, Document):
        lines += _closing(document)
    return "\n".join(lines)


def _opening(document: Paper) -> list[str]:
    """What stands above the first block."""
    if isinstance(document, Form):
        around = ([document.heading], document.title.lines, [document.number])
        return [line for lines in around for line in lines if line]
    addressee = [addressed(document.addressee)] if document.addressee else []
    return [*headed(document.head), *document.title.lines, *addressee]


def _closing(document: Document) -> list[str]:
    """What stands below the last block."""
    lines = attached(document.attachments)
    lines += signed(document.signature) if document.signature else []
    copies, *printed = imprinted(document.imprint)
    return [*lines, *(line for line in (copies, "".join(printed)) if line)]


def headed(head: heads.RedHead | None) -> list[str]:
    if head is None:
        return []
    first = [text for text in (head.copy_number, head.secrecy, head.urgency) if text]
    signer = [f"{SIGNER}{head.signer}"] if head.signer else []
    return [*first, head.mark, "".join([head.number, *signer])]


def attachment_leads(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What stands before each name of the 附件说明: they are numbered when there are several."""
    several = len(names) > 1
    return [
        ("附件：" if number == 1 else "", f"{number}." if several else "")
        for number in range(1, len(names) + 1)
    ]


def attached(names: tuple[str, ...]) -> list[str]:
    leads = attachment_leads(names)
    return ["".join((*lead, name)) for lead, name in zip(leads, names, strict=True)]


def imprinted(imprint: heads.Imprint | None) -> tuple[str, str, str]:
    """抄送, 印发机关 and 印发日期; empty where there is none."""
    if imprint is None:
        return "", "", ""
    copies = imprint.copies_to.strip().rstrip("。")
    on = f"{chinese_date(imprint.on)}印发" if imprint.on else ""
    return (f"抄送：{copies}。" if copies else "", imprint.body, on)


def addressed(addressee: Addressee) -> str:
    return f"{addressee.name}："


def signed(signature: Signature) -> list[str]:
    lines = [signature.body] if signature.body else []
    return lines + ([chinese_date(signature.on)] if signature.on else [])


def day_line(on: date | None) -> str:
    """The day of a signature, or the places for it to be written by hand."""
    return chinese_date(on) if on else OPEN_DAY


def captioned(caption: str, label: str) -> str:
    return f"{label}　{caption}" if label else caption


def _lines(block: Block, *, label: str, caption: str) -> list[str]:
    match block:
        case Item():
            return [label + text_of(block.runs)]
        case Heading():
            return [label + text_of(block.runs) + text_of(block.run_in or ())]
        case Slot():
            return [text_of(paragraph.runs) for paragraph in block.paragraphs]
        case Table():
            return _table_lines(block, caption)
        case Chart():
            return [captioned(block.title, caption)]
        case Signature():
            return signed(block)
        case FormTable():
            return ["\t".join(map(_cell_text, row.cells)) for row in block.rows]
    return part_lines(block)


def part_lines(part: CellPart | Note | PageBreak) -> list[str]:
    match part:
        case Paragraph() | Note():
            return [text_of(part.runs)]
        case SignatureLine():
            return [text_of(part.runs) + ("\u3000" + day_line(part.on) if part.dated else "")]
        case SealPlace():
            return [part.body + part.mark, day_line(part.on)]
    return []


def _cell_text(cell: FormCell) -> str:
    return "\n".join(line for part in cell.parts for line in part_lines(part))


def _table_lines(table: Table, label: str) -> list[str]:
    top = [captioned(table.caption, label)] if table.caption else []
    if table.unit:
        top.append(f"单位：{table.unit}")
    rows = ("\t".join(text_of(cell.runs) for cell in row) for row in (*table.head, *table.rows))
    return [*top, *rows]
