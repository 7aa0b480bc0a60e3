"""Which registers have the generic pages, and who may write in them."""

from __future__ import annotations

from functools import cache

from django.db.models import Model

from township_safety.activities.models import StationQuestion
from township_safety.organisation.models import CountedModel, Office, User, Village
from township_safety.organisation.permissions import Permission
from township_safety.workbook import Sheet, all_sheets

# Hazards and what hangs on them have pages of their own.
_OWN_PAGES = frozenset({"hazards", "reports"})


@cache
def registers() -> dict[str, Sheet]:
    """The sheets of plain rows, by key."""
    return {sheet.key: sheet for sheet in all_sheets() if _is_plain(sheet)}


def key_of(model: type[Model]) -> str:
    """The key of the register that holds rows of the model; KeyError when none does."""
    return {sheet.model: key for key, sheet in registers().items()}[model]


def _is_plain(sheet: Sheet) -> bool:
    return (
        sheet.editable
        and sheet.parent is None
        and issubclass(sheet.model, CountedModel)
        and sheet.model._meta.app_label not in _OWN_PAGES
    )


def write_permission(sheet: Sheet) -> Permission:
    """Villages are the denominator of many figures, and nobody says himself what he is asked."""
    is_reference = sheet.model in {Village, StationQuestion}
    return Permission.REFERENCE if is_reference else Permission.RECORD


def may_add(user: User, sheet: Sheet) -> bool:
    office = user.office_for(write_permission(sheet))
    return office is not None and may_write(user, sheet, office=office)


def may_write(user: User, sheet: Sheet, *, office: Office) -> bool:
    """A village inspector writes only where rows are divided by village."""
    if not user.may(write_permission(sheet), office_id=office.pk):
        return False
    is_divided = getattr(sheet.model, "village_lookup", None) == "village"
    return is_divided or user.records_whole_office(office.pk)
