"""常用隐患: what is found again and again, in words of the office, with the usual measures."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, Q, When
from simple_history.models import HistoricalRecords

from township_safety.register.initials import InitialsField
from township_safety.register.models import (
    HazardCategory,
    ReferenceModel,
    ReferenceQuerySet,
    Sector,
)
from township_safety.register.models.reference import ReferenceManager


class HazardPhraseQuerySet(ReferenceQuerySet["HazardPhrase"]):
    def found_by(self, words: str, *, sector: int | None) -> Self:
        """A part of the words or their initials; those of the sector first, then the general."""
        first = Case(When(sector=sector, then=0), When(sector=None, then=1), default=2)
        # PostgreSQL takes a constant for a column's position: without a sector it is left out.
        order = [first] if sector else []
        return self.filter(
            Q(name__icontains=words)
            | Q(sector__name__icontains=words)
            | Q(initials__contains=words.lower())
        ).order_by(*order, "order", "pk")


class HazardPhrase(ReferenceModel):
    name = models.CharField("隐患描述", max_length=200)
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        verbose_name="行业领域",
        null=True,
        blank=True,
        related_name="+",
        help_text="各行业都常见的不填",
    )
    category = models.ForeignKey(
        HazardCategory,
        models.PROTECT,
        verbose_name="隐患类别",
        null=True,
        blank=True,
        related_name="+",
    )
    measures = models.CharField("整改措施", max_length=300, blank=True)
    initials = InitialsField("拼音首字母")

    objects = ReferenceManager.from_queryset(HazardPhraseQuerySet)()
    history = HistoricalRecords(excluded_fields=["initials"])

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "常用隐患"
