"""签发、定稿: the text, its figures, their rows and its files are kept as they are now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from reports.actions import locked
from reports.composing import Commission, Composition, compose
from reports.freezing.gates import doubts
from reports.freezing.keeping import Keeper, Kept, Tell
from reports.freezing.sources import inputs_of, plain_row, recorded
from reports.freezing.text import seen_digest, unlinked, with_digest
from reports.models import (
    IssuedFigure,
    IssuedList,
    IssuedReport,
    IssuedRow,
    Report,
    ReportSettings,
    ReturnedText,
)
from reports.red_heads import settle
from reports.steps import demand, remember
from reports.workflow import Step
from township_safety.documents.glyphs import missing_in
from township_safety.documents.model import Document, digest, to_json
from township_safety.documents.rendering import ENGINE, docx_of, pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import claim, store_document, store_file
from township_safety.organisation.models import LeaderOpinion, Matter, StoredFile, User
from township_safety.organisation.permissions import Permission

STEPS = ("编写报告", "保存数据和明细", "生成 PDF 和 Word", "写入定稿")
_TRIES = 3
_BATCH = 500
_LEDGER_MOVED = "定稿时台账一直在变动，没有签发，请稍后再试。"
_TEXT_MOVED = "您打开这一页以后，台账有了变化，报告里的数也变了。请再看一遍，确认后签发。"


class Doubtful(Refused):
    """Something speaks against signing; it may be signed all the same."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("；".join(found))
        self.found = found


@dataclass(frozen=True)
class Order:
    """Who issues what. `seen` is the digest of the text the signer looked at."""

    report: Report
    by: User
    on: date
    opinion: LeaderOpinion | None = None
    seen: str = ""
    accept: bool = False


@dataclass(frozen=True)
class _Prepared:
    commission: Commission
    composition: Composition
    text: Document
    digest: str
    inputs: dict[str, Any]
    kept: Kept
    pdf: StoredFile
    docx: StoredFile


def issue(
    report: Report,
    *,
    by: User,
    on: date,
    opinion: LeaderOpinion | None = None,
    seen: str = "",
    accept: bool = False,
    tell: Tell | None = None,
) -> IssuedReport:
    """签发. Raises Refused, Doubtful for doubts that `accept` overrules, JobFailed of the files.

    The long work is done before the transaction; when the ledger went on meanwhile it is redone.
    """
    order = Order(report, by, on, opinion, seen, accept)
    _demand(order)
    tell = tell or (lambda _: None)
    for _ in range(_TRIES):
        prepared = _prepare(order, tell)
        tell(STEPS[3])
        issued = _write(order, prepared)
        if issued is not None:
            return issued
    raise Refused(_LEDGER_MOVED)


def _signer(order: Order) -> str:
    """签发人 as printed: who decided on paper, else who signs here."""
    return str(order.opinion.leader if order.opinion else order.by)


def _demand(order: Order) -> None:
    demand(order.report, Step.ISSUE, by=order.by)
    if order.on > timezone.localdate():
        raise Refused(f"签发日期{order.on}在今天之后，请核对。")
    if order.on < order.report.last_day:
        raise Refused(f"签发日期{order.on}早于数据截至日{order.report.last_day}，请核对。")
    opinion, office_id = order.opinion, order.report.office_id
    if opinion is None and not order.by.may(Permission.ISSUE, office_id=office_id):
        raise Refused("签发报告须有领导意见，请填写“领导意见”中的签批领导。")
    if opinion is not None:
        if opinion.matter != Matter.REPORT or opinion.office_id != office_id:
            raise Refused("这条领导意见不是给本单位签发报告的，请重新填写。")
        if opinion.decided_on > order.on:
            raise Refused(f"领导签批日期{opinion.decided_on}晚于签发日期{order.on}，请核对。")


def _prepare(order: Order, tell: Tell) -> _Prepared:
    tell(STEPS[0])
    report = Report.objects.select_related("office", "template").get(pk=order.report.pk)
    commission = Commission.of(report)
    composition, recording = recorded(commission)
    text = unlinked(composition.document)
    code = digest(text)
    if order.seen and order.seen != seen_digest(composition.document):
        raise Refused(_TEXT_MOVED)
    found = doubts(report, composition)
    if found and not order.accept:
        raise Doubtful(found)
    if commission.layout.head is not None:
        # 文号 and 签发人 come with the signature; the signer saw the text without them.
        settle(report, signed_by=_signer(order), by=order.by)
        commission = Commission.of(report)
        composition, recording = recorded(commission)
        text = unlinked(composition.document)
        code = digest(text)
    tell(STEPS[1])
    kept = Keeper(composition, office=report.office, tell=tell).keep()
    tell(STEPS[2])
    inputs = inputs_of(commission, composition, recording)
    inputs["prints_digest"] = ReportSettings.of(report.office_id).prints_digest
    printed = with_digest(text, code) if inputs["prints_digest"] else text
    pdf, docx = _files(report, printed, by=order.by)
    return _Prepared(commission, composition, text, code, inputs, kept, pdf, docx)


def _files(report: Report, printed: Document, *, by: User) -> tuple[StoredFile, StoredFile]:
    pdf = pdf_of(printed, substitute=bool(missing_in(printed)))
    word = docx_of(printed)
    office = report.office
    return (
        _stored(store_file, pdf, f"{printed.name}.pdf", office=office, by=by),
        _stored(store_document, word, f"{printed.name}.docx", office=office, by=by),
    )


def _stored(
    store: Callable[..., StoredFile], content: bytes, name: str, **whose: Any
) -> StoredFile:
    try:
        return store(ContentFile(content, name), **whose)
    except Refused as refusal:
        raise JobFailed(f"定稿文件没有保存成：{refusal}") from refusal


@transaction.atomic
def _write(order: Order, ready: _Prepared) -> IssuedReport | None:
    """Nothing when the ledger, the text or the template is no longer what was prepared."""
    report = locked(order.report)
    demand(report, Step.ISSUE, by=order.by)
    again = compose(Commission.of(report))
    if dict(again.values) != dict(ready.composition.values):
        return None
    if digest(unlinked(again.document)) != ready.digest:
        return None
    claim([ready.pdf, ready.docx], office_id=report.office_id, by=order.by)
    issued = _row(order, ready, report)
    _write_figures(issued, ready.kept)
    report.state = Report.State.ISSUED
    report.save(update_fields=["state"])
    opinion = order.opinion or opinions.record_own(
        Matter.REPORT,
        office_id=report.office_id,
        by=order.by,
        on=order.on,
        words=f"同意签发{report}",
    )
    remember(
        report, Step.ISSUE, by=order.by, on=order.on, opinion=opinion, text_digest=ready.digest
    )
    return issued


def _row(order: Order, ready: _Prepared, report: Report) -> IssuedReport:
    template = report.template
    adopted = ReturnedText.objects.accepted_for(report)
    return IssuedReport.objects.create(
        office_id=report.office_id,
        report=report,
        issued_on=order.on,
        issued_by=order.by,
        document=to_json(ready.text),
        digest=ready.digest,
        template=plain_row(template),
        template_version=template.version,
        inputs=ready.inputs,
        software=software(),
        checks=[
            {"label": check.label, "holds": check.holds, "words": check.words}
            for check in ready.composition.checks
        ],
        gaps=list(ready.composition.gaps),
        runs=ready.kept.runs,
        pdf=ready.pdf,
        docx=ready.docx,
        returned_file=adopted.file if adopted else None,
    )


def _write_figures(issued: IssuedReport, kept: Kept) -> None:
    for figure in kept.figures:
        figure.issued = issued
    for row in kept.rows:
        row.issued = issued
    IssuedFigure.objects.bulk_create(kept.figures, batch_size=_BATCH)
    numbers = dict(issued.figures.values_list("number", "pk"))
    for number, each in kept.lists:
        each.figure_id = numbers[number]
    IssuedList.objects.bulk_create([each for _, each in kept.lists], batch_size=_BATCH)
    IssuedRow.objects.bulk_create(kept.rows, batch_size=_BATCH)


def software() -> dict[str, str]:
    """Under these versions the same document gives the same bytes."""
    names = ("weasyprint", "pydyf", "python-docx", "django")
    return {"engine": ENGINE} | {name: version(name) for name in names}
