"""What was imported from ledgers made elsewhere, row by row, and how their columns were settled."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet

SHOWN = 30


class ImportBatchQuerySet(ScopedQuerySet["ImportBatch"]):
    def newest(self, office: Office) -> Self:
        return self.filter(office=office).select_related("by", "undone_by")[:SHOWN]


class ImportBatch(OwnedModel):
    """One import: it can be taken back until one of its rows is worked on or reported."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", null=True, related_name="+"
    )
    name = models.CharField("文件名", max_length=200)
    table = models.CharField("工作表", max_length=100, blank=True)
    register = models.CharField("台账", max_length=40)
    history_until = models.DateField("历史台账截至日期", null=True, blank=True)
    counts: Any = models.JSONField("各种结果的行数", default=dict)
    # Sites that got a 曾用名: their 记录号, the name before and after.
    former_names: Any = models.JSONField("记下的曾用名", default=list, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="撤销人", null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[ImportBatch]] = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import_batch", args=[self.pk])

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class ImportedRowQuerySet(models.QuerySet["ImportedRow"]):
    def in_state(self, state: str) -> Self:
        return self.filter(state=state) if state else self

    def made(self) -> Self:
        """Those that became new rows of a register."""
        return self.filter(is_new=True, uid__isnull=False)

    def of_register(self, key: str) -> Self:
        return self.filter(register=key)

    def shown(self) -> Self:
        """One line for each row of the file, without what was entered beside it."""
        return self.filter(is_beside=False)

    def beside(self) -> Self:
        return self.filter(is_beside=True)


class ImportedRow(models.Model):
    """What became of one row of the file. Not an OwnedModel: it belongs to its batch."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="导入", related_name="rows")
    number = models.PositiveIntegerField("行号")
    state = models.CharField("导入结果", max_length=10)
    summary = models.CharField("内容", max_length=200, blank=True)
    text = models.TextField("说明", blank=True)
    register = models.CharField("台账", max_length=40, blank=True)
    uid = models.UUIDField("记录号", null=True, blank=True)
    is_new = models.BooleanField("新增", default=False)
    is_beside = models.BooleanField("一并登记的", default=False)

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的行"
        ordering: ClassVar[list[str]] = ["number", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "state", "number"], name="imported_row_by_state")
        ]

    def __str__(self) -> str:
        return f"第{self.number}行"


class LedgerMappingQuerySet(ScopedQuerySet["LedgerMapping"]):
    def known(self, *, office: Office, register: str, fingerprint: str) -> Any:
        """What was settled for a ledger with the same headings; None if there was none."""
        found = self.filter(office=office, register=register, fingerprint=fingerprint).first()
        return found.data if found is not None else None


class LedgerMapping(OwnedModel):
    """How the columns of a ledger with these headings were settled, for the next one."""

    register = models.CharField("台账", max_length=40)
    fingerprint = models.CharField("列名", max_length=64)
    data: Any = models.JSONField("各列的对应", default=dict)
    used_at = models.DateTimeField("上次使用", auto_now=True)

    objects: ClassVar[models.Manager[LedgerMapping]] = LedgerMappingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列的对应"
        ordering: ClassVar[list[str]] = ["-used_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "register", "fingerprint"], name="one_mapping_per_headings"
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.fingerprint[:8]}"


__all__ = ["ImportBatch", "ImportedRow", "LedgerMapping"]
