"""考核评分: a quarter's scores, the rows behind each part, publishing, the history."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.views.access import reading_office
from township_safety.desk.models import ScoreSheet, ScoreWeights, Who
from township_safety.desk.proof_paper_views import pdf_file, printed
from township_safety.desk.scores.computing import scores_of
from township_safety.desk.scores.forms import WeightsForm, WithdrawForm
from township_safety.desk.scores.paper import RULE, score_form, score_sheet
from township_safety.desk.scores.points import Total
from township_safety.desk.scores.publishing import keep_weights, kept, publish, withdraw
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period, PeriodProblem
from township_safety.spreadsheets import write_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.VIEW)
def scores(request: UserRequest) -> HttpResponse:
    """As the ledger has it now (试算), or as published when the quarter is."""
    office, who, quarter = _asked(request)
    sheet = ScoreSheet.objects.all().of_period(office, who, quarter)
    today = timezone.localdate()
    context = {
        "office": office,
        "who": who,
        "quarter": quarter,
        "tabs": _tabs(who, quarter),
        "quarters": _quarters(who, quarter),
        "sheet": sheet,
        "totals": _totals(office, who, quarter, sheet),
        "weights": sheet.weights if sheet else _weights(office, who).by_part,
        "rule": RULE,
        "query": urlencode({"who": who, "quarter": quarter.code}),
        "history": ScoreSheet.objects.all().newest(office, who),
        "is_over": quarter.last_day < today,
        "may_publish": _may_publish(request, office),
        "may_weigh": request.user.may(Permission.REFERENCE, office_id=office.pk),
        "may_export": request.user.may(Permission.EXPORT, office_id=office.pk),
    }
    return render(request, "desk/scores.html", context)


@require_GET
@requires(Permission.VIEW)
def score_rows(request: UserRequest, key: int, part: str) -> HttpResponse:
    """The rows behind one part of one score."""
    office, who, quarter = _asked(request)
    sheet = ScoreSheet.objects.all().of_period(office, who, quarter)
    return _rows_page(request, _totals(office, who, quarter, sheet), key, part, quarter.label)


@require_GET
@requires(Permission.VIEW)
def score_sheet_page(request: UserRequest, pk: int) -> HttpResponse:
    """One published quarter, also when it was taken back."""
    sheet = _sheet(request, pk)
    context = {
        "sheet": sheet,
        "totals": kept(sheet),
        "weights": sheet.weights,
        "rule": RULE,
        "form": WithdrawForm(),
        "may_publish": _may_publish(request, sheet.office),
    }
    return render(request, "desk/score_sheet.html", context)


@require_GET
@requires(Permission.VIEW)
def score_sheet_rows(request: UserRequest, pk: int, key: int, part: str) -> HttpResponse:
    sheet = _sheet(request, pk)
    return _rows_page(request, kept(sheet), key, part, sheet.label)


@require_GET
@requires(Permission.VIEW)
def score_pdf(request: UserRequest) -> HttpResponse:
    office, who, quarter = _asked(request)
    sheet = ScoreSheet.objects.all().of_period(office, who, quarter)
    found = _totals(office, who, quarter, sheet)
    title = _title(office, who, quarter)
    on = sheet.published_on if sheet else timezone.localdate()
    paper = score_form(found, title=title, office=office, on=on, is_published=sheet is not None)
    try:
        pdf = printed([paper], office=office)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect(f"{reverse('scores')}?{request.GET.urlencode()}")
    return pdf_file(pdf, name=title)


@require_GET
@requires(Permission.EXPORT)
def score_excel(request: UserRequest) -> HttpResponse:
    office, who, quarter = _asked(request)
    sheet = ScoreSheet.objects.all().of_period(office, who, quarter)
    title = _title(office, who, quarter)
    file = io.BytesIO()
    write_workbook([score_sheet(_totals(office, who, quarter, sheet), title=title)], file)
    audit.record("导出", by=request.user, office=office, summary=title)
    response = HttpResponse(file.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or ""
    return response


@require_POST
@requires(Permission.VOID)
def score_publish(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    _, who, quarter = _asked(request)
    try:
        sheet = publish(office, who, quarter, on=timezone.localdate(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        query = urlencode({"who": who, "quarter": quarter.code})
        return redirect(f"{reverse('scores')}?{query}")
    messages.success(request, f"已公布：{sheet}。以后补登的记录不再改变这次评分。")
    return redirect(sheet)


@require_POST
@requires(Permission.VOID)
def score_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    if not _may_publish(request, sheet.office):
        raise PermissionDenied
    try:
        withdraw(sheet, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤回：{sheet}")
    return redirect(sheet)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def score_weights(request: UserRequest) -> HttpResponse:
    who = _who(request)
    weights = _weights(own_office(request), who)
    form = WeightsForm(request.POST or None, instance=weights)
    if form.is_valid():
        keep_weights(weights, form=form, by=request.user)
        messages.success(request, "已保存，没有公布的季度按新的权重计算")
        return redirect(f"{reverse('scores')}?{urlencode({'who': who})}")
    context = {"form": form, "who": who, "label": Who(who).label}
    return render(request, "desk/score_weights.html", context)


def _rows_page(
    request: UserRequest, totals: list[Total], key: int, part: str, label: str
) -> HttpResponse:
    one = next((total for total in totals if total.key == key), None)
    found = next((p for p in one.parts if p.part == part), None) if one else None
    if one is None or found is None:
        raise Http404
    context = {"total": one, "part": found, "label": label}
    return render(request, "desk/score_rows.html", context)


def _totals(office: Office, who: str, quarter: Period, sheet: ScoreSheet | None) -> list[Total]:
    if sheet is not None:
        return kept(sheet)
    weights = _weights(office, who).by_part
    return scores_of(office, who, quarter, weights=weights, today=timezone.localdate())


def _weights(office: Office, who: str) -> ScoreWeights:
    return ScoreWeights.objects.all().of(office, who)


def _sheet(request: UserRequest, pk: int) -> ScoreSheet:
    """Of an office whose whole figures the person may see."""
    rows = ScoreSheet.objects.scoped_for(request.user).select_related("office", "published_by")
    return get_object_or_404(rows, pk=pk)


def _may_publish(request: UserRequest, office: Office) -> bool:
    return request.user.may(Permission.VOID, office_id=office.pk)


def _asked(request: UserRequest) -> tuple[Office, str, Period]:
    return reading_office(request), _who(request), _quarter(request)


def _who(request: UserRequest) -> str:
    asked = request.GET.get("who", Who.VILLAGE)
    if asked not in Who.values:
        raise Http404
    return asked


def _quarter(request: UserRequest) -> Period:
    """The one asked for; without one the last that has ended."""
    today = timezone.localdate()
    asked = request.GET.get("quarter", "")
    if not asked:
        return Period.latest_closed(today, kind="quarter")
    try:
        found = Period.parse(asked)
    except PeriodProblem:
        raise Http404 from None
    if found.kind != "quarter" or found.first_day > today:
        raise Http404
    return found


def _title(office: Office, who: str, quarter: Period) -> str:
    return f"{office.name}{quarter.label}{Who(who).label}安全生产考核评分"


def _tabs(who: str, quarter: Period) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label,
            "url": f"?{urlencode({'who': one.value, 'quarter': quarter.code})}",
            "current": one == who,
        }
        for one in Who
    ]


def _quarters(who: str, quarter: Period) -> list[dict[str, Any]]:
    """The present quarter and the four before it."""
    found = [Period.containing(timezone.localdate(), kind="quarter")]
    while len(found) < 5:
        found.append(found[-1].previous())
    return [
        {
            "label": one.label,
            "url": f"?{urlencode({'who': who, 'quarter': one.code})}",
            "current": one.first_day == quarter.first_day,
        }
        for one in reversed(found)
    ]
