"""Taking back hazards that came with an import, as long as nobody has worked on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from hazards.models import Deadline, Hazard, HazardEvent, Rectification
from hazards.workflow import Action, Status
from township_safety.organisation import trace
from township_safety.organisation.models import CountedModel, User

CHUNK = 500
# A number taken back is free for the corrected file; the row keeps it with this mark.
UNDONE_MARK = "（撤销{}）"
NUMBER = 40  # signs that a number has room for
# What every hazard has from its import on.
_OWN = frozenset({Deadline, Rectification, HazardEvent})


def worked_on(keys: Sequence[int]) -> Iterator[tuple[Hazard, str]]:
    """Which of these imported hazards cannot be taken back any more, and why."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        rows = Hazard.objects.with_keys(chunk).in_bulk()
        for key in _with_history(chunk):
            hazard = rows[key]
            event = hazard.events.latest("pk")
            who = f"{event.by}在" if event.by else ""
            yield hazard, f"{who}{event.on}已办理“{event.get_action_display()}”"
        for title, key in pointed_at(Hazard, chunk, own=_OWN):
            yield rows[key], f"已有{title}与它关联"


def _with_history(keys: Sequence[int]) -> list[int]:
    """More than the one line of the import."""
    events = HazardEvent.objects.filter(hazard__in=keys).order_by().values("hazard")
    return list(events.annotate(n=Count("pk")).filter(n__gt=1).values_list("hazard", flat=True))


def pointed_at(
    model: type[models.Model], keys: Sequence[int], *, own: Collection[type[models.Model]] = ()
) -> Iterator[tuple[str, int]]:
    """Rows of any table, but `own` and voided ones, that name these: what they are, and whom."""
    for relation in model._meta.related_objects:
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in own:
            continue
        other: Any = relation.related_model
        name, title = relation.field.name, str(other._meta.verbose_name)
        for start in range(0, len(keys), CHUNK):
            rows = other._default_manager.filter(**{f"{name}__in": keys[start : start + CHUNK]})
            if issubclass(other, CountedModel):
                rows = rows.filter(voided_at__isnull=True)
            if other is model:
                rows = rows.exclude(pk__in=keys[start : start + CHUNK])
            used = rows.order_by().values_list(name, flat=True).distinct()
            yield from ((title, key) for key in used)


@transaction.atomic
def take_back(keys: Sequence[int], *, by: User, reason: str, mark: int) -> int:
    """误录作废 with their import: out of every figure, found by no later import."""
    now, today = timezone.now(), timezone.localdate()
    suffix = UNDONE_MARK.format(mark)
    number = 0
    for start in range(0, len(keys), CHUNK):
        rows = Hazard.objects.select_for_update(of=("self",)).not_voided()
        found = list(rows.with_keys(keys[start : start + CHUNK]))
        Hazard.objects.with_keys([hazard.pk for hazard in found]).update(
            number=Concat(Substr("number", 1, NUMBER - len(suffix)), Value(suffix)),
            status=Status.VOIDED,
            voided_at=now,
            voided_by=by,
            void_reason=reason,
            is_undone=True,
            is_history=False,
            version=models.F("version") + 1,
        )
        HazardEvent.objects.bulk_create(
            HazardEvent(
                office_id=hazard.office_id,
                hazard=hazard,
                action=Action.VOID,
                on=today,
                by=by,
                note=reason,
                changes={"status": [hazard.status, str(Status.VOIDED)]},
                request_id=trace.current.get(trace.OUTSIDE).request_id,
            )
            for hazard in found
        )
        number += len(found)
    return number
