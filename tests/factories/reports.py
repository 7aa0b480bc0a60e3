"""Report templates, set phrases, and reports on their way out, walked step by step.

The files of issued reports are small stand-ins.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import time_machine

from reports import actions, steps
from reports.freezing import issuing
from reports.models import IssuedReport, Report, ReportTemplate, Snippet
from tests.factories.files import PDF
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Office, Role, User
from township_safety.periods import Period

NOON = "12:00+08:00"


def stand_in_files(monkeypatch: Any) -> None:
    """Drawing takes seconds and is tested where it is done."""
    monkeypatch.setattr(
        issuing, "pdf_of", lambda document, **_: PDF + document.name.encode() + b"%%EOF\n"
    )
    monkeypatch.setattr(issuing, "docx_of", lambda document: word_file(document.name))


def word_file(words: str) -> bytes:
    """The least that is taken for a Word file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", f"<w>{words}</w>")
    return file.getvalue()


def make_draft(
    office: Office,
    period: Period,
    *,
    code: str = "monthly",
    by: User | None = None,
    **days: Any,
) -> Report:
    return actions.open_draft(
        ReportTemplate.objects.get(code=code),
        office=office,
        period=period,
        by=by or make_user(Role.CLERK, office),
        today=date(2030, 1, 1),
        **days,
    )


def make_passed(report: Report) -> Report:
    """Reviewed by a second clerk, waiting for the signature."""
    drafter = report.created_by or make_user(Role.CLERK, report.office)
    report = steps.submit(report, by=drafter)
    return steps.pass_review(report, by=make_user(Role.CLERK, report.office))


def make_issued(report: Report, *, on: date | None = None, by: User | None = None) -> IssuedReport:
    """Signed in the system by the deputy head."""
    signed = on or report.last_day
    with time_machine.travel(f"{signed} {NOON}", tick=False):
        passed = make_passed(report)
        by = by or make_user(Role.DEPUTY, report.office)
        return issuing.issue(passed, by=by, on=signed, accept=True)


def make_template(
    *blocks: dict[str, Any], office: Office | None = None, code: str = "own-1", **fields: Any
) -> ReportTemplate:
    named = {
        "name": "专项工作汇报",
        "title": "{单位}专项工作汇报",
        "period_kind": "month",
        **fields,
    }
    return ReportTemplate.objects.create(
        office=office or make_office(), code=code, blocks=list(blocks), **named
    )


def make_snippet(*, office: Office | None = None, name: str = "结尾套话", **fields: Any) -> Snippet:
    text = fields.pop("text", "特此报告。")
    return Snippet.objects.create(office=office or make_office(), name=name, text=text, **fields)
