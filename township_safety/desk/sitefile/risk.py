"""How the risk class of a site was set: each assessment, who entered it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from township_safety.desk.register_lists import Table
from township_safety.desk.sitefile.spelling import day, grid
from township_safety.register.models import Site

HEAD = ("评定日期", "风险等级", "评定依据", "登记人", "登记时间")
SHARES = (1.3, 1, 3.2, 1.2, 1.6)
_FACTS = ("risk_level", "risk_set_on", "risk_basis")


@dataclass(frozen=True)
class Assessment:
    level: str
    set_on: date | None
    basis: str
    by: str
    at: datetime

    @property
    def word(self) -> str:
        return str(Site.RiskLevel(self.level).label) if self.level else "取消评定"


def assessments(site: Site, *, until: datetime | None = None) -> list[Assessment]:
    """The newest first; what was entered after `until` is left out."""
    kept: Any = Site.history
    versions = (
        kept.filter(id=site.pk)
        .select_related("history_user")
        .order_by("history_date", "history_id")
    )
    return list(_changes(versions if until is None else versions.filter(history_date__lte=until)))


def _changes(versions: Iterable[Any]) -> Iterable[Assessment]:
    found: list[Assessment] = []
    before: tuple[Any, ...] = ("", None, "")
    for version in versions:
        facts: Any = tuple(getattr(version, name) for name in _FACTS)
        if facts != before:
            who = str(version.history_user or "系统")
            level, set_on, basis = facts
            found.append(Assessment(level, set_on, basis, who, version.history_date))
        before = facts
    return reversed(found)


def table(found: Iterable[Assessment]) -> Table:
    return grid(
        HEAD,
        (
            (
                "",
                (
                    day(one.set_on),
                    one.word,
                    one.basis,
                    one.by,
                    f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}",
                ),
            )
            for one in found
        ),
    )
