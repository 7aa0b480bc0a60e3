"""One notice as PDF and a hundred in one file, against the layout of the same pages alone."""

from __future__ import annotations

from functools import partial

import weasyprint

from hazards.models import Notice
from hazards.paper.catalogue import chosen
from tests.bench.measurements import line, seconds
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf
from township_safety.organisation.models import Membership, Office, Role, User

MANY = 100


def notices() -> None:
    office = Office.objects.get()
    clerk = Membership.objects.filter(office=office, role=Role.CLERK)[0].user
    issued = list(Notice.objects.for_offices([office]).counted().with_names()[:MANY])

    for what, rows in (
        ("一份通知书成 PDF", issued[:1]),
        (f"{len(issued)}份通知书一个 PDF", issued),
    ):
        pages = _pages(rows, clerk)
        floor = seconds(partial(_laid_out_alone, pages))
        whole = seconds(partial(_printed, rows, clerk))
        line(what, whole, floor=floor, of="逐份只排版同一网页")


def _pages(rows: list[Notice], clerk: User) -> list[str]:
    forms = (form for row in rows for form in chosen("notice", row).drawn(reader=clerk))
    return [render_html(form, mode="paper") for form in forms]


def _printed(rows: list[Notice], clerk: User) -> None:
    render_pdf(*_pages(rows, clerk))


def _laid_out_alone(pages: list[str]) -> None:
    for page in pages:
        weasyprint.HTML(string=page).write_pdf()
