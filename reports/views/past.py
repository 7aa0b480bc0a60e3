"""往日台账: figures, the list of hazards and one hazard as they stood and were known on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hazards.models import Hazard
from hazards.views.access import hazard_of
from hazards.views.present import timeline
from reports.figures import REGISTRY, Request, Scope, Value
from reports.overview import place_of, subject_and_name, unit_beside
from reports.past.differences import MOST_ROWS, both, difference
from reports.past.forms import DayForm, KnownForm, PastForm, PastListForm, year_until
from reports.past.listing import page_of, past_hazard
from reports.printing import link_to_rows, text_of_value
from reports.questions import QuestionProblem, UnknownRow, read_request, scope_words
from reports.views.access import offices_asked, reading_office
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

# What the address of a figure's page says beside the question.
_BESIDE = frozenset({"known", "page", "list"})
# Which figure counts the rows of the list in each of its states.
_FIGURES = {
    "open": "hazard.remaining",
    "overdue": "hazard.overdue",
    "unclosed": "hazard.unclosed",
    "listed": "hazard.listed",
    "all": "hazard.found",
}


@dataclass(frozen=True)
class Line:
    name: str
    then: str
    now: str
    unit: str
    url: str

    @property
    def is_moved(self) -> bool:
        return self.then != self.now


@require_GET
@requires(Permission.VIEW)
def past_figures(request: UserRequest) -> HttpResponse:
    """Every figure twice: as it was known, and as the ledger says today of the same days."""
    office = reading_office(request)
    form = PastForm(request.GET)
    context: dict[str, Any] = {"office": office, "form": form}
    if form.is_valid():
        scope = Scope((office.pk,), form.period)
        asked = [Request(key, scope) for key in REGISTRY.figures]
        answers = both(asked, known_on=form.known_day)
        subjects: dict[str, list[Line]] = {}
        moved = []
        for one in asked:
            figure = REGISTRY.get(one.key)
            subject, name = subject_and_name(figure)
            line = _line(name, answers.then[one], answers.now[one], form.known_day)
            subjects.setdefault(subject, []).append(line)
            if line.is_moved:
                # Here no heading says of what.
                moved.append(replace(line, name=figure.name.replace(".", "：")))
        context |= {
            "on": form.on_day,
            "known": form.known_day,
            "period": form.period,
            "subjects": sorted(subjects.items(), key=lambda pair: place_of(pair[0])),
            "moved": moved,
            "asked": len(asked),
            "list_query": urlencode(
                {"office": office.pk, "on": form.on_day, "known": form.known_day}
            ),
        }
    return render(request, "reports/past.html", context)


def _line(name: str, then: Value, now: Value, known: date) -> Line:
    return Line(
        name,
        text_of_value(then),
        text_of_value(now),
        unit_beside(now),
        _address(now.request, known),
    )


def _address(request: Request, known: date) -> str:
    _, _, query = link_to_rows(request).partition("?")
    return f"{reverse('reports:past_figure', args=[request.key])}?{query}&known={known}"


@require_GET
@requires(Permission.VIEW)
def past_figure(request: UserRequest, key: str) -> HttpResponse:
    """One figure then and today, and each row that makes the difference."""
    office, *below = offices_asked(request)
    asked_of = {name: text for name, text in request.GET.dict().items() if name not in _BESIDE}
    form = KnownForm(request.GET)
    try:
        asked = read_request(key, asked_of, office=office, below=[one.pk for one in below])
    except UnknownRow as problem:
        raise Http404 from problem
    except QuestionProblem as problem:
        raise BadRequest from problem
    if not form.is_valid():
        raise BadRequest
    known = form.cleaned_data["known"] or min(asked.scope.last_day, timezone.localdate())
    found = difference(asked, known_on=known)
    context = {
        "office": office,
        "figure": REGISTRY.get(key),
        "known": known,
        "difference": found,
        "then": text_of_value(found.then),
        "now": text_of_value(found.now),
        "unit": unit_beside(found.now),
        "facts": scope_words(asked, office=office),
        "now_url": link_to_rows(asked),
        "hidden": list(asked_of.items()),
        "most": MOST_ROWS,
    }
    return render(request, "reports/past_figure.html", context)


@require_GET
@requires(Permission.VIEW)
def past_hazards(request: UserRequest) -> HttpResponse:
    """隐患台账 of that day, each row beside what became of it."""
    office = reading_office(request)
    form = PastListForm(request.GET, office=office)
    context: dict[str, Any] = {"office": office, "form": form}
    if form.is_valid():
        asked = form.cleaned_data
        state = asked["state"] or "open"
        narrow = Q(**{name: asked[name].pk for name in ("village", "sector") if asked[name]})
        page = page_of(
            Hazard.objects.for_offices([office.pk]).scoped_for(request.user),
            on=form.on_day,
            known=form.known_day,
            state=state,
            narrow=narrow,
            after=request.GET.get("after", ""),
        )
        scope = Scope((office.pk,), year_until(form.on_day))
        query = request.GET.copy()
        query.pop("after", None)
        context |= {
            "on": form.on_day,
            "known": form.known_day,
            "page": page,
            "days": urlencode({"on": form.on_day, "known": form.known_day}),
            "compare": _address(Request(_FIGURES[state], scope), form.known_day),
            "next": f"?{query.urlencode()}&after={page.after}" if page.after else "",
            "first": f"?{query.urlencode()}" if request.GET.get("after") else "",
        }
    return render(request, "reports/past_hazards.html", context)


@require_GET
@requires(Permission.VIEW)
def past_hazard_page(request: UserRequest, pk: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    form = DayForm(request.GET)
    context: dict[str, Any] = {"hazard": hazard, "form": form}
    if form.is_valid():
        found = past_hazard(hazard, on=form.on_day, known=form.known_day, reader=request.user)
        context |= {
            "on": form.on_day,
            "known": form.known_day,
            "past": found,
            "events": timeline(found.events, check_word=hazard.check_word),
            "later": timeline(found.later, check_word=hazard.check_word),
        }
    return render(request, "reports/past_hazard.html", context)
