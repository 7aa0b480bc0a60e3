"""待办汇总 on A4."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from township_safety.desk.digest.content import Digest, Group
from township_safety.desk.digest.masking import Mask
from township_safety.documents import forms
from township_safety.documents.model import Form, Meta, Table, TableCell, Title

_WIDTHS = (12.0, 116.0, 42.0)


def digest_form(digest: Digest, *, signer: str, mask: Mask) -> Form:
    groups = [_table(group, mask) for group in digest.groups]
    return Form(
        title=Title((digest.title,)),
        blocks=(forms.line(mask(digest.summary), indent=True), *groups),
        meta=Meta(
            signer,
            digest.title,
            ("待办",),
            timezone.make_aware(datetime.combine(digest.today, time(12))),
        ),
    )


def _table(group: Group, mask: Mask) -> Table:
    heads = ("序号", f"{group.duty.label}（{group.duty.number}项）", "说明")
    rows = [(str(n), line.text, line.note) for n, line in enumerate(group.lines, start=1)]
    if group.more > 0:
        rows.append(("", f"其余{group.more}项见系统", ""))
    return Table(
        "",
        "",
        (tuple(TableCell(forms.runs(text), header=True) for text in heads),),
        tuple(
            tuple(
                TableCell(forms.runs(mask(text)), align="left" if place == 1 else "center")
                for place, text in enumerate(row)
            )
            for row in rows
        ),
        _WIDTHS,
    )
