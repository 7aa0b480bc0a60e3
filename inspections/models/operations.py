"""检查、执法: one row per outing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models import TaggedQuerySet
from township_safety.organisation.models import CountedModel, Village
from township_safety.register.models import (
    Agency,
    Campaign,
    KeyPeriod,
    Kind,
    LeaderClass,
    Sector,
    class_of_the_day,
    tagged,
)


def of_category(category: str, *, prefix: str = "") -> Q:
    """检查 or 执法. `prefix` is the way to the operation from one of its lines."""
    return Q(**{f"{prefix}category": category})


def joint(*, prefix: str = "") -> Q:
    return Q(**{f"{prefix}is_joint": True})


def led_by(classes: Collection[str], *, prefix: str = "") -> Q:
    """Led by a leader of one of these classes."""
    return Q(**{f"{prefix}leader_class__in": list(classes)})


def with_experts(*, prefix: str = "") -> Q:
    return Q(**{f"{prefix}with_experts": True})


def with_partners(names: Collection[str], *, row: str = "pk") -> Q:
    """Joined by one of the agencies with these names."""
    return tagged(Operation, "partner_agencies", names, by="name", row=row)


def in_campaigns(campaigns: Collection[Any], *, row: str = "pk") -> Q:
    return tagged(Operation, "campaigns", campaigns, row=row)


def in_key_periods(key_periods: Collection[Any], *, row: str = "pk") -> Q:
    return tagged(Operation, "key_periods", key_periods, row=row)


class OperationQuerySet(TaggedQuerySet["Operation"]):
    def inspections(self) -> Self:
        return self.filter(of_category(Operation.Category.INSPECTION))

    def enforcement(self) -> Self:
        return self.filter(of_category(Operation.Category.ENFORCEMENT))

    def joint(self) -> Self:
        return self.filter(joint())

    def led_by(self, classes: Collection[str]) -> Self:
        return self.filter(led_by(classes))

    def with_experts(self) -> Self:
        return self.filter(with_experts())

    def with_partners(self, names: Collection[str]) -> Self:
        return self.filter(with_partners(names))

    def with_progress(self) -> Self:
        """With how many lines it has, and how many of them nobody has seen yet."""
        line = Q(targets__voided_at__isnull=True)
        return self.select_related("kind", "village").annotate(
            lines=Count("targets", filter=line),
            pending=Count("targets", filter=line & Q(targets__outcome="pending")),
        )


class Operation(CountedModel):
    class Category(models.TextChoices):
        INSPECTION = "inspection", "检查"
        ENFORCEMENT = "enforcement", "执法"

    is_done_by_then: ClassVar[bool] = True
    village_lookup: ClassVar[str | None] = "village"
    workbook_keys: ClassVar[tuple[str, ...]] = ("number",)

    number = models.CharField(
        "检查编号",
        max_length=40,
        blank=True,
        help_text="检查记录的编号；检查对象、处置结果用它指明属于哪一次检查",
    )
    on = models.DateField("日期")
    start_time = models.TimeField("开始时间", null=True, blank=True)
    end_time = models.TimeField("结束时间", null=True, blank=True, help_text="夜间行动可以到次日")
    category = models.CharField(
        "类别", max_length=20, choices=Category, default=Category.INSPECTION
    )
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="方式",
        limit_choices_to={"domain": Kind.Domain.OPERATION},
        related_name="+",
    )
    is_joint = models.BooleanField("联合", default=False, help_text="与其他部门、站所一起开展的")
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        verbose_name="行业领域",
        null=True,
        blank=True,
        related_name="+",
        help_text="综合检查不填，或填主要的一个",
    )
    extra_sectors = models.ManyToManyField(
        Sector,
        verbose_name="涉及的其他行业领域",
        blank=True,
        related_name="+",
        help_text="主要行业领域之外同时涉及的",
    )
    campaigns = models.ManyToManyField(
        Campaign, verbose_name="专项行动", blank=True, related_name="+"
    )
    key_periods = models.ManyToManyField(
        KeyPeriod, verbose_name="重要时段", blank=True, related_name="+"
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="+",
        help_text="只在一个村（居）开展的填",
    )
    topic = models.CharField("主题", max_length=200, blank=True)
    leader_class = models.CharField(
        "带队领导类别",
        max_length=20,
        choices=LeaderClass,
        blank=True,
        help_text="没有领导带队的不填；带队领导已登记领导职务的，不选也按当天的职务填上",
    )
    leaders = models.CharField("带队领导", max_length=100, blank=True)
    done_by = models.CharField("参加人员", max_length=200, blank=True)
    partner_agencies = models.ManyToManyField(
        Agency, verbose_name="联合单位", blank=True, related_name="+"
    )
    with_experts = models.BooleanField("专家参与", default=False)
    expert_times = models.PositiveIntegerField("专家人次", null=True, blank=True)
    groups = models.PositiveIntegerField("检查组数", null=True, blank=True)
    person_times = models.PositiveIntegerField(
        "出动人次", null=True, blank=True, help_text="全部人员，含警力"
    )
    police_times = models.PositiveIntegerField("其中警力人次", null=True, blank=True)
    vehicle_times = models.PositiveIntegerField("出动车辆台次", null=True, blank=True)
    boat_times = models.PositiveIntegerField("出动船艇艘次", null=True, blank=True)
    vehicles_checked = models.PositiveIntegerField("检查车辆台次", null=True, blank=True)
    mileage_km = models.DecimalField(
        "巡查里程（公里）", max_digits=10, decimal_places=1, null=True, blank=True
    )
    summary = models.TextField("检查情况", blank=True)
    note = models.CharField("备注", max_length=500, blank=True)

    objects = OperationQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[extra_sectors, campaigns, key_periods, partner_agencies]
    )

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "检查执法"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "on"], name="operation_by_day")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=Q(voided_at__isnull=True) & ~Q(number=""),
                name="operation_number_once_per_office",
                violation_error_message="本单位已有这个检查编号",
            ),
            models.CheckConstraint(
                condition=Q(leaders="") | ~Q(leader_class=""),
                name="operation_leaders_only_with_class",
                violation_error_message="填了带队领导，须选带队领导类别",
            ),
            models.CheckConstraint(
                condition=Q(expert_times__isnull=True) | Q(with_experts=True),
                name="operation_expert_times_only_with_experts",
                violation_error_message="填了专家人次，须勾选专家参与",
            ),
            models.CheckConstraint(
                condition=Q(police_times__isnull=True)
                | Q(person_times__isnull=False, police_times__lte=models.F("person_times")),
                name="operation_police_part_of_persons",
                violation_error_message="警力人次是出动人次的一部分：须填出动人次，且不能多于它",
            ),
            models.CheckConstraint(
                condition=Q(mileage_km__isnull=True) | Q(mileage_km__gte=0),
                name="operation_mileage_not_negative",
                violation_error_message="巡查里程不能为负数",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.topic or self.kind}"

    def clean(self) -> None:
        super().clean()
        self.leader_class = class_of_the_day(
            self.leaders, given=self.leader_class, office_id=self.office_id, on=self.on
        )

    @property
    def is_led(self) -> bool:
        return bool(self.leader_class)


def on_days(first_day: date, last_day: date, *, prefix: str = "operation__") -> Q:
    """Lines whose outing falls on these days, both inclusive."""
    return Q(**{f"{prefix}on__gte": first_day, f"{prefix}on__lte": last_day})
