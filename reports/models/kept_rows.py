"""A row of the ledger as it read when something was frozen; later changes leave it alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class KeptRow(models.Model):
    number = models.PositiveIntegerField("序号")
    model = models.CharField("台账", max_length=60)
    row_uid = models.UUIDField("记录号")
    label = models.CharField("名称", max_length=200, blank=True)
    # {name of the column: text}
    cells: Any = models.JSONField("内容")

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.label
