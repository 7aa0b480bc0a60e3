"""例行检查任务: what is due and done, of each duty, each round and each target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inspections.duties import SHEETS, current_sums, rows_behind, sums
from township_safety.activities.duties import RoundSum, Standing, round_on, rounds
from township_safety.activities.models import Obligation
from township_safety.desk.register_lists import table
from township_safety.desk.registers import may_add, may_write, registers
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission
from township_safety.periods import Kind, Period
from township_safety.values import ValueProblem, parse_date

KEY = "duties"
_DAY = timedelta(days=1)
ROWS_PER_PAGE = 100
_STATES = (("missing", "未完成"), ("done", "已完成"), ("all", "全部应完成"))
# A year has too many weeks for one table.
_STRETCH: dict[str, Kind] = {Obligation.Frequency.WEEK: "quarter"}


@dataclass(frozen=True)
class RoundLine:
    sum: RoundSum
    url: str
    current: bool

    def url_of(self, state: str) -> str:
        return f"{self.url}&state={state}"

    @property
    def done_url(self) -> str:
        return self.url_of("done")

    @property
    def missing_url(self) -> str:
        return self.url_of("missing")

    @property
    def asked_url(self) -> str:
        return self.url_of("all")


@require_GET
@requires(Permission.VIEW)
def duties(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    found = Obligation.objects.scoped_for(request.user).counted().with_names()
    in_force = {one.duty.pk: one for one in current_sums(found, today=today)}
    lines = [
        (duty, in_force.get(duty.pk), _page(duty, in_force.get(duty.pk)))
        for duty in sorted(found, key=lambda duty: duty.pk not in in_force)
    ]
    context = {
        "lines": lines,
        "shares": _shares(in_force.values()),
        "today": today,
        "may_add": may_add(request.user, registers()[KEY]),
    }
    return render(request, "desk/duties.html", context)


def _shares(found: Iterable[RoundSum]) -> list[dict[str, Any]]:
    """Of the current rounds, for each who is responsible; who has most left to do first."""
    by_whom: dict[str, list[RoundSum]] = {}
    for one in found:
        by_whom.setdefault(one.duty.responsible, []).append(one)
    shares = [
        {
            "who": who,
            "duties": len(sums_of),
            "required": sum(one.required for one in sums_of),
            "done": sum(one.done for one in sums_of),
            "missing": sum(one.missing for one in sums_of),
        }
        for who, sums_of in by_whom.items()
    ]
    return sorted(shares, key=lambda share: (-cast(int, share["missing"]), share["who"]))


@require_GET
@requires(Permission.VIEW)
def duty(request: UserRequest, pk: int) -> HttpResponse:
    row = _duty(request, pk)
    today = timezone.localdate()
    chosen = _round(row, _day(request, today), today=today)
    stretch = Period.containing(chosen.first_day, kind=_STRETCH.get(row.frequency, "year"))
    found = sums(row, _begun(row, stretch, today=today), today=today)
    picked = next((one for one in found if one.round == chosen), None)
    state = request.GET.get("state", "all")
    shown = _standings(picked, state) if picked else []
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "duty": row,
        "facts": _facts(row),
        "stretch": stretch,
        "before": _neighbour(row, stretch, stretch.first_day - _DAY, today=today),
        "after": _neighbour(row, stretch, stretch.day_after, today=today),
        "rounds": [RoundLine(one, _page(row, one), one is picked) for one in reversed(found)],
        "picked": picked,
        "states": _tabs(row, picked, state),
        "page": page,
        "lines": [_target_line(row, one) for one in page],
        "may_write": may_write(request.user, registers()[KEY], office=row.office)
        and not row.is_voided,
    }
    return render(request, "desk/duty.html", context)


@require_GET
@requires(Permission.VIEW)
def duty_rows(request: UserRequest, pk: int) -> HttpResponse:
    """The records that were counted, of one target or of all."""
    row = _duty(request, pk)
    today = timezone.localdate()
    chosen = _round(row, _day(request, today), today=today)
    target = _target(request)
    sheet = registers()[SHEETS[row.work]]
    found = rows_behind(row, chosen, target=target).scoped_for(request.user)
    ordered = found.select_related("office").order_by(*(sheet.model._meta.ordering or ()))
    page = Paginator(ordered, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "duty": row,
        "round": chosen,
        "sheet": sheet,
        "page": page,
        "back": f"{row.get_absolute_url()}?{urlencode({'on': chosen.first_day})}",
        "table": table(sheet, page.object_list, user=request.user),
    }
    return render(request, "desk/duty_rows.html", context)


def _duty(request: UserRequest, pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.scoped_for(request.user).with_names(), pk=pk)


def _day(request: UserRequest, today: date) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or today
    except ValueProblem:
        raise Http404 from None


def _target(request: UserRequest) -> int | None:
    asked = request.GET.get("target", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None


def _round(row: Obligation, day: date, *, today: date) -> Period:
    """The round of that day, of those that have begun; the first one where none has."""
    day = max(min(day, today), row.first_day)
    found = round_on(row, min(day, row.last_day) if row.last_day else day)
    if found is None:
        raise Http404
    return found


def _begun(row: Obligation, stretch: Period, *, today: date) -> list[Period]:
    found = rounds(row, stretch.first_day, stretch.last_day)
    return [one for one in found if one.first_day <= max(today, row.first_day)]


def _neighbour(
    row: Obligation, stretch: Period, day: date, *, today: date
) -> dict[str, str] | None:
    """The stretch that holds the day beside this one, where rounds have begun in it."""
    if not row.first_day <= day <= max(today, row.first_day):
        return None
    beside = Period.containing(day, kind=stretch.kind)
    begun = _begun(row, beside, today=today)
    if not begun:
        return None
    url = f"{row.get_absolute_url()}?{urlencode({'on': begun[-1].first_day})}"
    return {"label": beside.label, "url": url}


def _page(row: Obligation, found: RoundSum | None) -> str:
    asked = f"?{urlencode({'on': found.round.first_day})}" if found else ""
    return f"{row.get_absolute_url()}{asked}"


def _standings(found: RoundSum, state: str) -> list[Standing]:
    """Those with most left to do first."""
    asked = found.asked
    if state in {"missing", "done"}:
        asked = [one for one in asked if one.is_done == (state == "done")]
    return sorted(asked, key=lambda one: (-one.missing, one.target.village, one.target.name))


def _tabs(row: Obligation, found: RoundSum | None, state: str) -> list[dict[str, Any]]:
    if found is None:
        return []
    counts = {"missing": found.missing, "done": found.done, "all": found.required}
    current = state if state in counts else "all"
    base = _page(row, found)
    return [
        {
            "label": label,
            "url": f"{base}&state={key}",
            "current": key == current,
            "count": counts[key],
        }
        for key, label in _STATES
    ]


def _target_line(row: Obligation, one: Standing) -> dict[str, Any]:
    asked = {"on": one.round.first_day, "target": one.target.key}
    key = {Obligation.Per.SITE: "sites", Obligation.Per.VILLAGE: "villages"}.get(
        Obligation.Per(row.per)
    )
    return {
        "standing": one,
        "url": reverse("records:detail", args=[key, one.target.key]) if key else "",
        "rows_url": f"{reverse('duty_rows', args=[row.pk])}?{urlencode(asked)}",
    }


def _facts(row: Obligation) -> list[tuple[str, Any]]:
    work = row.get_work_display()
    if row.kind:
        work += f"：{row.kind}"
    if row.sector:
        work += f"（{row.sector}）"
    until = f"{row.last_day}" if row.last_day else "今后一直执行"
    return [
        ("工作", work),
        ("范围", row.scope_words),
        ("频次", row.often),
        ("起止", f"{row.first_day} 至 {until}"),
        ("责任单位（人）", row.responsible),
        ("依据", row.basis),
    ]
