"""专项行动 and 重要时段: how many days are left, whom it reached, what it found."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inspections.coverage import (
    Coverage,
    Outcome,
    Tag,
    Visited,
    coverage,
    operations_of,
    other_work,
    outcome,
)
from township_safety.desk.overview import Tile
from township_safety.desk.registers import may_add, may_write, registers
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.register.key_periods import add_key_periods, missing
from township_safety.register.models import Campaign, KeyPeriod

ROWS_PER_PAGE = 100
_SOON_DAYS = 7
_HOLIDAYS_OUT = 11


@require_GET
@requires(Permission.VIEW)
def campaign(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Campaign.objects.scoped_for(request.user), pk=pk)
    return _page(request, row, key="campaigns")


@require_GET
@requires(Permission.VIEW)
def key_period(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(KeyPeriod.objects.scoped_for(request.user), pk=pk)
    return _page(request, row, key="key_periods")


@requires(Permission.RECORD)
def key_periods_add(request: UserRequest) -> HttpResponse:
    """Take over the year's key periods from the list that comes with the programme."""
    office = request.user.office_for(Permission.RECORD)
    if office is None or not may_add(request.user, registers()["key_periods"]):
        raise PermissionDenied
    year = _coming_year(timezone.localdate())
    wanted = missing(office, year=year)
    back = reverse("records:list", args=["key_periods"])
    if request.method == "POST":
        number = add_key_periods(office, year=year, by=request.user)
        messages.success(request, f"已登记{year}年重要时段{number}个")
        return redirect(back)
    if not wanted:
        messages.info(request, f"{year}年的重要时段都已登记")
        return redirect(back)
    names = "、".join(f"{one.name}（{one.first_day} 至 {one.last_day}）" for one in wanted)
    context = {
        "question": f"登记{year}年重要时段",
        "consequence": f"将登记{len(wanted)}个：{names}。日期可以再修改；"
        "放假安排公布以前，春节、国庆节等的时段不在其中，公布后可以再来一次。",
        "submit": "登记",
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


def _coming_year(today: date) -> int:
    """The next year's from November, when its holidays are published."""
    return today.year + (today.month >= _HOLIDAYS_OUT)


def _page(request: UserRequest, row: Tag, *, key: str) -> HttpResponse:
    today = timezone.localdate()
    reached = coverage(row, on=today)
    found = outcome(row, user=request.user, on=today)
    state = request.GET.get("state", "")
    sites, state = _sites(reached, state)
    page = Paginator(sites, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    light = _light(row, today)
    context = {
        "sheet": registers()[key],
        "row": row,
        "facts": _facts(row, today),
        "tiles": _tiles(row, reached, found, user=request.user),
        "has_due": bool(reached.due),
        "done": len(reached.reached),
        "due": len(reached.due),
        "found": found,
        "tabs": _tabs(row, reached, state),
        "page": page,
        "lines": [_line(one, light) for one in page],
        "may_write": may_write(request.user, registers()[key], office=row.office)
        and not row.is_voided,
    }
    return render(request, "desk/campaign.html", context)


def _facts(row: Tag, today: date) -> list[tuple[str, str]]:
    until = str(row.last_day) if row.last_day else "没有定结束日期"
    facts = [("起止", f"{row.first_day} 至 {until}"), ("还剩", _left(row, today))]
    if isinstance(row, Campaign):
        categories = "、".join(str(one) for one in row.site_categories.all())
        villages = "、".join(str(one) for one in row.villages.all())
        facts += [
            ("部署单位", row.issuer),
            ("应查对象", categories or "没有定"),
            ("涉及村（居）", villages or "全部"),
            ("目标任务", row.goal),
        ]
    return facts


def _left(row: Tag, today: date) -> str:
    left = row.days_left(on=today)
    if today < row.first_day:
        return f"还有{(row.first_day - today).days}天开始"
    if left is None:
        return f"已开展{(today - row.first_day).days + 1}天"
    if left < 0:
        return "已结束"
    return f"{left}天" if left else "今天结束"


def _light(row: Tag, today: date) -> str:
    left = row.days_left(on=today)
    if left is None or left > _SOON_DAYS:
        return "normal"
    return "due" if left >= 0 else "overdue"


def _tiles(row: Tag, reached: Coverage, found: Outcome, *, user: User) -> list[Tile]:
    name = "campaign" if isinstance(row, Campaign) else "key_period"
    tag = {name: row.pk}
    own = row.get_absolute_url()
    tiles = []
    if reached.due:
        tiles += [
            Tile("应查对象", len(reached.due), f"{own}?state=due#sites", "家"),
            Tile("已查", len(reached.reached), f"{own}?state=reached#sites", "家"),
            Tile("未查", len(reached.missing), f"{own}?state=missing#sites", "家"),
        ]
    beside = f"检查{reached.visits}家次" if reached.visits else ""
    number = operations_of(row).scoped_for(user).count()
    tiles.append(Tile("检查执法", number, _records("operations", tag), "次", beside))
    tiles += _hazard_tiles(found, tag)
    for key, rows in other_work(row, user=user).items():
        if rows:
            unit = "条" if key == "publicity" else "次"
            tiles.append(Tile(registers()[key].title, rows, _records(key, tag), unit))
    return tiles


def _hazard_tiles(found: Outcome, tag: dict[str, Any]) -> list[Tile]:
    def url(**asked: str) -> str:
        return f"{reverse('hazards:list')}?{urlencode({**tag, **asked})}"

    counted = f"另有汇总登记{found.counted_found}处" if found.counted_found else ""
    put_right = f"另有汇总登记{found.counted_rectified}处" if found.counted_rectified else ""
    return [
        Tile("排查隐患", found.found, url(), "条", counted),
        Tile("已整改待复查", found.rectified, url(state="rectified")),
        Tile("已销号", found.closed, url(state="closed"), "条", put_right),
        Tile("未整改", found.open, url(state="open"), tone="" if found.open else "good"),
        Tile("逾期", found.overdue, url(state="overdue"), tone="overdue" if found.overdue else ""),
    ]


def _records(key: str, tag: dict[str, Any]) -> str:
    return f"{reverse('records:list', args=[key])}?{urlencode(tag)}"


def _sites(reached: Coverage, state: str) -> tuple[list[Visited], str]:
    """The sites asked for; those still to be visited come first."""
    offered = {
        "missing": reached.missing,
        "reached": reached.reached,
        "due": [*reached.missing, *reached.reached],
        "beside": list(reached.beside),
    }
    if state not in offered:
        state = "due" if reached.due else "beside"
    return offered[state], state


def _tabs(row: Tag, reached: Coverage, state: str) -> list[dict[str, Any]]:
    tabs = [("beside", "名单以外查的" if reached.due else "查过的对象", len(reached.beside))]
    if reached.due:
        tabs = [
            ("missing", "未查", len(reached.missing)),
            ("reached", "已查", len(reached.reached)),
            ("due", "全部应查", len(reached.due)),
            *tabs,
        ]
    return [
        {
            "label": label,
            "url": f"{row.get_absolute_url()}?state={key}#sites",
            "current": key == state,
            "count": count,
        }
        for key, label, count in tabs
    ]


def _line(one: Visited, light: str) -> dict[str, Any]:
    return {
        "site": one.site,
        "url": reverse("records:detail", args=["sites", one.site.pk]),
        "times": one.times,
        "last_on": one.last_on,
        "last_url": reverse("records:detail", args=["operations", one.last]) if one.last else "",
        "light": light,
    }
