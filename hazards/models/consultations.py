"""会商分级: which hazards went to the meeting, what it decided on each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from hazards.models.classification import ResponsibleLevel
from hazards.models.hazard import Hazard
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    OwnedModel,
    ScopedQuerySet,
)

# Rows of one list: as many as a meeting goes through, and one page of cells can send.
MOST_ITEMS = 100


class ConsultationQuerySet(CountedQuerySet["Consultation"]):
    def with_sizes(self) -> Self:
        """Each with `size`, how many hazards are on its list."""
        return self.annotate(size=Count("items")).order_by("-pk")


class Consultation(CountedModel):
    """A list drawn up for the meeting; once held, with the day and what was decided."""

    date_field: ClassVar[str] = "held_on"

    held_on = models.DateField("会商日期", null=True, blank=True)
    place = models.CharField("会商地点", max_length=100, blank=True)
    host = models.CharField("主持人", max_length=50, blank=True)
    participants = models.CharField("参加人员", max_length=500, blank=True)
    number = models.CharField("会议纪要文号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "隐患会商分级"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | ~Q(host=""),
                name="consultation_held_by_somebody",
                violation_error_message="已经会商的，请填写主持人",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(voided_at__isnull=True),
                name="consultation_held_is_not_voided",
                violation_error_message="已经登记会商结果的，不能作废",
            ),
        ]

    def __str__(self) -> str:
        return f"隐患会商清单第{self.pk}号"

    def get_absolute_url(self) -> str:
        return reverse("hazards:consultation", args=[self.pk])

    @property
    def state(self) -> str:
        if self.is_voided:
            return "误录作废"
        return "已会商" if self.held_on else "待会商"

    @property
    def is_waiting(self) -> bool:
        return self.held_on is None and not self.is_voided

    @property
    def rows(self) -> models.QuerySet[ConsultationItem]:
        return self.items.select_related("hazard__village", "hazard__site", "hazard__sector")


class ConsultationItemQuerySet(ScopedQuerySet["ConsultationItem"]):
    def waiting_lists(self, hazards: Iterable[Hazard]) -> dict[int, int]:
        """Key of a hazard: key of the list on which it waits for a meeting."""
        waiting = self.filter(
            hazard__in=[hazard.pk for hazard in hazards],
            consultation__held_on__isnull=True,
            consultation__voided_at__isnull=True,
        )
        return dict(waiting.values_list("hazard", "consultation"))


class ConsultationItem(OwnedModel):
    """One hazard of the list; without a level the meeting left it undecided."""

    village_lookup: ClassVar[str | None] = "hazard__village"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, verbose_name="会商", related_name="items"
    )
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, verbose_name="隐患", related_name="consultation_items"
    )
    position = models.PositiveSmallIntegerField("第几项")
    responsible_level = models.CharField(
        "责任层级", max_length=10, choices=ResponsibleLevel, blank=True
    )
    case_leader = models.CharField("包案领导", max_length=50, blank=True)
    responsible_unit = models.CharField("责任单位", max_length=100, blank=True)
    fund_source = models.CharField("资金来源", max_length=100, blank=True)
    opinion = models.CharField("会商意见", max_length=200, blank=True)

    objects = ConsultationItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会商清单事项"
        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "hazard"],
                name="hazard_once_per_consultation",
                violation_error_message="同一条隐患在清单中只列一次",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hazard}"
