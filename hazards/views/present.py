"""Rows and facts as the pages show them, so that templates only print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from hazards.forms.hazard import GROUPS
from hazards.models import Hazard, HazardEvent, Rectification
from hazards.models.classification import Grade
from hazards.models.plan import PLAN
from hazards.workflow import Action, Status
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.values import mask_phone

BADGES = {
    Status.OPEN: "open",
    Status.RECTIFIED: "waiting",
    Status.CLOSED: "closed",
    Status.VOIDED: "void",
}
_NEEDED = {
    "source",
    "village",
    "site",
    "sector",
    "due_on",
    "measures",
    "responsible_unit",
    "responsible_person",
}
LIGHTS = {"正常": "normal", "临期": "due", "逾期": "overdue", "已上报待处置": "referred", "": ""}
# Bookkeeping that says nothing to the reader beside the action's own name.
_SILENT = {"voided_at", "voided_by", "void_reason", "closed_by", "status"}


def fact_groups(hazard: Hazard, *, reader: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that was said about the hazard, in the groups of the form.

    What is missing is shown only where the office needs it.
    """
    groups = []
    needed = _NEEDED | set(PLAN) if hazard.grade == Grade.MAJOR else _NEEDED
    for title, asked in GROUPS:
        names = (*asked, "assigned_to") if "responsible_person" in asked else asked
        facts = [(name, shown(hazard, name, reader=reader)) for name in names]
        told = [(label(Hazard, name), text) for name, text in facts if text or name in needed]
        if told:
            groups.append((title, told))
    return groups


def shown(row: models.Model, name: str, *, reader: User) -> str:
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if name == "phone" and not reader.may(Permission.PERSONAL):
        return mask_phone(value)
    if field.many_to_many:
        return "、".join(str(item) for item in value.all())
    if isinstance(value, bool):
        return "是" if value else ""
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def label(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def label_of(name: str) -> str:
    """The word for a column of the hazard or of its rectifications."""
    for model in (Hazard, Rectification):
        try:
            return label(model, name)
        except FieldDoesNotExist:
            continue
    return name


@dataclass(frozen=True)
class Event:
    title: str
    when: str
    who: str
    note: str
    major: bool
    # 领导意见 that the step went on; the addresses only for who may open them.
    opinion: str = ""
    opinion_url: str = ""
    scan_url: str = ""


# What is said about an opinion that an earlier step has told already.
_ABOUT_OPINIONS = {Action.CONFIRM, Action.DISPUTE, Action.SETTLE}


def timeline(
    events: Iterable[HazardEvent], *, check_word: str, opened: Collection[int] = ()
) -> list[Event]:
    """Newest first: what, for which day, by whom, entered when, what changed.

    `opened` are the keys of the leader's opinions that the reader may open.
    """
    return [
        Event(
            title=event.get_action_display().replace("复查", check_word),
            when=f"{event.on}",
            who=f"{event.by or '导入'}　录入于{_moment(event)}",
            note="\n".join(filter(None, [event.note, *changes_of(event)])),
            major="status" in event.changes,
            **_opinion_of(event, opened),
        )
        for event in events
    ]


def _opinion_of(event: HazardEvent, opened: Collection[int]) -> dict[str, str]:
    opinion = event.opinion
    if opinion is None:
        return {}
    told = ""
    if event.action not in _ABOUT_OPINIONS:
        recorded = "" if opinion.way == opinion.Way.SYSTEM else f"经办：{opinion.recorded_by}；"
        told = f"{recorded}{opinion.told}"
    if opinion.pk not in opened:
        return {"opinion": told}
    scan = opinion.scan.get_absolute_url() if opinion.scan else ""
    return {"opinion": told, "opinion_url": opinion.get_absolute_url(), "scan_url": scan}


def _moment(event: HazardEvent) -> str:
    return timezone.localtime(event.recorded_at).strftime("%Y-%m-%d %H:%M")


def changes_of(event: HazardEvent) -> Iterator[str]:
    """责任单位：（空）→ 测试厂."""
    for name, (before, after) in event.changes.items():
        if name not in _SILENT and before != after:
            yield f"{label_of(name)}：{_word(name, before)} → {_word(name, after)}"


def _word(name: str, value: Any) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(_choices_of(name).get(value, value))


def _choices_of(name: str) -> dict[Any, Any]:
    try:
        field = Hazard._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    return dict(getattr(field, "flatchoices", ()))
