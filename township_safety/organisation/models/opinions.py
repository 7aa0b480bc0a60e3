"""领导意见: what a leader decided on paper, by word or in a meeting, and who recorded it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet
from township_safety.organisation.models.files import StoredFile
from township_safety.organisation.roles import Role

if TYPE_CHECKING:
    from township_safety.organisation.models.people import User

LEADERS = frozenset({Role.LEADER, Role.DEPUTY})


class Matter(models.TextChoices):
    """What a leader decides about."""

    EXTEND = "extend", "延期整改"
    LIST = "list", "挂牌督办"
    UNLIST = "unlist", "解除挂牌"
    VOID = "void", "误录作废"
    LEVEL = "level", "分级变更"
    NOTICE = "notice", "签发文书"
    REPORT = "report", "签发报告"


class OpinionRule(models.Model):
    """Whether the office asks for a leader's opinion in a matter; without a row the first values.

    Not an OwnedModel: a setting of the office, kept by those who keep its accounts.
    """

    class Demand(models.TextChoices):
        NEVER = "never", "不要求"
        MAJOR = "major", "重大隐患要求"
        ALWAYS = "always", "要求"

    # What an office has that never opened the settings.
    FIRST: ClassVar[dict[Matter, Demand]] = {
        Matter.EXTEND: Demand.ALWAYS,
        Matter.LIST: Demand.ALWAYS,
        Matter.VOID: Demand.MAJOR,
        # A clerk who signs a report always does so for a leader.
        Matter.REPORT: Demand.ALWAYS,
    }

    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, verbose_name="单位", related_name="opinion_rules"
    )
    matter = models.CharField("事项", max_length=20, choices=Matter)
    demand = models.CharField("领导意见", max_length=10, choices=Demand, default=Demand.NEVER)
    must_confirm = models.BooleanField("领导须在系统内确认", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "领导意见设置"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "matter"], name="opinion_rule_once_per_office_and_matter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}：{self.get_demand_display()}"

    @classmethod
    def of(cls, office_id: int, matter: Matter) -> OpinionRule:
        """What holds there; a row that is not kept when nobody has set anything."""
        kept = cls.objects.filter(office=office_id, matter=matter).first()
        return kept or cls(office_id=office_id, matter=matter, demand=cls.first(matter))

    @classmethod
    def first(cls, matter: Matter) -> Demand:
        return cls.FIRST.get(matter, cls.Demand.NEVER)

    def demands(self, *, is_major: bool) -> bool:
        return self.demand == self.Demand.ALWAYS or (is_major and self.demand == self.Demand.MAJOR)


class LeaderOpinionQuerySet(ScopedQuerySet["LeaderOpinion"]):
    def with_names(self) -> Self:
        return self.select_related("leader", "recorded_by", "confirmed_by", "scan")

    def among(self, opinions: Iterable[LeaderOpinion]) -> set[int]:
        """The keys of these, as far as they are among the rows."""
        keys = [opinion.pk for opinion in opinions]
        return set(self.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    def without_scan(self) -> Self:
        """待补签批扫描件: said on paper, and the paper is not kept here yet."""
        return self.filter(way=LeaderOpinion.Way.PAPER, scan__isnull=True)

    def to_confirm(self) -> Self:
        """待领导确认."""
        return self.filter(must_confirm=True, confirmed_at__isnull=True, objected_at__isnull=True)

    def to_confirm_by(self, user: User) -> Self:
        return self.to_confirm().filter(leader=user)

    def disputed(self) -> Self:
        """领导认为不属实, and nobody has said yet what became of it."""
        return self.filter(objected_at__isnull=False, settled_at__isnull=True)

    def in_state(self, state: str, *, user: User) -> Self:
        """One of the to-do lists; all for any other word."""
        chosen = {
            "mine": lambda: self.to_confirm_by(user),
            "scan": self.without_scan,
            "disputed": self.disputed,
            "unconfirmed": self.to_confirm,
        }
        return chosen.get(state, self.all)()


class LeaderOpinion(OwnedModel):
    """One decision of one leader; the events of hazards and the papers it covers point to it."""

    class Way(models.TextChoices):
        PAPER = "paper", "纸质签批"
        ORAL = "oral", "口头"
        MEETING = "meeting", "会议"
        SYSTEM = "system", "系统"

    matter = models.CharField("事项", max_length=20, choices=Matter)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签批领导", related_name="+"
    )
    # Kept with the words: a later change of post does not move it.
    post = models.CharField("职务", max_length=20, choices=Role)
    decided_on = models.DateField("签批日期")
    way = models.CharField("签批方式", max_length=10, choices=Way)
    words = models.CharField("意见原文", max_length=300)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="签批件", null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+"
    )
    # As the setting said when it was recorded.
    must_confirm = models.BooleanField("领导须在系统内确认", default=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", null=True, related_name="+"
    )
    objected_at = models.DateTimeField("提出不属实的时间", null=True, blank=True)
    objection = models.CharField("不属实的说明", max_length=300, blank=True)
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核实人", null=True, related_name="+"
    )
    settlement = models.CharField("核实情况", max_length=300, blank=True)

    objects = LeaderOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领导意见"
        ordering = ["-decided_on", "-pk"]
        indexes = [
            models.Index(
                fields=["office"],
                condition=Q(way="paper", scan__isnull=True),
                name="opinions_without_scan",
            ),
            models.Index(
                fields=["leader"],
                condition=Q(must_confirm=True, confirmed_at__isnull=True),
                name="opinions_to_confirm",
            ),
            models.Index(
                fields=["office"],
                condition=Q(objected_at__isnull=False, settled_at__isnull=True),
                name="opinions_disputed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by=F("leader")),
                name="opinion_confirmed_by_its_leader_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True, objection="")
                | (Q(objected_at__isnull=False, confirmed_at__isnull=True) & ~Q(objection="")),
                name="opinion_objected_with_words_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settlement="")
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False, objected_at__isnull=False)
                    & ~Q(settlement="")
                ),
                name="opinion_settled_after_objection_or_not_at_all",
            ),
        ]

    def __str__(self) -> str:
        day = f"{self.decided_on.month}月{self.decided_on.day}日"
        return f"{self.get_post_display()}{self.leader} {day} {self.get_way_display()}"

    def get_absolute_url(self) -> str:
        return reverse("opinion", args=[self.pk])

    @property
    def told(self) -> str:
        """As a line of the history: 分管领导某某 11月20日 纸质签批：同意延期至12月5日."""
        return f"{self}：{self.words}"

    @property
    def lacks_scan(self) -> bool:
        return self.way == self.Way.PAPER and self.scan_id is None

    @property
    def awaits_leader(self) -> bool:
        return self.must_confirm and self.confirmed_at is None and self.objected_at is None

    @property
    def is_disputed(self) -> bool:
        return self.objected_at is not None and self.settled_at is None

    @property
    def state(self) -> str:
        if self.is_disputed:
            return "领导认为不属实"
        if self.settled_at is not None:
            return "不属实，已核实"
        if self.confirmed_at is not None:
            return "领导已确认"
        return "待领导确认" if self.must_confirm else "已登记"

    def awaits(self, user: User) -> bool:
        """Whether this person is the one who has to confirm it."""
        return self.awaits_leader and self.leader_id == user.pk
