"""Keeping a form from above, teaching it, filling it, and 定稿."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from reports.handed_down.filling import Filler, Filling, sheet_values
from reports.handed_down.keeping import keep, kept_cells
from reports.handed_down.layout import Layout, Spot
from reports.handed_down.rematching import Rematched, rematched
from reports.handed_down.rules import Rule, read_rules, rule_at
from reports.handed_down.suggesting import suggested
from reports.handed_down.widening import widened
from reports.models import HandedFilling, HandedForm
from township_safety import jobs
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import claim, store_document
from township_safety.organisation.models import Office, StoredFile, User
from township_safety.periods import Period
from township_safety.spreadsheets.blanks import Blank

_SECONDS = 60.0
_MEGABYTES = 768
_READ = "reports.handed_down.child:read"
_FILL = "reports.handed_down.child:fill"
_FROZEN = "这份表已经定稿，不能再改。要更正的，同一统计期再填报一次。"
_LONGEST = 500


@dataclass(frozen=True)
class Upload:
    """A file that was read and can be filled."""

    content: bytes
    name: str
    blank: Blank


def read_upload(content: bytes, *, name: str) -> Upload:
    """Raises Refused with the way out."""
    try:
        kept = jobs.run(_READ, content, timeout=_SECONDS, memory_mb=_MEGABYTES)
    except jobs.JobFailed as failure:
        raise Refused(str(failure)) from failure
    return Upload(content, name, Blank.from_json(kept))


def layout_of(form: HandedForm) -> Layout:
    return Layout(Blank.from_json(form.layout))


def keep_form(upload: Upload, *, name: str, sender: str, office: Office, by: User) -> HandedForm:
    """A new form, with what its heads seem to ask for as suggestions."""
    layout = Layout(upload.blank)
    file = _stored(upload, office=office, by=by)
    with transaction.atomic():
        claim([file], office_id=office.pk, by=by)
        form = HandedForm(
            office=office,
            name=name,
            sender=sender,
            file=file,
            layout=upload.blank.to_json(),
            rules=[rule.to_json() for rule in suggested(layout, office=office)],
        )
        form.save()
        audit.record("上传下发表格", by=by, office=office, target=form)
    return form


def renew_form(form: HandedForm, *, upload: Upload, by: User) -> Rematched:
    """The sender's new layout under the same name; what was taught moves along by its words."""
    file = _stored(upload, office=form.office, by=by)
    with transaction.atomic():
        locked = _locked(form)
        after = Layout(upload.blank)
        taught = [rule for rule in read_rules(locked.rules) if not rule.is_suggested]
        found = rematched(taught, before=layout_of(locked), after=after)
        claim([file], office_id=form.office_id, by=by)
        fresh = [
            rule
            for rule in suggested(after, office=form.office)
            if rule_at(found.rules, rule.spot) is None
        ]
        locked.file, locked.layout = file, upload.blank.to_json()
        locked.version += 1
        locked.rules = [rule.to_json() for rule in (*found.rules, *fresh)]
        locked.lost = [rule.to_json() for rule in found.lost]
        locked.save()
        audit.record("更换下发表格表样", by=by, office=form.office_id, target=locked)
    return found


def _stored(upload: Upload, *, office: Office, by: User) -> StoredFile:
    return _keep(upload.content, upload.name, office=office, by=by)


def _keep(content: bytes, name: str, *, office: Office, by: User) -> StoredFile:
    file: Any = ContentFile(content, name)
    return store_document(file, office=office, by=by)


def _locked(form: HandedForm) -> HandedForm:
    return HandedForm.objects.select_for_update().select_related("office").get(pk=form.pk)


@transaction.atomic
def teach(form: HandedForm, *, rules: Iterable[Rule], by: User) -> None:
    """The last one taught for a cell holds; those that it covers wholly are gone."""
    locked = _locked(form)
    kept = read_rules(locked.rules)
    for rule in rules:
        kept = [one for one in kept if not one.lies_in(rule)]
        kept.append(rule)
    _save_rules(locked, kept, by=by)


@transaction.atomic
def forget(form: HandedForm, *, spot: Spot, by: User) -> None:
    locked = _locked(form)
    kept = read_rules(locked.rules)
    rule = rule_at(kept, spot)
    _save_rules(locked, [one for one in kept if one != rule], by=by)


@transaction.atomic
def accept_suggestions(form: HandedForm, *, by: User, spot: Spot | None = None) -> int:
    """All of them, or the one of that cell; how many."""
    locked = _locked(form)
    rules = read_rules(locked.rules)
    chosen = [rule for rule in rules if rule.is_suggested and (spot is None or rule.covers(spot))]
    kept = [replace(rule, is_suggested=False) if rule in chosen else rule for rule in rules]
    _save_rules(locked, kept, by=by)
    return len(chosen)


@transaction.atomic
def drop_suggestions(form: HandedForm, *, by: User) -> None:
    locked = _locked(form)
    kept = [rule for rule in read_rules(locked.rules) if not rule.is_suggested]
    _save_rules(locked, kept, by=by)


def _save_rules(form: HandedForm, rules: list[Rule], *, by: User) -> None:
    form.rules = [rule.to_json() for rule in rules]
    form.save(update_fields=["rules"])
    audit.record("设定下发表格", by=by, office=form.office_id, target=form)


@transaction.atomic
def rename(form: HandedForm, *, name: str, sender: str, by: User) -> None:
    """Fillings that are frozen keep their file under the name it had."""
    locked = _locked(form)
    locked.name, locked.sender = name, sender
    locked.save(update_fields=["name", "sender"])
    audit.record("更改下发表格名称", by=by, office=form.office_id, target=locked)


@transaction.atomic
def retire(form: HandedForm, *, is_retired: bool, by: User) -> None:
    form.is_retired = is_retired
    form.save(update_fields=["is_retired"])
    audit.record(
        "停用下发表格" if is_retired else "恢复下发表格",
        by=by,
        office=form.office_id,
        target=form,
    )


# Filling


@transaction.atomic
def begin(form: HandedForm, *, period: Period, by: User) -> HandedFilling:
    """The filling for these days: the open one, else a new one."""
    _locked(form)
    same = HandedFilling.objects.of_form(form).over(period)
    draft = same.drafts().first()
    if draft is not None:
        return draft
    filling = HandedFilling.objects.create(
        office_id=form.office_id,
        form=form,
        number=same.count() + 1,
        first_day=period.first_day,
        last_day=period.last_day,
        period_label=period.label,
        period_kind=period.kind,
        created_by=by,
    )
    audit.record("填报下发表格", by=by, office=form.office_id, target=filling)
    return filling


def filled(filling: HandedFilling) -> tuple[Layout, Filling]:
    """As the ledger says it now, in as many lines as its lists need."""
    form = widened(
        layout_of(filling.form),
        read_rules(filling.form.rules),
        office=filling.office,
        period=filling.period,
    )
    filler = Filler(
        form.layout,
        form.rules,
        filling.office,
        filling.period,
        filling.typed,
        timezone.localdate(),
    )
    return form.layout, filler.fill()


@transaction.atomic
def write_typed(
    filling: HandedFilling, *, typed: Mapping[str, str], version: int, by: User
) -> None:
    """What was typed into the cells; refused when somebody else wrote meanwhile."""
    locked = _open(filling)
    if locked.version != version:
        raise Refused("这份表刚有人改过，您填的没有保存。请看过最新的内容再填。")
    layout, _ = filled(locked)
    known = {layout.key(spot) for spot in layout.spots}
    texts = {key: text.strip()[:_LONGEST] for key, text in typed.items() if key in known}
    locked.typed = {key: text for key, text in {**locked.typed, **texts}.items() if text}
    locked.version += 1
    locked.save(update_fields=["typed", "version"])
    audit.record("手填下发表格", by=by, office=locked.office_id, target=locked)


def written_file(filling: HandedFilling, layout: Layout, found: Filling) -> bytes:
    """The sender's own file with the values. Raises Refused."""
    with filling.form.file.file.open("rb") as file:
        content: bytes = file.read()
    values = sheet_values(found, layout)
    try:
        made: bytes = jobs.run(
            _FILL,
            content,
            values,
            layout.stretches,
            timeout=_SECONDS,
            memory_mb=_MEGABYTES,
        )
    except jobs.JobFailed as failure:
        raise Refused(str(failure)) from failure
    return made


def freeze(filling: HandedFilling, *, by: User, accept: bool = False) -> HandedFilling:
    """定稿: the file, every cell, every figure with its rows are kept and never change.

    Cells still to be typed are refused unless `accept` leaves them to the pen.
    """
    layout, found = filled(_fresh(filling))
    if found.missing and not accept:
        names = "、".join(spot.name for spot in found.missing[:10])
        raise Refused(
            f"还有 {len(found.missing)} 格没有填：{names}。填好再定稿，或勾选“空着定稿”。"
        )
    content = written_file(filling, layout, found)
    name = f"{file_stem(filling)}.xlsx"
    file = _keep(content, name, office=filling.office, by=by)
    with transaction.atomic():
        locked = _open(filling)
        if locked.version != filling.version:
            raise Refused("这份表刚有人改过，没有定稿。请看过最新的内容再定稿。")
        _, again = filled(locked)
        if again.cells != found.cells:
            raise Refused("台账刚有变动，没有定稿。请看过新的数再定稿。")
        claim([file], office_id=locked.office_id, by=by)
        numbers = keep(locked, found)
        locked.file, locked.frozen_at, locked.frozen_by = file, timezone.now(), by
        locked.kept = {
            "layout": layout.blank.to_json(),
            "rules": locked.form.rules,
            "version": locked.form.version,
            "cells": kept_cells(found, numbers),
            "problems": list(found.problems),
        }
        locked.save()
        audit.record("下发表格定稿", by=by, office=locked.office_id, target=locked)
    return locked


@transaction.atomic
def drop(filling: HandedFilling, *, by: User) -> None:
    """A filling begun by mistake; a frozen one stays."""
    locked = _open(filling)
    audit.record("撤销下发表格填报", by=by, office=locked.office_id, target=locked)
    locked.delete()


def _fresh(filling: HandedFilling) -> HandedFilling:
    found = HandedFilling.objects.select_related("form__file", "office").get(pk=filling.pk)
    if found.is_frozen:
        raise Refused(_FROZEN)
    return found


def _open(filling: HandedFilling) -> HandedFilling:
    rows = HandedFilling.objects.select_for_update(of=("self",))
    locked = rows.select_related("form__file", "office").get(pk=filling.pk)
    if locked.is_frozen:
        raise Refused(_FROZEN)
    return locked


def file_stem(filling: HandedFilling) -> str:
    return f"{filling.form.name}（{filling.period_label}）"
