"""Photos of a hazard, before and after it was put right: linked, added later, taken down."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from hazards.models import Hazard, HazardPhoto
from hazards.steps import ActionDenied, remember
from hazards.workflow import Action, roles_for
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import PHOTOS_PER_RECORD, claim
from township_safety.organisation.models import StoredFile, User

Stage = HazardPhoto.Stage


@transaction.atomic
def attach_photos(
    hazard: Hazard, files: Sequence[StoredFile], *, stage: Stage, by: User
) -> list[HazardPhoto]:
    """Add the photos to those of the stage; a photo that is there already is not added twice.

    The caller's action has checked that the person may write this hazard. Nine belong to the
    find, nine to each rectification. Raises ActionDenied.
    """
    if not files:
        return []
    hazard = Hazard.objects.select_for_update().get(pk=hazard.pk)
    try:
        claimed = claim(files, office_id=hazard.office_id, by=by)
    except Refused as refusal:
        raise ActionDenied(str(refusal)) from refusal
    there = set(hazard.photos.shown().of_stage(stage).values_list("file", flat=True))
    new = [file for file in claimed if file.pk not in there]
    _demand_few(hazard, len(there) + len(new), stage=stage)
    photos = [
        HazardPhoto.objects.create(
            office_id=hazard.office_id,
            hazard=hazard,
            file=file,
            stage=stage,
            taken_at=file.taken_at,
        )
        for file in new
    ]
    audit.record(
        "添加照片",
        by=by,
        office=hazard.office_id,
        target=hazard,
        summary=f"{hazard.number} {stage.label}照片{len(photos)}张",
    )
    return photos


@transaction.atomic
def add_photos(
    hazard: Hazard, files: Sequence[StoredFile], *, stage: Stage, by: User
) -> list[HazardPhoto]:
    """Photos that came later than the find or the claim they show. Raises ActionDenied."""
    hazard = _locked(hazard, Action.PHOTO, by=by)
    if stage == Stage.AFTER and not hazard.rectifications.exists():
        raise ActionDenied("还没有报告整改完成，不能添加整改后照片；请在“报告整改完成”中添加")
    photos = attach_photos(hazard, files, stage=stage, by=by)
    if photos:
        note = f"{stage.label}照片{len(photos)}张"
        remember(hazard, Action.PHOTO, by=by, on=timezone.localdate(), note=note)
    return photos


@transaction.atomic
def withdraw_photo(photo: HazardPhoto, *, by: User, reason: str) -> HazardPhoto:
    """撤下: shown no more; the file stays, and the history says why. Raises ActionDenied."""
    hazard = _locked(photo.hazard, Action.WITHDRAW_PHOTO, by=by)
    photo = hazard.photos.get(pk=photo.pk)
    if photo.withdrawn_at is not None:
        raise ActionDenied("这张照片已经撤下")
    if not photo.can_be_withdrawn_by(by):
        raise ActionDenied("只能撤下您本人上传的照片，其他的请联系安办工作人员")
    photo.withdrawn_at, photo.withdrawn_by = timezone.now(), by
    photo.withdraw_reason = reason
    photo.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    note = f"{photo}（{photo.file.name}）：{reason}"
    remember(hazard, Action.WITHDRAW_PHOTO, by=by, on=timezone.localdate(), note=note)
    audit.record(
        "撤下照片", by=by, office=hazard.office_id, target=hazard, summary=f"{hazard.number} {note}"
    )
    return photo


def _locked(hazard: Hazard, action: Action, *, by: User) -> Hazard:
    hazard = Hazard.objects.select_for_update().get(pk=hazard.pk)
    if not by.roles_in(hazard.office_id) & roles_for(action):
        raise ActionDenied(f"您的角色不能{action.label}，请联系安办工作人员")
    if hazard.is_voided:
        raise ActionDenied(f"这条隐患已误录作废，不能{action.label}")
    return hazard


def _demand_few(hazard: Hazard, number: int, *, stage: Stage) -> None:
    rounds = max(1, hazard.rectifications.count()) if stage == Stage.AFTER else 1
    most = PHOTOS_PER_RECORD * rounds
    if number > most:
        raise ActionDenied(
            f"{stage.label}照片最多{most}张，现有{number}张，请去掉{number - most}张"
        )
