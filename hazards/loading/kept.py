"""Sheets of what was said or seen on a day: old rows come in as they are, kept ones stay."""

from __future__ import annotations

from township_safety.workbook import Batch, SheetPlan

_KEPT = "已登记的{title}不能在台账 Excel 中修改，请打开那条记录更正。"


def load_kept(batch: Batch) -> SheetPlan:
    rows = batch.read()
    for row in rows:
        if row.is_new and not row.is_rejected and hasattr(row.instance, "by_id"):
            row.instance.by = batch.by
        if not row.is_rejected and not row.is_new and row.is_changed:
            title = str(type(row.instance)._meta.verbose_name)
            batch.reject(row, batch.sheet.bound[0].name, _KEPT.format(title=title))
    return batch.check(rows)
