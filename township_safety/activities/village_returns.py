"""What each village reported of its hazards in a month, by itself or entered for it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from hazards.models import Hazard, HazardCount
from hazards.models.classification import reported_by_proxy, reported_itself
from township_safety.activities.models import Reminder
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User, Village
from township_safety.periods import Period
from township_safety.register.models import NilReturn
from township_safety.register.models.nil import Register

# After so many reminders in vain the office does more than remind.
NAME_AFTER, TALK_AFTER = 2, 3


@dataclass
class VillageReturn:
    """One village in one month."""

    village: Village
    own: int = 0  # 自报: entered by its own inspector
    entered_for_it: int = 0  # 代报: told by the village, entered by the office
    found: int = 0  # all hazards found there, whoever found them
    open: int = 0  # 未整改 today
    nil: NilReturn | None = None
    reminders: list[Reminder] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The word on the screen; what the office found there itself is no report of theirs."""
        if self.own:
            return "自报"
        if self.entered_for_it:
            return "代报"
        return "零报告" if self.nil is not None else "未报"

    @property
    def is_silent(self) -> bool:
        return self.state == "未报"

    @property
    def proposal(self) -> str:
        if not self.is_silent or len(self.reminders) < NAME_AFTER:
            return ""
        return "建议约谈" if len(self.reminders) >= TALK_AFTER else "建议通报"


def village_returns(office: Office, month: Period, *, today: date) -> list[VillageReturn]:
    """Six queries for any number of villages."""
    villages = Village.objects.for_offices([office]).active(on=month.last_day)
    found = {village.pk: VillageReturn(village) for village in villages}
    _add_hazards(found, office, month, today=today)
    _add_counts(found, office, month)
    declared = NilReturn.objects.for_offices([office]).counted()
    for nil in declared.filter(
        register=Register.HAZARDS,
        first_day__lte=month.first_day,
        last_day__gte=month.last_day,
        village__in=found,
    ):
        found[nil.village_id or 0].nil = nil
    for reminder in Reminder.objects.filter(village__in=found).about(
        month.first_day, month.last_day
    ):
        found[reminder.village_id].reminders.append(reminder)
    return list(found.values())


def _add_hazards(
    found: dict[int, VillageReturn], office: Office, month: Period, *, today: date
) -> None:
    in_month = Q(found_on__gte=month.first_day, found_on__lte=month.last_day)
    rows = (
        Hazard.objects.for_offices([office])
        .counted()
        .filter(village__in=found)
        .order_by()
        .values("village")
        .annotate(
            own=Count("pk", filter=in_month & reported_itself()),
            told=Count("pk", filter=in_month & reported_by_proxy()),
            all=Count("pk", filter=in_month),
        )
    )
    for row in rows:
        one = found[row["village"]]
        one.own, one.entered_for_it, one.found = row["own"], row["told"], row["all"]
    still = Hazard.objects.for_offices([office]).counted().open(on=today)
    for village, number in Counter(still.values_list("village", flat=True)).items():
        if village in found:
            found[village].open = number


def _add_counts(found: dict[int, VillageReturn], office: Office, month: Period) -> None:
    """汇总登记 counts like single hazards: what was found in it."""
    rows = (
        HazardCount.objects.for_offices([office])
        .counted()
        .dated_in(month.first_day, month.last_day)
        .filter(village__in=found)
        .order_by()
        .values("village")
        .annotate(
            own=Sum("found", filter=reported_itself(), default=0),
            told=Sum("found", filter=reported_by_proxy(), default=0),
            all=Sum("found", default=0),
        )
    )
    for row in rows:
        one = found[row["village"]]
        one.own += row["own"]
        one.entered_for_it += row["told"]
        one.found += row["all"]


def reminder_text(office: Office, month: Period, returns: Iterable[VillageReturn]) -> str:
    """To be copied into the group: names only, nothing else."""
    silent = [one.village.name for one in returns if one.is_silent]
    if not silent:
        return ""
    return (
        f"【催报】{month.label}隐患排查情况，以下{len(silent)}个{office.village_word}还没有报："
        f"{'、'.join(silent)}。请今天内报安办；没有发现隐患的，报零报告（签字表拍照或在群里回复）。"
    )


@transaction.atomic
def remind(
    villages: Iterable[Village], *, office: Office, month: Period, way: str, by: User
) -> int:
    """One line for each village that was reminded; how many."""
    rows = [
        Reminder(
            office=office,
            village=village,
            first_day=month.first_day,
            last_day=month.last_day,
            on=timezone.localdate(),
            way=way,
            by=by,
        )
        for village in villages
    ]
    Reminder.objects.bulk_create(rows)
    names = "、".join(row.village.name for row in rows)
    audit.record("催报", by=by, office=office, summary=f"{month.label}：{names}")
    return len(rows)
