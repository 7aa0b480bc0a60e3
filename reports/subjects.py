"""What one report of a series is about: a sector, a campaign, a key period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from reports.models import ReportTemplate
from reports.turns import Turn
from township_safety.organisation.models import Office
from township_safety.register.models import Campaign, KeyPeriod, Sector

_DATED: dict[str, Any] = {
    ReportTemplate.About.CAMPAIGN: Campaign,
    ReportTemplate.About.KEY_PERIOD: KeyPeriod,
}


@dataclass(frozen=True)
class Subject:
    """`since` is the first day of the campaign or key period: from then on is counted up."""

    turn: Turn
    name: str
    since: date | None = None


def subject_of(template: ReportTemplate, code: str, *, office: Office) -> Subject | None:
    """None for a report of everything, and for a code that names nothing any more."""
    if not template.about or not code:
        return None
    if template.about == ReportTemplate.About.SECTOR:
        sector = Sector.objects.available_to(office).with_code(code).first()
        return _subject("sector", code, {"行业": sector.name}) if sector else None
    try:
        row = _DATED[template.about].objects.for_offices([office.pk]).filter(uid=code).first()
    except ValidationError:
        return None
    if row is None:
        return None
    words = {"重要时段": row.name}
    if isinstance(row, Campaign):
        words = {
            "专项行动": row.name,
            "部署单位": row.issuer,
            "目标任务": row.goal.strip().rstrip("。"),
        }
    return _subject(template.about, str(row.uid), words, since=row.first_day)


def _subject(
    dimension: str, code: str, words: dict[str, str], *, since: date | None = None
) -> Subject:
    turn = Turn.of(dimension, code, words, stays=True)
    return Subject(turn, next(iter(words.values())), since)


def choices_for(template: ReportTemplate, *, office: Office) -> dict[str, str]:
    """What a new report can be about, the newest first."""
    if not template.about:
        return {}
    if template.about == ReportTemplate.About.SECTOR:
        return dict(Sector.objects.available_to(office).values_list("code", "name"))
    rows = _DATED[template.about].objects.for_offices([office.pk]).counted()
    return {str(row.uid): row.name for row in rows.order_by("-first_day", "pk")}
