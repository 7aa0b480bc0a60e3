"""How often a site is inspected follows from its risk class: one recurring duty for each class."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from township_safety.activities.models import Obligation
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.register.models import Site

# What an office begins with; each duty is changed like any other afterwards.
USUAL: dict[str, str] = {
    Site.RiskLevel.RED: Obligation.Frequency.MONTH,
    Site.RiskLevel.ORANGE: Obligation.Frequency.QUARTER,
    Site.RiskLevel.YELLOW: Obligation.Frequency.HALF,
    Site.RiskLevel.BLUE: Obligation.Frequency.YEAR,
}


def proposed(office: Office, *, on: date) -> list[Obligation]:
    """Not saved yet: of each class that no duty in force is about."""
    duties = Obligation.objects.for_offices([office]).touching(on, on)
    known = set(duties.filter(work=Obligation.Work.INSPECTION).values_list("risk_level", flat=True))
    found = []
    for level, frequency in USUAL.items():
        if level in known:
            continue
        often = Obligation.Frequency(frequency).label
        name = f"{Site.RiskLevel(level).label}风险监管对象{often}检查1次"
        duty = Obligation(
            office=office, name=name, risk_level=level, frequency=frequency, first_day=on
        )
        found.append(duty)
    return found


@transaction.atomic
def begin(office: Office, *, on: date, by: User) -> list[Obligation]:
    Office.objects.select_for_update().get(pk=office.pk)
    made = proposed(office, on=on)
    for duty in made:
        duty.recorded_by = by
        duty._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
        duty.save()
        audit.record("登记", by=by, office=office, target=duty, summary=str(duty))
    return made
