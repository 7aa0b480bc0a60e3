"""The hazards of a question as a workbook, in the form that can be loaded again."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hazards.forms.filters import HazardFilter
from hazards.models import ColumnChoice, Hazard
from hazards.models.questions import HazardQuerySet
from hazards.paper_ledger import write_ledger
from hazards.views.listing import USUAL, Day, day_of, list_left
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.workbook import dump_rows, sheet_for

# As many as can be loaded again from one file.
MOST_ROWS = 20_000
# Pictures are small, but a file of thousands no office computer opens.
MOST_WITH_PHOTOS = 500
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.EXPORT)
def hazard_export(request: UserRequest) -> HttpResponse:
    day = day_of(request)
    hazards = _asked(request, day)
    number = hazards.count()
    if not 0 < number <= MOST_ROWS:
        text = (
            f"共{number}条，一次最多导出{MOST_ROWS:,}条，请缩小筛选范围"
            if number
            else "没有可以导出的隐患"
        )
        messages.warning(request, text)
        return redirect(list_left(request) or "hazards:list")
    most = MOST_WITH_PHOTOS if "photos" in request.GET else MOST_ROWS
    if number > most:
        messages.warning(request, f"共{number}条，带照片一次最多导出{most}条，请缩小筛选范围")
        return redirect(list_left(request) or "hazards:list")
    target = BytesIO()
    offices, private = _owners(hazards), not request.user.may(Permission.PERSONAL)
    if "paper" in request.GET:
        write_ledger(
            target,
            hazards,
            offices=offices,
            chosen=ColumnChoice.objects.names_for(request.user) or USUAL,
            on=day.on,
            private=private,
            with_photos="photos" in request.GET,
        )
    else:
        dump_rows(
            target, sheet=sheet_for("hazards"), rows=hazards, offices=offices, private=private
        )
    audit.record("导出隐患", by=request.user, office=own_office(request), summary=f"{number}条")
    file_name = content_disposition_header(as_attachment=True, filename=f"隐患_{day.on}.xlsx")
    return HttpResponse(
        target.getvalue(),
        content_type=_WORKBOOK,
        headers={"Content-Disposition": file_name or "attachment"},
    )


def _asked(request: UserRequest, day: Day) -> HazardQuerySet:
    """The rows of the address's question; or those ticked in the list, or all of its question."""
    mine = Hazard.objects.scoped_for(request.user)
    asked = request.GET
    if "list" in asked and "all" not in asked:
        keys = asked.getlist("hazards")
        return mine.with_keys([int(key) for key in keys if key.isascii() and key.isdigit()])
    if "list" in asked:
        asked = QueryDict(asked["list"])
    return HazardFilter(asked, user=request.user).narrow(mine, on=day.on, until=day.until)


def _owners(hazards: HazardQuerySet) -> list[Office]:
    keys = hazards.order_by().values_list("office", flat=True).distinct()
    return list(Office.objects.in_bulk(list(keys)).values())
