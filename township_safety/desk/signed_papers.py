"""Signed copies of all papers about a hazard, for its page; where a paper's record is shown."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from hazards.models import (
    Deadline,
    Hazard,
    Listing,
    ListingAcceptance,
    ListingExtension,
    Notice,
    Recheck,
    Rectification,
    Referral,
)
from hazards.related import Related
from township_safety.organisation.models import PrintedForm, User

# How each kind of record points at its hazard, and at the record that has a page.
_TO_HAZARD = {
    Deadline: "hazard",
    Listing: "hazard",
    ListingAcceptance: "listing__hazard",
    ListingExtension: "listing__hazard",
    Notice: "items__hazard",
    Recheck: "items__hazard",
    Rectification: "hazard",
    Referral: "hazard",
}
_ABOVE = ("hazard", "listing", "operation")


def signed_of(hazard: Hazard, reader: User) -> Iterator[Related]:
    about: QuerySet[PrintedForm] = PrintedForm.objects.filter(target_uid=hazard.uid)
    for model, lookup in _TO_HAZARD.items():
        rows = model._default_manager.filter(**{lookup: hazard}).values("uid")
        about |= PrintedForm.objects.filter(target_uid__in=rows)
    mine = PrintedForm.objects.scoped_for(reader).filter(pk__in=about.values("pk"))
    for form in mine.with_copies():
        number = len(form.copies.all())
        if not number and not getattr(form, "is_missing", False):
            continue
        text = f"{form}：{f'签字件{number}页' if number else '缺签字件'}"
        on = timezone.localdate(form.recorded_at)
        yield Related("签字件", on, text, form.get_absolute_url())


def record_url(form: PrintedForm) -> str:
    """The page of the record, or of the one it belongs to."""
    row = apps.get_model(form.target_type)._default_manager.filter(uid=form.target_uid).first()
    while row is not None and not hasattr(row, "get_absolute_url"):
        row = next((above for name in _ABOVE if (above := getattr(row, name, None))), None)
    return str(row.get_absolute_url()) if row is not None else ""
