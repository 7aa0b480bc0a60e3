"""判定依据: criteria of major hazards, with version, document number and effective date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.register.initials import InitialsField
from township_safety.register.models.reference import (
    ReferenceManager,
    ReferenceModel,
    ReferenceQuerySet,
    Sector,
)


class CriterionQuerySet(ReferenceQuerySet["Criterion"]):
    def in_force(self, *, on: date) -> Self:
        """Criteria that hold on that day; a hazard keeps the text of the day it was judged."""
        return self.filter(
            Q(effective_on__isnull=True) | Q(effective_on__lte=on),
            Q(repealed_on__isnull=True) | Q(repealed_on__gt=on),
        )

    def found_by(self, words: str) -> Self:
        """Type-ahead: a part of the name, the document number, the text or the initials."""
        return self.filter(
            Q(name__icontains=words)
            | Q(document_number__icontains=words)
            | Q(text__icontains=words)
            | Q(initials__contains=words.lower())
        )


class Criterion(ReferenceModel):
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        verbose_name="行业领域",
        null=True,
        blank=True,
        related_name="criteria",
    )
    document_number = models.CharField("文号", max_length=80, blank=True)
    version = models.CharField("版本", max_length=40, blank=True)
    text = models.TextField(
        "内容", blank=True, help_text="条款原文或要点，登记隐患时存下当日的文字"
    )
    effective_on = models.DateField("施行日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    is_verified = models.BooleanField(
        "已核对原文", default=False, help_text="未与正式文本核对过的，引用前请核对"
    )

    name = models.CharField("名称", max_length=200)
    initials = InitialsField("拼音首字母")

    objects = ReferenceManager.from_queryset(CriterionQuerySet)()
    history = HistoricalRecords(excluded_fields=["initials"])

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "判定依据"
        ordering: ClassVar[list[str]] = ["order", "pk"]

    @property
    def as_basis(self) -> str:
        """What a hazard keeps of the criterion: name, number and text of this day."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.name}》{number}{self.text}"
