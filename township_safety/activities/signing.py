"""Drawing up who has to sign a letter, and signing off many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import LetterObligation, SignedLetter
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import Agency, Kind, Site

Counterpart = Village | Agency | Site
MOST = 1000


@dataclass(frozen=True)
class LetterKey:
    """Which letter: one line of the overview."""

    year: int
    letter_class: str
    kind: Kind


@transaction.atomic
def oblige(
    letter: LetterKey,
    *,
    office: Office,
    counterparts: Iterable[Counterpart],
    due_on: date | None,
    by: User,
) -> int:
    """Put those on the list who are not on it yet; how many. Raises Refused."""
    Office.objects.select_for_update().get(pk=office.pk)
    there = set(
        LetterObligation.objects.for_offices([office])
        .of_letter(letter.year, letter.letter_class, letter.kind)
        .values_list("village", "agency", "site")
    )
    new = [one for one in counterparts if _columns(one) not in there]
    if len(new) > MOST:
        raise Refused(f"一次最多列{MOST}家，请分几次。")
    for one in new:
        row = LetterObligation(
            office=office,
            letter_class=letter.letter_class,
            kind=letter.kind,
            year=letter.year,
            due_on=due_on,
            recorded_by=by,
        )
        setattr(row, str(one._meta.model_name), one)
        row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
        row.save()
    if new:
        _log("列应签名单", office, f"{letter.year}年{letter.kind}：{len(new)}家", by=by)
    return len(new)


@transaction.atomic
def sign_off(
    obligations: Sequence[LetterObligation], *, signed_on: date, by: User
) -> list[SignedLetter]:
    """A signed letter for each, for as many copies as were still missing.

    Who has signed meanwhile is left out. Raises Refused.
    """
    if signed_on > timezone.localdate():
        raise Refused("签订日期不能在今天之后。")
    keys = [row.pk for row in obligations]
    # The lock first: a query with sub-queries cannot be locked on PostgreSQL.
    list(LetterObligation.objects.select_for_update().filter(pk__in=keys).values_list("pk"))
    waiting = LetterObligation.objects.filter(pk__in=keys).unsigned(on=timezone.localdate())
    signed = [
        _signed(row, signed_on=signed_on, by=by) for row in waiting.select_related("office", "kind")
    ]
    if signed:
        summary = f"{signed[0].year}年{signed[0].kind}：{len(signed)}家，{signed_on}签订"
        _log("登记签订", signed[0].office, summary, by=by)
    return signed


def _signed(row: LetterObligation, *, signed_on: date, by: User) -> SignedLetter:
    letter = SignedLetter(
        office=row.office,
        letter_class=row.letter_class,
        kind=row.kind,
        year=row.year,
        village_id=row.village_id,
        agency_id=row.agency_id,
        site_id=row.site_id,
        person=row.person,
        copies=row.copies - row.signed_copies,
        sector_id=row.sector_id,
        signed_on=signed_on,
        recorded_by=by,
    )
    letter._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    letter.save()
    return letter


def _columns(one: Counterpart) -> tuple[int | None, int | None, int | None]:
    return tuple(  # type: ignore[return-value]  # three columns, in this order
        one.pk if isinstance(one, model) else None for model in (Village, Agency, Site)
    )


def _log(act: str, office: Office, summary: str, *, by: User) -> None:
    audit.record(act, by=by, office=office, summary=summary)
