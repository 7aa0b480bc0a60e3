"""Writing the list of who is expected and who signed in, each with its line in the log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from township_safety.activities.models import Attendee
from township_safety.activities.models.attendance import Gathering, counted_field, counted_in
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User
from township_safety.values import ValueProblem, clean_text

MOST = 500
# Pasted from Excel (tabs) or typed: name, unit, post.
_BETWEEN = re.compile(r"\t|[,，;；]|\s{1,}")


@dataclass(frozen=True)
class Person:
    name: str = ""
    unit: str = ""
    post: str = ""


def read_people(text: str) -> list[Person]:
    """One person a line: name, unit, post. Raises ValueProblem naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in _BETWEEN.split(line.strip()) if part]
        if not parts:
            continue
        if len(parts) > 3:
            raise ValueProblem(f"第{number}行多于三项，请按“姓名 单位 职务”填写：{line.strip()}")
        try:
            name, unit, post = (
                clean_text(part, max_length=most)
                for part, most in zip([*parts, "", ""][:3], (50, 100, 50), strict=True)
            )
        except ValueProblem as problem:
            raise ValueProblem(f"第{number}行：{problem}") from problem
        found.append(Person(name, unit, post))
    return found


@transaction.atomic
def expect(gathering: Gathering, *, people: Iterable[Person], by: User) -> int:
    """Add those to the list who are not on it yet; how many. Raises Refused."""
    gathering = _locked(gathering)
    rows = Attendee.objects.of(gathering)
    there = {Person(row.name, row.unit, row.post) for row in rows}
    new = [person for person in dict.fromkeys(people) if person not in there]
    if len(there) + len(new) > MOST:
        raise Refused(f"名单最多{MOST}人，请分场次登记。")
    link = {str(gathering._meta.model_name): gathering}
    Attendee.objects.bulk_create(
        Attendee(
            office_id=gathering.office_id,
            name=person.name,
            unit=person.unit,
            post=person.post,
            **link,
        )
        for person in new
    )
    if new:
        _log("应到名单", gathering, f"{gathering}：增加{len(new)}人", by=by)
    return len(new)


@transaction.atomic
def sign_in(
    gathering: Gathering,
    *,
    present: Collection[int],
    dropped: Collection[int] = (),
    is_counted: bool = False,
    by: User,
) -> int:
    """Who signed in, by key; how many. With `is_counted` their number goes into the record.

    Lines dropped from the list are gone: they say who was asked to come, not who came.
    Raises Refused.
    """
    gathering = _locked(gathering)
    rows = Attendee.objects.of(gathering)
    rows.filter(pk__in=dropped).delete()
    rows.exclude(pk__in=present).update(is_present=False)
    rows.filter(pk__in=present).update(is_present=True)
    number = rows.present().count()
    _log("签到", gathering, f"{gathering}：签到{number}人", by=by)
    if is_counted and number != (before := counted_in(gathering)):
        name = counted_field(gathering)
        setattr(gathering, name, number)
        gathering._history_user = by  # type: ignore[union-attr]  # noqa: SLF001 -- read by simple_history
        gathering.save(update_fields=[name])
        changes = {name: [before, number]}
        audit.record("修改", by=by, office=gathering.office_id, target=gathering, changes=changes)
    return number


def _locked(gathering: Gathering) -> Gathering:
    found: Gathering = type(gathering)._default_manager.select_for_update().get(pk=gathering.pk)
    if found.is_voided:
        raise Refused("这条记录已误录作废，不能再改名单。")
    return found


def _log(act: str, gathering: Gathering, summary: str, *, by: User) -> None:
    audit.record(act, by=by, office=gathering.office_id, target=gathering, summary=summary)
