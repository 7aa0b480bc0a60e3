"""查数: a question in words or by switches, and its answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from reports.asking.answering import answer, charts, quick_periods
from reports.asking.days import named
from reports.asking.forms import QuestionForm, SwitchForm
from reports.asking.words import DIMENSIONS, Reading, read
from reports.figures import DIMENSIONS as ALL_DIMENSIONS
from reports.figures import REGISTRY, Request
from reports.questions import QuestionProblem, accepts, read_request, scope_words
from reports.views.access import reading_office
from township_safety.documents.html import chart_html
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period

EXAMPLES = ("上半年 消防 未整改", "上月排查隐患", "今年以来 重大隐患 整改率", "本月检查次数")


@require_GET
@requires(Permission.VIEW)
def ask(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    today = timezone.localdate()
    text = request.GET.get("q", "").strip()[:100]
    reading = read(text, office=office, today=today) if text else None
    asked = _asked(request, reading)
    switches = SwitchForm(asked, office=office) if asked else None
    context: dict[str, Any] = {
        "office": office,
        "form": QuestionForm(request.GET),
        "text": text,
        "reading": reading,
        "switches": switches,
        "examples": EXAMPLES,
    }
    if switches is not None and switches.is_valid():
        context |= _answered(switches.cleaned_data, office)
        context["periods"] = [
            (label, _address(asked, first=period.first_day, last=period.last_day))
            for label, period in quick_periods(today)
            if period.first_day <= today
        ]
    if reading is not None:
        context["suggestions"] = [
            (figure.name.replace(".", "："), _address(asked, figure=figure.key))
            for figure in reading.suggestions
        ]
    return render(request, "reports/ask.html", context)


def _asked(request: UserRequest, reading: Reading | None) -> dict[str, str]:
    """The switches as the address has them, or as the words were read; empty for no question."""
    office = {"office": request.GET.get("office", "")}
    if reading is None:
        names = SwitchForm.base_fields
        told = {name: text for name, text in request.GET.dict().items() if name in names}
        return told if told.get("figure") else {}
    period = reading.period or Period.containing(timezone.localdate(), kind="year").cut(
        timezone.localdate()
    )
    figure = reading.figure.key if reading.figure is not None else ""
    days = {"first": str(period.first_day), "last": str(period.last_day)}
    return {"figure": figure, **days, **reading.filters, **office} if figure else days | office


def _answered(cleaned: dict[str, Any], office: Office) -> dict[str, Any]:
    figure = REGISTRY.get(cleaned["figure"])
    told = {
        "sector": cleaned["sector"].code if cleaned["sector"] else "",
        "village": str(cleaned["village"].uid) if cleaned["village"] else "",
        **{name: cleaned[name] for name in DIMENSIONS if name not in {"sector", "village"}},
    }
    chosen = {name: code for name, code in told.items() if code}
    dropped = [ALL_DIMENSIONS[name].label for name in chosen if not accepts(figure, name)]
    asked = {name: code for name, code in chosen.items() if accepts(figure, name)}
    asked |= {"first": str(cleaned["first"]), "last": str(cleaned["last"])}
    try:
        question = read_request(figure.key, asked, office=office)
    except QuestionProblem:
        return {"is_unanswerable": True}
    period = named(cleaned["first"], cleaned["last"])
    question = Request(figure.key, question.scope.over(period))
    found = answer(question, office=office)
    drawn = [(chart_html(chart, name=name)) for name, chart in charts(found)]
    return {
        "figure": figure,
        "answer": found,
        "dropped": dropped,
        "facts": scope_words(question, office=office),
        "charts": [mark_safe(one) for one in drawn],  # noqa: S308 -- the drawing escapes every text
    }


def _address(asked: dict[str, str], **changed: Any) -> str:
    return "?" + urlencode({name: text for name, text in {**asked, **changed}.items() if text})
