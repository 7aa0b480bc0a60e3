"""The ledger as it is printed and handed in; it can be imported again like any other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

from hazards.models import Hazard, HazardPhoto
from hazards.models.questions import HazardQuerySet
from township_safety.organisation.models import Office
from township_safety.spreadsheets import PaperSheet, Picture
from township_safety.workbook import dump_paper, sheet_for
from township_safety.workbook.dumping import Target

# What the columns of the list are called in the sheet; the others have the same name.
_IN_SHEET = {"status": "is_rectified"}
_FIRST = "number"
_PHOTO_WIDTH = 18.0
FOOT = "填表人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　"


def write_ledger(
    target: Target,
    hazards: HazardQuerySet,
    *,
    offices: Sequence[Office],
    chosen: Collection[str],
    on: date,
    private: bool,
    with_photos: bool = False,
) -> None:
    """The columns of the list in the sheet's own order, each hazard with its number."""
    sheet = sheet_for("hazards")
    wanted = {_FIRST, *(_IN_SHEET.get(name, name) for name in chosen)}
    whose = str(offices[0]) if len(offices) == 1 else ""
    stages = list(HazardPhoto.Stage) if with_photos else []
    paper = PaperSheet(
        title="隐患台账",
        heading=f"{whose}安全隐患排查治理台账",
        line=f"填报单位（章）：{whose}　　　　截至日期：{on.year}年{on.month}月{on.day}日",
        headers=[f"{stage.label}照片" for stage in stages],
        widths=[_PHOTO_WIDTH for _ in stages],
        foot=FOOT,
    )
    dump_paper(
        target,
        sheet=sheet,
        columns=[column.name for column in sheet.bound if column.name in wanted],
        rows=hazards,
        offices=offices,
        paper=paper,
        private=private,
        beside=partial(_pictures, stages=stages),
    )


def _pictures(hazard: Hazard, *, stages: Sequence[HazardPhoto.Stage]) -> list[Any]:
    """The first picture of each stage, small."""
    return [_picture(hazard, stage) for stage in stages]


def _picture(hazard: Hazard, stage: HazardPhoto.Stage) -> Picture | None:
    photo = hazard.photos.shown().of_stage(stage).with_files().first()
    if photo is None or not photo.file.thumbnail:
        return None
    try:
        with photo.file.thumbnail.open("rb") as file:
            return Picture(file.read())
    except OSError:  # a lost picture does not break the ledger
        return None
