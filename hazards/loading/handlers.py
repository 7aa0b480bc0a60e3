"""The 承办人 of a row in the workbook: a name there, an account here."""

from __future__ import annotations

from hazards.loading.telling import refuse
from hazards.workflow import Action, roles_for
from township_safety.organisation.models import User
from township_safety.workbook import Batch, Row

COLUMN = "handler_name"


def take_handler(row: Row) -> None:
    """A new hazard is given to the account of that name, if it has one that may see to it."""
    name = row.values.get(COLUMN)
    if not name:
        return
    people = User.objects.holding(
        roles_for(Action.CLAIM),
        office_id=row.instance.office_id,
        village_id=row.instance.village_id,
    )
    found = list(people.filter(full_name=name)[:2])
    if len(found) == 1:
        row.instance.assigned_to = found[0]


def keep_handler(batch: Batch, row: Row) -> None:
    """交办 is a step with a day and an event; a cell does not take it."""
    name = row.values.get(COLUMN)
    if name and name != row.instance.handler_name:
        reason = "承办人请在隐患页面或列表中“交办”，这一格改回原样或清空。"
        refuse(batch, row, COLUMN, reason)
    else:
        row.was.pop(COLUMN, None)
