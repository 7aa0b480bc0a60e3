"""Linking photos to a hazard, before and after it was put right."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hazards.models import Hazard, HazardPhoto
from hazards.steps import ActionDenied
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
    there = set(hazard.photos.of_stage(stage).values_list("file", flat=True))
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


def _demand_few(hazard: Hazard, number: int, *, stage: Stage) -> None:
    rounds = max(1, hazard.rectifications.count()) if stage == Stage.AFTER else 1
    most = PHOTOS_PER_RECORD * rounds
    if number > most:
        raise ActionDenied(
            f"{stage.label}照片最多{most}张，现有{number}张，请去掉{number - most}张"
        )
