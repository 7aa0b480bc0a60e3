"""报告审签单: who drafted, reviewed, countersigns and signs, on the paper the leader signs."""

from __future__ import annotations

from dataclasses import replace

from hazards.paper import layout
from reports.composing import Commission, compose
from reports.freezing.text import unlinked
from reports.models import Report, ReportEvent
from reports.workflow import Step
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable, Meta, Title, digest, to_json
from township_safety.organisation.models import User
from township_safety.organisation.papers import printed_form
from township_safety.organisation.permissions import Permission

TITLE = "报告审签单"
FORM = "report-approval"
_DIGEST_SHOWN = 16


def approval_form(report: Report) -> Form:
    """Filled in as far as the system knows; the rest is written by hand."""
    document = compose(Commission.of(report)).document
    office = report.office
    rows = (
        forms.row(forms.label("标题"), forms.value(document.name, colspan=3)),
        *forms.fields(
            (
                ("统计时段", f"{report.first_day}至{report.last_day}"),
                ("版本", f"第{report.version}版"),
                ("主送", document.addressee.name if document.addressee else ""),
                ("文稿校验码", _code_of(report)[:_DIGEST_SHOWN]),
            )
        ),
        _step(
            "拟稿", "拟稿人（签名）", report.events.last(Step.SUBMIT), str(report.created_by or "")
        ),
        _step("核稿", "核稿人（签名）", report.events.last(Step.PASS)),
        layout.signed_field("会签", "", "会签人（签名）"),
        _issue(report.events.last(Step.ISSUE)),
        forms.row(forms.label("备注"), forms.value("", colspan=3), height=20),
    )
    return Form(
        title=Title((TITLE,)),
        heading=office.signer,
        blocks=(
            FormTable(rows, widths=layout.GRID),
            forms.note("签字后扫描或者拍照上传，办理“签发”时附上；由安办存档。"),
        ),
        meta=Meta(office.signer, TITLE, ("报告", "审签"), report.recorded_at),
    )


def coded(report: Report, *, by: User) -> Form:
    """With the code under which the signed paper comes back, for who can bring it back."""
    form = approval_form(report)
    if not by.may(Permission.COMPOSE, office_id=report.office_id):
        return form
    printed = printed_form(
        report,
        form=FORM,
        title=TITLE,
        about=str(report),
        by=by,
        document=to_json(form),
    )
    return replace(form, code=printed.code)


def _code_of(report: Report) -> str:
    if report.is_issued and hasattr(report, "frozen"):
        return report.frozen.digest
    return digest(unlinked(compose(Commission.of(report)).document))


def _step(name: str, signer: str, event: ReportEvent | None, drafter: str = "") -> FormRow:
    who = str(event.by) if event else drafter
    note = event.note if event else ""
    text = "　".join(part for part in (f"（{who}）" if who else "", note) if part)
    return layout.signed_field(name, text, signer, on=event.on if event else None, height=26)


def _issue(event: ReportEvent | None) -> FormRow:
    opinion = event.opinion if event else None
    words = opinion.words if opinion else ""
    on = opinion.decided_on if opinion else None
    return layout.signed_field("签发", words, "签发人（签名）", on=on, height=36)
