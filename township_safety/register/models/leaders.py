"""Leaders: how high each stood from when to when, and which villages and sites are theirs."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, When
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import SpanModel, SpanQuerySet, Village
from township_safety.register.models.sites import Site

_BETWEEN = re.compile(r"[、，,;；/\s]+")


class LeaderClass(models.TextChoices):
    """How high the leader stood who led an inspection or chaired a meeting."""

    MAIN = "main", "党政主要领导"
    IN_CHARGE = "in_charge", "分管领导"
    OTHER = "other", "其他党政领导"


def names_in(text: str) -> list[str]:
    """The names of a field, each once."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


class LeaderPostQuerySet(SpanQuerySet["LeaderPost"]):
    def names(self) -> list[str]:
        """Each once, the highest class first."""
        rank = Case(*(When(leader_class=c, then=n) for n, c in enumerate(LeaderClass.values)))
        rows = self.order_by(rank, "pk").values_list("name", flat=True)
        return list(dict.fromkeys(rows))

    def class_of(self, text: str, *, office_id: int, on: date) -> str:
        """The highest class that one of the named held on that day; "" when nobody is known."""
        rows = self.for_offices([office_id]).active(on=on).filter(name__in=names_in(text))
        held = set(rows.values_list("leader_class", flat=True))
        return next((rank for rank in LeaderClass.values if rank in held), "")


class LeaderPost(SpanModel):
    """A post held from one day to another; work is counted by the post of its day."""

    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=50, help_text="如：乡长、分管安全生产的副乡长")
    leader_class = models.CharField("领导类别", max_length=20, choices=LeaderClass)
    led_per_year = models.PositiveIntegerField(
        "每年应带队检查次数", null=True, blank=True, help_text="没有规定次数的不填"
    )

    objects = LeaderPostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "领导职务"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(led_per_year__isnull=True) | Q(led_per_year__gte=1),
                name="leader_post_led_per_year_at_least_once",
                violation_error_message="每年应带队检查次数至少为1；没有规定次数的不填",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.post}"

    def is_held(self, *, on: date) -> bool:
        begun = self.active_from is None or self.active_from <= on
        return begun and (self.active_to is None or self.active_to >= on)


class LeaderCharge(SpanModel):
    """包保: a village or a site that a leader answers for."""

    workbook_keys: ClassVar[tuple[str, ...]] = ()

    leader = models.CharField("领导姓名", max_length=50)
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="+",
        help_text="包一个村（居）的填；包单位的不填",
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        verbose_name="监管对象",
        null=True,
        blank=True,
        related_name="+",
        help_text="包一家单位（场所）的填；包村（居）的不填",
    )

    objects = SpanQuerySet["LeaderCharge"].as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "领导包保"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(village__isnull=False, site__isnull=True)
                | Q(village__isnull=True, site__isnull=False),
                name="leader_charge_of_a_village_or_a_site",
                violation_error_message=(
                    "包保的村（居）和监管对象填其中一个；包几个的，一个登记一条"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader} 包保{self.village or self.site}"


def class_of_the_day(text: str, *, given: str, office_id: int | None, on: date | None) -> str:
    """What was chosen stays; left blank, it is the class of the post held on that day."""
    if given or not text or office_id is None or on is None:
        return given
    return LeaderPost.objects.class_of(text, office_id=office_id, on=on)
