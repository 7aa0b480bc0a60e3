"""An issued report with one kept figure, made by hand: signing takes longer than all the rest."""

from __future__ import annotations

from datetime import UTC, datetime

from reports.models import IssuedFigure, IssuedReport, Report, ReportTemplate
from tests.factories.files import make_photo
from township_safety.documents.model import Document, Meta, Title, to_json
from township_safety.organisation.models import Office, User, Village
from township_safety.periods import Period

_MONTH = Period.of_month(2024, 2)


def make_issued_report(office: Office, village: Village, clerk: User) -> Report:
    template = ReportTemplate.objects.get(code="monthly")
    report = Report.objects.create(
        office=office,
        template=template,
        period_code=f"{2000 + village.pk % 20}-02",
        first_day=_MONTH.first_day,
        last_day=_MONTH.last_day,
        state=Report.State.ISSUED,
        created_by=clerk,
    )
    meta = Meta(office.name, "", (), datetime(2024, 3, 1, tzinfo=UTC))
    photo = make_photo(office=office, by=clerk)
    issued = IssuedReport.objects.create(
        office=office,
        report=report,
        issued_on=_MONTH.last_day,
        issued_by=clerk,
        document=to_json(Document(Title(("月报",)), _MONTH.label, None, (), None, meta)),
        digest="0" * 64,
        template={},
        template_version=1,
        inputs={"bridge": None},
        software={},
        pdf=photo,
        docx=photo,
    )
    IssuedFigure.objects.create(
        issued=issued,
        number=1,
        key="hazard.found",
        offices=[office.pk],
        first_day=_MONTH.first_day,
        last_day=_MONTH.last_day,
        period_label=_MONTH.label,
        period_kind=_MONTH.kind,
        label="隐患.排查数",
        text="0",
        value={"number": 0, "part": None, "whole": None, "last": None, "recorded": True},
        row_count=0,
    )
    return report
