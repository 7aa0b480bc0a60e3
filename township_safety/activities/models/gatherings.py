"""会议、培训、宣传、演练: work with people, counted by occasion and by head."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models.base import Activity, TaggedActivity, TaggedQuerySet
from township_safety.register.models import (
    Kind,
    LeaderClass,
    PublicityItem,
    Site,
    class_of_the_day,
)

_TAGS = ["campaigns", "key_periods", "extra_sectors"]


class Level(models.TextChoices):
    """Who held it."""

    TOWNSHIP = "township", "乡（镇）级"
    VILLAGE = "village", "村级"
    SITE = "site", "单位"


class MeetingQuerySet(TaggedQuerySet["Meeting"]):
    def chaired_by(self, classes: Collection[str]) -> Self:
        return self.filter(leader_class__in=classes)


class Meeting(TaggedActivity):
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="会议种类",
        limit_choices_to={"domain": Kind.Domain.MEETING},
        related_name="+",
    )
    chaired_by = models.CharField("主持人", max_length=50, blank=True)
    leader_class = models.CharField(
        "主持领导",
        max_length=20,
        choices=LeaderClass,
        blank=True,
        help_text="主持人（或受委托主持人）的身份；已登记领导职务的，不选也按当天的职务填上",
    )
    attendees = models.CharField("参会人员", max_length=200, blank=True, help_text="如：各村负责人")
    attendee_count = models.PositiveIntegerField("参会人数", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    minutes = models.TextField("会议内容", blank=True, help_text="议定事项要点")

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=_TAGS)

    class Meta(TaggedActivity.Meta):
        verbose_name = verbose_name_plural = "会议"

    def __str__(self) -> str:
        return f"{self.on} {self.topic or self.kind}"

    def clean(self) -> None:
        super().clean()
        self.leader_class = class_of_the_day(
            self.chaired_by, given=self.leader_class, office_id=self.office_id, on=self.on
        )


class Training(TaggedActivity):
    """培训、考试、答题; one row may stand for several sessions."""

    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="培训种类",
        limit_choices_to={"domain": Kind.Domain.TRAINING},
        related_name="+",
    )
    audience = models.CharField("对象", max_length=100, blank=True, help_text="如：企业负责人")
    sessions = models.PositiveIntegerField("场次", default=1)
    attendee_count = models.PositiveIntegerField("参加人数", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        verbose_name="举办单位",
        null=True,
        blank=True,
        related_name="+",
        help_text="在学校、企业举办的填该单位",
    )

    objects = TaggedQuerySet["Training"].as_manager()
    history = HistoricalRecords(m2m_fields=_TAGS)

    class Meta(TaggedActivity.Meta):
        verbose_name = verbose_name_plural = "培训"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Activity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(sessions__gte=1),
                name="training_has_a_session",
                violation_error_message="场次至少为1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.topic or self.kind}"


class PublicityQuerySet(TaggedQuerySet["Publicity"]):
    def of_items(self, codes: Collection[str]) -> Self:
        return self.filter(item__code__in=codes)


class Publicity(TaggedActivity):
    """One row per item and occasion: 横幅, 宣传资料, 集中宣传活动……"""

    item = models.ForeignKey(
        PublicityItem, models.PROTECT, verbose_name="宣传项目", related_name="+"
    )
    quantity = models.PositiveIntegerField("数量", help_text="按宣传项目的计数单位填")
    channel = models.CharField("渠道", max_length=100, blank=True, help_text="如：微信群、短信")
    places = models.CharField("地点", max_length=200, blank=True)
    place_count = models.PositiveIntegerField("地点数", null=True, blank=True)
    participant_count = models.PositiveIntegerField("参与人数", null=True, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="宣传单位", null=True, blank=True, related_name="+"
    )

    objects = PublicityQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=_TAGS)

    class Meta(TaggedActivity.Meta):
        verbose_name = verbose_name_plural = "宣传"

    def __str__(self) -> str:
        return f"{self.on} {self.item} {self.quantity}{self.item.unit}"


class Drill(TaggedActivity):
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="演练种类",
        limit_choices_to={"domain": Kind.Domain.DRILL},
        related_name="+",
    )
    level = models.CharField("级别", max_length=20, choices=Level, default=Level.TOWNSHIP)
    place = models.CharField("地点", max_length=100, blank=True)
    participant_count = models.PositiveIntegerField("参加人数", null=True, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="演练单位", null=True, blank=True, related_name="+"
    )

    objects = TaggedQuerySet["Drill"].as_manager()
    history = HistoricalRecords(m2m_fields=_TAGS)

    class Meta(TaggedActivity.Meta):
        verbose_name = verbose_name_plural = "演练"

    def __str__(self) -> str:
        return f"{self.on} {self.topic or self.kind}"
