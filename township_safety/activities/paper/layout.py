"""What several of these papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from township_safety.activities.models import Attachment
from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    Block,
    Form,
    FormRow,
    FormTable,
    Meta,
    Paragraph,
    Title,
)
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import CountedModel, Office

GRID = (28.0, 55.0, 28.0, 54.0)
# A blank row of a list to be signed: as high as a signature needs, in mm.
SIGN_HEIGHT = 9.5
# More pictures would make a record a picture book; the others stay with the record.
MOST_PICTURES = 6


def paper(row: CountedModel, title: str, blocks: Sequence[Block]) -> Form:
    """The day the row was entered: the same row prints the same file again."""
    meta = Meta(row.office.signer, title, ("安全生产", "台账"), row.recorded_at)
    return Form(title=Title((title,)), blocks=tuple(blocks), meta=meta)


def day(on: date | None) -> str:
    return chinese_date(on) if on else "　　　　年　　月　　日"


def people(number: int | None) -> str:
    return f"{number}人" if number is not None else ""


def grid(*rows: FormRow | Iterable[FormRow]) -> FormTable:
    flat: list[FormRow] = []
    for one in rows:
        flat += [one] if isinstance(one, FormRow) else list(one)
    return FormTable(tuple(flat), GRID)


def long_field(name: str, text: str, *, height: float = 40) -> FormRow:
    """A label and what may go over the page; without text there is room to write."""
    parts = forms.paragraphs(text, indent=True)
    return forms.row(
        forms.label(name), forms.cell(parts, colspan=3), height=height, splits=bool(text)
    )


def blank_lines(number: int) -> tuple[Paragraph, ...]:
    """Room to write by hand."""
    return tuple(forms.line(BlankRun(ems=28), indent=True) for _ in range(number))


def signed_off(office: Office) -> Block:
    """Who made the paper, with room for the seal and the day."""
    return forms.line(f"{office.signer}　　　　　　年　　月　　日", align="right")


def photos(row: CountedModel) -> tuple[Block, ...]:
    """The pictures attached to the record, each with its purpose and the time of taking."""
    kept = Attachment.objects.of(row).pictures()[:MOST_PICTURES]
    found = [(one.file.sha256, _caption(one)) for one in kept]
    if not found:
        return (forms.line("照片："), forms.line("（粘贴照片）"))
    return (forms.line("照片："), forms.photo_grid(found))


def _caption(attachment: Attachment) -> str:
    words = attachment.note or attachment.get_purpose_display()
    taken = attachment.file.taken_at
    return f"{words}　{timezone.localtime(taken):%Y-%m-%d %H:%M}" if taken else words
