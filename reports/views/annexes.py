"""附表 of a report as a workbook."""

from __future__ import annotations

import io

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports import annex, annexes
from reports.composing import Commission, compose
from reports.models import IssuedReport, Report
from reports.views.access import report_of
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.EXPORT)
def report_annex(request: UserRequest, pk: int) -> HttpResponse:
    """Of an issued report what was kept, else what the ledger says now."""
    report = report_of(request, pk)
    made = _annexed(report, private=not request.user.may(Permission.PERSONAL))
    file = io.BytesIO()
    annex.write_annex(made, target=file, limits=annex.ON_SCREEN)
    audit.record("导出报告附表", by=request.user, office=report.office_id, target=report)
    name = annex.file_name(made.document)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file.getvalue(), content_type=WORKBOOK, headers=headers)


def _annexed(report: Report, *, private: bool) -> annex.Annexed:
    issued: IssuedReport | None = getattr(report, "frozen", None)
    if issued is not None:
        return annexes.of_issued(issued)
    composition = compose(Commission.of(report))
    return annexes.of_draft(composition, office=report.office, private=private)
