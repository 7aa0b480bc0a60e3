"""工作交接 of what is no hazard: agreed tasks, and the informants somebody sees to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from township_safety.activities.models import Informant, MeetingTask
from township_safety.activities.models.informants import InformantQuerySet
from township_safety.activities.models.tasks import MeetingTaskQuerySet
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, Role, User

_REPORTED = frozenset({Role.VILLAGE, Role.STATION})


@dataclass(frozen=True)
class Moved:
    tasks: int
    informants: int


def tasks_in_hand(person: User, *, office: Office) -> MeetingTaskQuerySet:
    rows = MeetingTask.objects.for_offices([office.pk]).undone().given_to(person)
    return rows.with_names().soonest_first()


def informants_in_hand(person: User, *, office: Office) -> InformantQuerySet:
    """All of them: after a report is dealt with nobody else could read who it came from."""
    return Informant.objects.for_offices([office.pk]).handled_by(person)


def holders(office: Office) -> set[int]:
    """The people, by key, who have such work in hand."""
    tasks = MeetingTask.objects.for_offices([office.pk]).undone()
    informants = Informant.objects.for_offices([office.pk])
    given = set(tasks.values_list("assigned_to", flat=True))
    return (given | set(informants.values_list("handler", flat=True))) - {None}


@transaction.atomic
def hand_over(leaver: User, *, to: User, office: Office, by: User) -> Moved:
    """The successor's from now on, each with its line in the log. Raises Refused."""
    tasks = list(tasks_in_hand(leaver, office=office).select_for_update(of=("self",)))
    informants = list(informants_in_hand(leaver, office=office).select_for_update(of=("self",)))
    if any(one.report.is_confined for one in informants) and to.roles_in(office.pk) <= _REPORTED:
        raise Refused(f"{leaver}经办的举报里有对村、站所不可见的，不能交给{to}，请换一位接交人。")
    note = f"工作交接：由{leaver}转交{to}"
    for task in tasks:
        task.assigned_to = to
        task._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
        task.save()
        summary = f"{task}，{note}"
        audit.record("转交议定事项", by=by, office=office, target=task, summary=summary)
    for informant in informants:
        informant.handler = to
        informant.save(update_fields=["handler"])
        summary = f"{informant}，{note}"
        audit.record("转交举报经办", by=by, office=office, target=informant.report, summary=summary)
    return Moved(len(tasks), len(informants))
