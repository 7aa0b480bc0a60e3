"""What the sheets of the hazard ledger share."""

from __future__ import annotations

from typing import Any

from django.db import models

from township_safety.workbook import Column

GROUP = "隐患台账"
LISTS = "选项表"

VILLAGE = ("村（社区）", "村居", "所在村", "所属村", "属地", "所在区域")
NOTE = Column("note", synonyms=("说明", "举报情况备注"), listed=False)


def with_voided(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """A voided hazard keeps its number and its reason, in the workbook, too."""
    return rows


def hazard(note: str = "填隐患编号或记录号") -> Column:
    return Column("hazard", header="隐患编号", synonyms=("编号", "隐患"), note=note)
