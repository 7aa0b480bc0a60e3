"""What happens to a report on its way out: its steps, and how the office wants them taken."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from reports.models.reports import Report
from township_safety.organisation.models import LeaderOpinion, Office, OwnedModel, ScopedQuerySet


class ReportEventQuerySet(ScopedQuerySet["ReportEvent"]):
    def with_names(self) -> Self:
        return self.select_related("by", "opinion__leader", "opinion__scan")

    def under_any(self, opinions: Collection[LeaderOpinion]) -> Self:
        """The steps that went on these opinions."""
        rows = self.filter(opinion__in=[opinion.pk for opinion in opinions])
        return rows.select_related("report__template", "report__office")

    def last(self, step: str) -> ReportEvent | None:  # type: ignore[override]  # of one step
        """The newest of its kind."""
        return self.filter(step=step).order_by("-pk").first()


class ReportEvent(OwnedModel):
    """One step of one report: who, on which day, with which words and on whose opinion."""

    class Step(models.TextChoices):
        SUBMIT = "submit", "送审"
        PASS = "pass", "核稿通过"
        RETURN = "return", "退回"
        ISSUE = "issue", "签发"
        CORRECT = "correct", "更正后重报"

    report = models.ForeignKey(Report, models.PROTECT, verbose_name="报告", related_name="events")
    step = models.CharField("步骤", max_length=20, choices=Step)
    on = models.DateField("日期")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    opinion = models.ForeignKey(
        LeaderOpinion,
        models.PROTECT,
        verbose_name="领导意见",
        null=True,
        blank=True,
        related_name="report_events",
    )
    # Of the text as it was then: says later whether the figures have moved since.
    digest = models.CharField("当时的校验码", max_length=64, blank=True)

    objects = ReportEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告办理记录"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.on}"


class ReportSettings(models.Model):
    """How an office reviews and prints its reports; without a row the first values.

    Not an OwnedModel: a setting of the office, kept by those who keep its accounts.
    """

    office = models.OneToOneField(
        Office, models.PROTECT, verbose_name="单位", related_name="report_settings"
    )
    same_person_may_review = models.BooleanField(
        "允许拟稿人本人核稿",
        default=False,
        help_text="一般应由另一人核稿；人手不足的单位可以打开",
    )
    prints_digest = models.BooleanField(
        "在签发的报告末尾印校验码",
        default=False,
        help_text="用小字印在文末，收文单位可以据此核对是不是签发的那一份",
    )

    class Meta:
        verbose_name = verbose_name_plural = "报告设置"

    def __str__(self) -> str:
        return f"{self.office}的报告设置"

    @classmethod
    def of(cls, office_id: int) -> ReportSettings:
        """What holds there; a row that is not kept when nobody has set anything."""
        return cls.objects.filter(office=office_id).first() or cls(office_id=office_id)
