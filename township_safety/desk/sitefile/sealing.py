"""封存 and 解除封存 of a site's file after an accident."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import Accident
from township_safety.desk.models import SiteSeal
from township_safety.desk.sitefile.record import record_form
from township_safety.documents.model import digest, to_json
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User
from township_safety.values import clean_text


def moment_of(accident: Accident) -> datetime:
    """When it happened; without an hour from the beginning of its day."""
    if accident.occurred_at is not None:
        return accident.occurred_at
    return timezone.make_aware(datetime.combine(accident.occurred_on, time()))


@transaction.atomic
def seal(accident: Accident, *, by: User) -> SiteSeal:
    """Nothing is locked: work goes on, and every later entry is told from the earlier ones."""
    locked = Accident.objects.select_for_update().get(pk=accident.pk)
    if locked.is_voided:
        raise Refused("这起事故已误录作废，不能据此封存档案。")
    if locked.site is None:
        raise Refused("事故没有填发生单位，先修改事故、选好发生单位，再封存它的档案。")
    if SiteSeal.objects.of_accident(locked) is not None:
        raise Refused("档案已经封存，不用再办。")
    moment = moment_of(locked)
    form = record_form(locked, locked.site, moment=moment)
    made = SiteSeal.objects.create(
        office=locked.office,
        accident=locked,
        site=locked.site,
        moment=moment,
        by=by,
        document=to_json(form),
        digest=digest(form),
    )
    audit.record("封存档案", by=by, office=locked.office_id, target=made, summary=str(made))
    return made


@transaction.atomic
def lift(sealed: SiteSeal, *, reason: str, by: User) -> SiteSeal:
    """The marks go, the kept 履职档案 stays in the record of the seal."""
    row = SiteSeal.objects.select_for_update().get(pk=sealed.pk)
    if row.lifted_at is not None:
        raise Refused("封存已经解除，不用再办。")
    words = clean_text(reason, max_length=200)
    if not words:
        raise Refused("请写明解除封存的原因。")
    row.lifted_at, row.lifted_by, row.lift_reason = timezone.now(), by, words
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    audit.record(
        "解除封存", by=by, office=row.office_id, target=row, summary=str(row),
        changes={"lift_reason": ["", words]},
    )  # fmt: skip
    return row
