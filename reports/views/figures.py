"""数据指标: all figures, and one figure with the rows it is counted from."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.exports import write_rows
from reports.figures import (
    REGISTRY,
    Attribute,
    Figure,
    Ratio,
    Request,
    Scope,
    evaluate,
    rows_behind,
)
from reports.forms import FiguresForm
from reports.overview import subjects, unit_beside
from reports.printing import plain, text_of_value
from reports.questions import QuestionProblem, UnknownRow, read_request, scope_words
from reports.rows import RowList, row_lists
from reports.views.access import may_compose, offices_asked, reading_office
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.VIEW)
def figure_list(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    form = FiguresForm(request.GET, office=office)
    found, period = [], None
    if form.is_valid():
        period = form.cleaned_data["period"]
        found = subjects(Scope((office.pk,), period).narrowed(**form.filters))
    context = {
        "office": office,
        "form": form,
        "period": period,
        "subjects": found,
        "may_compose": may_compose(request, office.pk),
        "today": timezone.localdate(),
    }
    return render(request, "reports/figures.html", context)


@require_GET
@requires(Permission.VIEW)
def figure_detail(request: UserRequest, key: str) -> HttpResponse:
    office, *below = offices_asked(request)
    asked = _asked(request, key, office, below)
    value = evaluate([asked])[asked]
    figure = REGISTRY.get(key)
    lists = _lists(request, asked)
    chosen = request.GET.get("list", "")
    context = {
        "office": office,
        "figure": figure,
        "is_ratio": isinstance(figure, Ratio),
        "value": value,
        "text": text_of_value(value),
        "data": "" if plain(value) is None else plain(value),
        "unit": unit_beside(value),
        "in_wan": text_of_value(value, form="wan") if _is_money(figure) and value.number else "",
        "facts": scope_words(asked, office=office),
        "lists": _shown(lists, chosen=chosen, page=request.GET.get("page")),
        "is_part": bool(chosen),
        "query": _without(request, "list", "page"),
        "may_export": request.user.may(Permission.EXPORT) and value.rows > 0,
    }
    return render(request, "reports/figure.html", context)


@require_GET
@requires(Permission.EXPORT)
def figure_rows(request: UserRequest, key: str) -> HttpResponse:
    office, *below = offices_asked(request)
    asked = _asked(request, key, office, below)
    lists = _lists(request, asked)
    file = io.BytesIO()
    name = write_rows(asked, lists, target=file, office=office, by=request.user)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "", "Cache-Control": "private, no-store"}
    return HttpResponse(file.getvalue(), content_type=WORKBOOK, headers=headers)


def _is_money(figure: Figure | Ratio | Attribute) -> bool:
    return isinstance(figure, Figure) and figure.is_money


def _asked(request: UserRequest, key: str, office: Office, below: list[Office]) -> Request:
    try:
        return read_request(key, request.GET.dict(), office=office, below=[one.pk for one in below])
    except UnknownRow as problem:
        raise Http404 from problem
    except QuestionProblem as problem:
        raise BadRequest from problem


def _lists(request: UserRequest, asked: Request) -> list[RowList]:
    private = not request.user.may(Permission.PERSONAL)
    return row_lists(rows_behind(asked), private=private)


def _shown(lists: list[RowList], *, chosen: str, page: str | None) -> list[dict[str, Any]]:
    """Of each list with rows the first page; of a chosen one the page that is asked for."""
    wanted = {int(chosen)} if chosen.isascii() and chosen.isdecimal() else set(range(len(lists)))
    shown = [_one(each, number, page) for number, each in enumerate(lists) if number in wanted]
    filled = [each for each in shown if each["page"].paginator.count]
    for each in filled:
        each["pages"] = len(filled) == 1
    return filled


def _one(each: RowList, number: int, page: str | None) -> dict[str, Any]:
    rows = Paginator(each.rows(), ROWS_PER_PAGE).get_page(page)
    return {
        "number": number,
        "title": each.title,
        "share": each.share(),
        "headings": each.headings(),
        "lines": each.lines(rows.object_list),
        "page": rows,
    }


def _without(request: UserRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
