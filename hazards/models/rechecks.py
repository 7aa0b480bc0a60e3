"""整改复查: one visit to what was ordered, item by item. Written by hazards.rechecking only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from hazards.models.hazard import Hazard
from hazards.models.notices import Notice
from township_safety.organisation.models import OwnedModel, ScopedQuerySet, Village
from township_safety.register.models import Site


class RecheckQuerySet(ScopedQuerySet["Recheck"]):
    def with_names(self) -> Self:
        return self.select_related("notice__kind", "site", "village", "by")

    def containing(self, text: str) -> Self:
        return self.filter(
            Q(notice__addressee__icontains=text)
            | Q(notice__number__icontains=text)
            | Q(site__name__icontains=text)
            | Q(number__icontains=text)
        )

    def dated_in(self, first_day: date, last_day: date) -> Self:
        return self.filter(on__gte=first_day, on__lte=last_day)

    def with_one_failed(self) -> Self:
        failed = RecheckItem.objects.filter(
            recheck=OuterRef("pk"), outcome=RecheckItem.Outcome.FAILED
        )
        return self.filter(Exists(failed))

    def with_numbers(self) -> Self:
        """How many items passed, failed and were not seen."""
        return self.annotate(
            passed=Count("items", filter=Q(items__outcome=RecheckItem.Outcome.PASSED)),
            failed=Count("items", filter=Q(items__outcome=RecheckItem.Outcome.FAILED)),
            unseen=Count("items", filter=Q(items__outcome=RecheckItem.Outcome.UNSEEN)),
        ).order_by("-on", "-pk")


class Recheck(OwnedModel):
    """What the 整改复查意见书 says: who looked on which day, and what became of each item."""

    village_lookup: ClassVar[str | None] = "village"
    date_field: ClassVar[str] = "on"

    notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        verbose_name="复查的通知书",
        null=True,
        blank=True,
        related_name="rechecks",
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="+"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    number = models.CharField(
        "文号", max_length=60, blank=True, help_text="出具整改复查意见书时编号"
    )
    on = models.DateField("复查日期")
    verifier = models.CharField("复查人", max_length=50)
    remark = models.CharField("总的复查意见", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="登记人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改复查"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["office", "on"], name="recheck_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=~Q(number=""),
                name="recheck_number_once_per_office",
                violation_error_message="文号重复",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False) | Q(site__isnull=False),
                name="recheck_of_a_notice_or_a_site",
                violation_error_message="复查要写明是哪份通知书或者哪个监管对象",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.on}复查"

    def get_absolute_url(self) -> str:
        return reverse("hazards:recheck", args=[self.pk])

    @property
    def about(self) -> str:
        """Whom it concerns, in the words of the paper."""
        return self.notice.addressee if self.notice else str(self.site or "")

    @property
    def item_rows(self) -> models.QuerySet[RecheckItem]:
        return self.items.select_related("hazard")


class RecheckItem(OwnedModel):
    """One hazard as it was found at the visit, in the words of that day."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"
        UNSEEN = "unseen", "未查"

    village_lookup: ClassVar[str | None] = "recheck__village"

    recheck = models.ForeignKey(
        Recheck, models.PROTECT, verbose_name="整改复查", related_name="items"
    )
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, verbose_name="隐患", related_name="recheck_items"
    )
    position = models.PositiveSmallIntegerField("序号")
    text = models.TextField("存在问题", max_length=1000)
    outcome = models.CharField("复查结果", max_length=10, choices=Outcome)
    opinion = models.CharField("复查意见", max_length=500, blank=True)
    due_on = models.DateField("新的整改期限", null=True, blank=True)

    objects = ScopedQuerySet["RecheckItem"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改复查事项"
        ordering = ["recheck", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["recheck", "hazard"],
                name="hazard_once_per_recheck",
                violation_error_message="同一隐患在一次复查里只能出现一次",
            ),
            models.UniqueConstraint(
                fields=["recheck", "position"], name="position_once_per_recheck"
            ),
            models.CheckConstraint(
                condition=Q(outcome="failed", due_on__isnull=False)
                | (~Q(outcome="failed") & Q(due_on__isnull=True)),
                name="recheck_item_failed_with_new_deadline_or_none",
                violation_error_message="不合格的要有新的整改期限，其他的没有",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_outcome_display()}"
