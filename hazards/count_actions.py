"""汇总登记: writing one, what follows it, and voiding it, under the lock of the first entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from hazards.models import HazardCount
from hazards.steps import ActionDenied, Stale
from township_safety.organisation import audit
from township_safety.organisation.models import User

Tags = Mapping[str, Iterable[models.Model]]


@transaction.atomic
def enter(count: HazardCount, *, by: User, tags: Tags | None = None) -> HazardCount:
    """A new entry."""
    count.recorded_by = by
    count.full_clean()
    count.save(force_insert=True)
    _tag(count, tags)
    audit.record("登记汇总", by=by, office=count.office_id, target=count)
    return count


@transaction.atomic
def change(
    count: HazardCount, *, by: User, tags: Tags | None = None, version: int | None = None
) -> HazardCount:
    """The row with its new values; what follows it keeps the same sector, place, source …"""
    _lock_entry(count)
    if version is not None and version != version_of(count):
        latest = count.versions[0]
        raise Stale(f"{latest.history_user or '导入'}刚修改过这条汇总登记，请核对后再保存")
    count.full_clean()
    count.save()
    _tag(count, tags)
    for follower in count.followers.counted():
        _copy_dimensions(count, follower)
        follower.save()
        _copy_tags(count, follower)
    audit.record("修改汇总", by=by, office=count.office_id, target=count)
    return count


@transaction.atomic
def follow_up(
    entry: HazardCount, *, by: User, on: date, rectified: int, basis: str = "", note: str = ""
) -> HazardCount:
    """登记后续整改: so many of the entry's hazards were put right later."""
    entry = _lock_entry(entry)
    if entry.is_voided:
        raise ActionDenied("这条汇总登记已误录作废")
    follower = HazardCount(
        office=entry.office,
        follows=entry,
        on=on,
        rectified=rectified,
        basis=basis,
        note=note,
        recorded_by=by,
    )
    _copy_dimensions(entry, follower)
    follower.full_clean()
    follower.save(force_insert=True)
    _copy_tags(entry, follower)
    audit.record("登记后续整改", by=by, office=entry.office_id, target=follower)
    return follower


@transaction.atomic
def void_count(count: HazardCount, *, by: User, reason: str) -> HazardCount:
    """误录作废; what still leans on the entry must go first."""
    _lock_entry(count)
    count = HazardCount.objects.get(pk=count.pk)
    if count.is_voided:
        raise ActionDenied("这条汇总登记已经作废")
    if count.followers.counted().exists():
        raise ActionDenied("这条汇总登记还有后续整改，请先作废后续整改")
    if count.itemised.not_voided().exists():
        raise ActionDenied("已有隐患逐条登记并计入这条汇总，请先更正那些隐患")
    count.voided_at, count.voided_by, count.void_reason = timezone.now(), by, reason
    count.save()
    audit.record("误录作废", by=by, office=count.office_id, target=count, summary=reason)
    return count


def version_of(count: HazardCount) -> int:
    """Grows with every change; the form sends back the one it was filled from."""
    latest = count.versions.first()
    return int(latest.pk) if latest is not None else 0


def _lock_entry(count: HazardCount) -> HazardCount:
    entry_id = count.follows_id or count.pk
    return HazardCount.objects.select_for_update(of=("self",)).get(pk=entry_id)


def _tag(count: HazardCount, tags: Tags | None) -> None:
    for name, rows in (tags or {}).items():
        getattr(count, name).set(rows)


def _copy_dimensions(entry: HazardCount, follower: HazardCount) -> None:
    for name in HazardCount.dimensions()[0]:
        setattr(follower, name, getattr(entry, name))


def _copy_tags(entry: HazardCount, follower: HazardCount) -> None:
    for name in HazardCount.dimensions()[1]:
        getattr(follower, name).set(getattr(entry, name).all())
