"""考核评分: how much each part weighs, and the scores of a quarter as they were published."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet, Village
from township_safety.periods import Period
from township_safety.register.models import Agency


class Who(models.TextChoices):
    """Whom the office scores."""

    VILLAGE = "village", "村（居）"
    STATION = "station", "站所单位"


class Part(models.TextChoices):
    """What a score is made of; the values are the columns of ScoreWeights."""

    LETTERS = "letters", "责任书、承诺书签订"
    INSPECTIONS = "inspections", "例行检查完成"
    CLOSURE = "closure", "隐患整改"
    OVERDUE = "overdue", "按期整改"
    RETURNS = "returns", "报送及时"


# A station has no hazards of its own in the ledger.
_USUAL: dict[str, dict[str, int]] = {
    Who.STATION: {"letters": 30, "inspections": 40, "closure": 0, "overdue": 0, "returns": 30}
}


class ScoreWeightsQuerySet(ScopedQuerySet["ScoreWeights"]):
    def of(self, office: Office, who: str) -> ScoreWeights:
        """The office's own, or what is usual while it has said nothing."""
        found = self.filter(office=office, who=who).first()
        return found or ScoreWeights(office=office, who=who, **_USUAL.get(who, {}))


class ScoreWeights(OwnedModel):
    who = models.CharField("考核对象", max_length=10, choices=Who, editable=False)
    letters = models.PositiveSmallIntegerField("责任书、承诺书签订", default=15)
    inspections = models.PositiveSmallIntegerField("例行检查完成", default=25)
    closure = models.PositiveSmallIntegerField("隐患整改", default=25)
    overdue = models.PositiveSmallIntegerField("按期整改", default=20)
    returns = models.PositiveSmallIntegerField("报送及时", default=15)

    objects = ScoreWeightsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核权重"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "who"], name="score_weights_once_per_kind"),
            models.CheckConstraint(
                condition=Q(
                    letters=100 - F("inspections") - F("closure") - F("overdue") - F("returns")
                ),
                name="score_weights_make_a_hundred",
                violation_error_message="五项权重加起来须是100分",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.get_who_display()}"

    @property
    def by_part(self) -> dict[str, int]:
        return {part.value: getattr(self, part.value) for part in Part}


class ScoreSheetQuerySet(ScopedQuerySet["ScoreSheet"]):
    def standing(self) -> Self:
        """Published and not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def of_period(self, office: Office, who: str, period: Period) -> ScoreSheet | None:
        rows = self.standing().filter(office=office, who=who, first_day=period.first_day)
        return rows.select_related("published_by").first()

    def newest(self, office: Office, who: str) -> Self:
        rows = self.filter(office=office, who=who).select_related("published_by", "withdrawn_by")
        return rows.order_by("-first_day", "-pk")


class ScoreSheet(OwnedModel):
    """The scores of one quarter as published: what is entered later changes nothing here."""

    who = models.CharField("考核对象", max_length=10, choices=Who)
    label = models.CharField("统计期", max_length=60)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期")
    weights: Any = models.JSONField("权重")
    published_on = models.DateField("公布日期")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="公布人", related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="撤回人",
        null=True,
        blank=True,
        related_name="+",
    )
    withdraw_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核评分"
        ordering: ClassVar[list[str]] = ["-first_day", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "who", "first_day"],
                condition=Q(withdrawn_at__isnull=True),
                name="scores_once_per_quarter",
                violation_error_message="这个季度的评分已经公布",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="score_days_in_order",
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="scores_withdrawn_with_reason_or_not_at_all",
                violation_error_message="撤回须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}{self.get_who_display()}考核评分"

    def get_absolute_url(self) -> str:
        return reverse("score_sheet", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Score(models.Model):
    """One village or station. `parts`: of each part its numbers, its words and its rows."""

    sheet = models.ForeignKey(
        ScoreSheet, models.CASCADE, verbose_name="考核评分", related_name="scores"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="站所单位", null=True, blank=True, related_name="+"
    )
    # As it was called then.
    name = models.CharField("名称", max_length=100)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    total = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True, blank=True)
    parts: Any = models.JSONField("各项")

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering: ClassVar[list[str]] = ["rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(village__isnull=True) | Q(agency__isnull=True),
                name="score_of_a_village_or_a_station",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.total}"
