"""月末重点隐患整治销号例检例查: one session a month, its hazards, what was decided on each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from hazards.models import Hazard
from inspections.models.operations import Operation
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    OwnedModel,
    ScopedQuerySet,
)
from township_safety.periods import Period
from township_safety.register.models import Agency, LeaderClass

NAME = "月末重点隐患整治销号例检例查"
# What one meeting goes through, one page of cells can send and one file of photos can carry.
MOST_LINES = 80


class ClearanceQuerySet(CountedQuerySet["Clearance"]):
    def held(self) -> Self:
        return self.counted().filter(held_on__isnull=False)

    def of_months(self, first: date, last: date) -> Self:
        """Those of the months that begin on these days or between them."""
        return self.filter(month__gte=first, month__lte=last)

    def months(self) -> models.QuerySet[Clearance, date]:
        return self.order_by().values_list("month", flat=True)

    def elsewhere(self, office: Any) -> Self:
        """Those of other offices than this one."""
        return self.exclude(office=office) if office is not None else self

    def before(self, clearance: Clearance) -> Clearance | None:
        """The session held before this one, in the order of months."""
        earlier = self.held().filter(office=clearance.office_id, month__lt=clearance.month)
        return earlier.order_by("month", "pk").last()

    def latest(self, *, before: date) -> Clearance | None:  # type: ignore[override]  # by month
        return self.held().filter(month__lt=before).order_by("month", "pk").last()

    def with_sizes(self) -> Self:
        """Each with how many hazards it takes, closes, and has not decided on yet."""
        return self.annotate(
            size=Count("items"),
            closed=Count("items", filter=Q(items__decision=Decision.CLOSE)),
            undecided=Count("items", filter=Q(items__decision="")),
        )


class Decision(models.TextChoices):
    CLOSE = "close", "销号"
    GO_ON = "go_on", "继续整改"
    EXTEND = "extend", "延期"
    REFER = "refer", "上报移送"
    LIST = "list", "挂牌督办"


class Clearance(CountedModel):
    """A list drawn up for the month; once held, with the day and who led it."""

    date_field: ClassVar[str] = "held_on"

    month = models.DateField("月份", help_text="当月1日")
    held_on = models.DateField("召开日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    chair = models.CharField("主持领导", max_length=50, blank=True)
    chair_class = models.CharField("主持领导类别", max_length=20, choices=LeaderClass, blank=True)
    participants = models.CharField("参加人员", max_length=500, blank=True)
    number = models.CharField("会议纪要文号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    # The outing by which the reports count the session; written when it is held.
    operation = models.OneToOneField(
        Operation,
        models.PROTECT,
        verbose_name="检查执法记录",
        null=True,
        blank=True,
        editable=False,
        related_name="clearance",
    )

    objects = ClearanceQuerySet.as_manager()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "月末销号例检例查"
        ordering: ClassVar[list[str]] = ["-month", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "month"],
                condition=Q(voided_at__isnull=True),
                name="clearance_once_per_month",
                violation_error_message="这个月的例检例查已经有了",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | (~Q(chair="") & ~Q(chair_class="")),
                name="clearance_held_by_a_leader",
                violation_error_message="已经召开的，请填写主持领导和类别",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(held_on__gte=models.F("month")),
                name="clearance_held_not_before_its_month",
                violation_error_message="召开日期不能早于当月1日",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(voided_at__isnull=True),
                name="clearance_held_is_not_voided",
                violation_error_message="已经召开的，不能作废",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月{NAME}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:clearance", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period.containing(self.month)

    @property
    def state(self) -> str:
        if self.is_voided:
            return "误录作废"
        return "已召开" if self.held_on else "待召开"

    @property
    def is_waiting(self) -> bool:
        return self.held_on is None and not self.is_voided

    @property
    def rows(self) -> models.QuerySet[ClearanceItem]:
        return self.items.with_hazards()

    @property
    def previous(self) -> Clearance | None:
        return Clearance.objects.before(self)


class ClearanceItemQuerySet(ScopedQuerySet["ClearanceItem"]):
    def counted(self) -> Self:
        return self.filter(clearance__voided_at__isnull=True, hazard__voided_at__isnull=True)

    def undecided(self) -> Self:
        """Of sessions that were held; a hazard voided meanwhile needs no decision."""
        return self.counted().filter(clearance__held_on__isnull=False, decision="")

    def of_hazards(self, keys: Collection[int]) -> Self:
        return self.filter(hazard__in=keys)

    def with_hazards(self) -> Self:
        return self.select_related(
            "hazard__village", "hazard__site", "hazard__sector", "hazard__office", "to_agency", "by"
        )


class ClearanceItem(OwnedModel):
    """One hazard of the session; without a decision the meeting has not come to it yet."""

    village_lookup: ClassVar[str | None] = "hazard__village"

    clearance = models.ForeignKey(
        Clearance, models.PROTECT, verbose_name="例检例查", related_name="items"
    )
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, verbose_name="隐患", related_name="clearance_items"
    )
    position = models.PositiveSmallIntegerField("第几项")
    why = models.CharField("提请原因", max_length=100, blank=True)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    responsible = models.CharField("责任人", max_length=50, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    to_agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="报送单位", null=True, blank=True, related_name="+"
    )
    words = models.CharField("会议意见", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="登记人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ClearanceItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "例检例查事项"
        ordering = ["clearance", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "hazard"],
                name="hazard_once_per_clearance",
                violation_error_message="同一条隐患在一次例检例查中只列一次",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(responsible=""),
                name="clearance_decided_with_a_person",
                violation_error_message="有决定的，请填写责任人",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hazard}"

    def get_absolute_url(self) -> str:
        return self.clearance.get_absolute_url()

    @property
    def is_final(self) -> bool:
        """Written into the ledger; 继续整改 may still become something else."""
        return self.decision not in ("", Decision.GO_ON)
