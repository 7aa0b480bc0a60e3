"""统计报表: the statutory tables on the screen, on paper and as workbooks."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.models import StatisticsSettings
from reports.statistics.asking_form import PeriodForm, SettingsForm, SiteForm
from reports.statistics.checks import checks
from reports.statistics.paper import head_of, table_form, table_sheet
from reports.statistics.site_returns import SiteReturn, site_form, site_return, site_sheet
from reports.statistics.tables import TABLES, Filled, TableForm, fill
from reports.views.access import composing_office, may_compose, reading_office
from township_safety.documents.model import Paper
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.spreadsheets import LaidSheet, write_laid

PDF = "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SITE = "site"


@require_GET
@requires(Permission.VIEW)
def statistics(request: UserRequest) -> HttpResponse:
    """The first table; the others stand beside it as tabs."""
    return _table_page(request, next(iter(TABLES.values())))


@require_GET
@requires(Permission.VIEW)
def statistics_table(request: UserRequest, code: str) -> HttpResponse:
    return _table_page(request, _table(code))


def _table_page(request: UserRequest, table: TableForm) -> HttpResponse:
    office = reading_office(request)
    settings = StatisticsSettings.objects.of(office)
    form = _period_form(request, table, settings)
    filled = None
    if form.is_valid():
        asked = form.cleaned_data["asked"]
        filled = fill(table, office=office, asked=asked, settings=settings)
    context = {
        **_around(request, office, table.code),
        "form": form,
        "filled": filled,
        "head": head_of(filled) if filled else [],
        "checks": checks(filled) if filled else [],
    }
    return render(request, "reports/statistics.html", context)


@require_GET
@requires(Permission.EXPORT)
def statistics_pdf(request: UserRequest, code: str) -> HttpResponse:
    filled = _filled(request, code)
    return _pdf(request, table_form(filled), _name(filled), code=code)


@require_GET
@requires(Permission.EXPORT)
def statistics_excel(request: UserRequest, code: str) -> HttpResponse:
    filled = _filled(request, code)
    return _excel(request, table_sheet(filled), _name(filled), office=filled.office)


@require_GET
@requires(Permission.VIEW)
def statistics_site(request: UserRequest) -> HttpResponse:
    """The quarterly return of one enterprise; until one is chosen, only the choice."""
    office = reading_office(request)
    form, found = _site_return(request, office)
    context = {**_around(request, office, SITE), "form": form, "found": found}
    return render(request, "reports/statistics_site.html", context)


@require_GET
@requires(Permission.EXPORT)
def statistics_site_pdf(request: UserRequest) -> HttpResponse:
    found = _chosen_site(request)
    return _pdf(request, site_form(found), found.file_name, code=SITE)


@require_GET
@requires(Permission.EXPORT)
def statistics_site_excel(request: UserRequest) -> HttpResponse:
    found = _chosen_site(request)
    return _excel(request, site_sheet(found), found.file_name, office=found.site.office)


@requires(Permission.COMPOSE)
def statistics_settings(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    settings = StatisticsSettings.objects.of(office)
    form = SettingsForm(request.POST or None, instance=settings)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "统计报表设置已保存。")
        return redirect("reports:statistics")
    context = {"office": office, "form": form, "cancel_url": reverse("reports:statistics")}
    return render(request, "reports/statistics_settings.html", context)


def _table(code: str) -> TableForm:
    try:
        return TABLES[code]
    except KeyError:
        raise Http404 from None


def _period_form(
    request: UserRequest, table: TableForm, settings: StatisticsSettings
) -> PeriodForm:
    return PeriodForm(request.GET, settings=settings, has_both_times=table.has_both_times)


def _filled(request: UserRequest, code: str) -> Filled:
    table, office = _table(code), reading_office(request)
    settings = StatisticsSettings.objects.of(office)
    form = _period_form(request, table, settings)
    if not form.is_valid():
        raise BadRequest
    return fill(table, office=office, asked=form.cleaned_data["asked"], settings=settings)


def _site_return(request: UserRequest, office: Office) -> tuple[SiteForm, SiteReturn | None]:
    settings = StatisticsSettings.objects.of(office)
    form = SiteForm(request.GET, settings=settings, user=request.user, office=office)
    if not form.is_valid() or form.cleaned_data["site"] is None:
        return form, None
    found = site_return(
        form.cleaned_data["site"],
        asked=form.cleaned_data["asked"],
        settings=settings,
        private=not request.user.may(Permission.PERSONAL),
    )
    return form, found


def _chosen_site(request: UserRequest) -> SiteReturn:
    _, found = _site_return(request, reading_office(request))
    if found is None:
        raise BadRequest
    return found


def _around(request: UserRequest, office: Office, current: str) -> dict[str, Any]:
    """The tabs keep the chosen days; `query` is the question for paper and workbook."""
    query = request.GET.urlencode()
    kept = request.GET.copy()
    kept.pop("site", None)
    days = f"?{kept.urlencode()}" if kept else ""
    addresses = [
        (table.code, table.name, reverse("reports:statistics_table", args=[table.code]))
        for table in TABLES.values()
        if table.is_for(office) or table.code == current
    ]
    addresses.append((SITE, "企业报表", reverse("reports:statistics_site")))
    tabs = [
        {"label": label, "url": f"{url}{days}", "current": code == current}
        for code, label, url in addresses
    ]
    return {
        "office": office,
        "tabs": tabs,
        "query": f"?{query}" if query else "",
        "code": current,
        "may_compose": may_compose(request, office.pk),
        "may_export": request.user.may(Permission.EXPORT),
        "may_map": request.user.may(Permission.REFERENCE),
    }


def _name(filled: Filled) -> str:
    return f"{filled.title}（{filled.asked.label}）"


def _pdf(request: UserRequest, paper: Paper, name: str, *, code: str) -> HttpResponse:
    try:
        pdf = pdf_of(paper, substitute=True)
    except JobFailed as problem:
        messages.error(request, f"报表没有印出来：{problem}")
        view, args = ("reports:statistics_table", [code])
        where = reverse("reports:statistics_site") if code == SITE else reverse(view, args=args)
        return redirect(f"{where}?{request.GET.urlencode()}")
    answer = _file(pdf, f"{name}.pdf", PDF, as_download=False)
    # The policy of our pages would forbid some browsers their own PDF viewer.
    answer["Content-Security-Policy"] = "frame-ancestors 'none'"
    return answer


def _excel(request: UserRequest, sheet: LaidSheet, name: str, *, office: Office) -> HttpResponse:
    target = io.BytesIO()
    write_laid([sheet], target)
    audit.record("导出统计报表", by=request.user, office=office, summary=name)
    return _file(target.getvalue(), f"{name}.xlsx", WORKBOOK)


def _file(content: bytes, name: str, kind: str, *, as_download: bool = True) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_download, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, status=HTTPStatus.OK, headers=headers)
