"""挂牌督办 as dated rows. Written by hazards.supervision only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hazards.models.timeline import HazardChild, Outcome, StepQuerySet
from township_safety.organisation.models import OwnedModel, ScopedQuerySet
from township_safety.periods import Period


@dataclass(frozen=True, slots=True)
class ProgressDuty:
    """A 季度进展 that is owed: no report since `since`, of what was listed before `listed_before`.

    Calendar quarters, because the notice (挂牌督办通知书) asks for progress at least quarterly and
    the quarter's returns of major hazards, which the reports feed, go up by calendar quarter.
    A listing younger than the quarter's last month has nothing to tell yet and begins with the
    next quarter.
    """

    quarter: Period
    since: date
    listed_before: date
    is_late: bool

    @classmethod
    def seen_on(cls, day: date) -> Self:
        """In a quarter's last month its own report is asked for, before that the last one's."""
        quarter = Period.containing(day, kind="quarter")
        is_asked = day >= _last_month(quarter)
        if not is_asked:
            quarter = quarter.previous()
        return cls(quarter, quarter.first_day, _last_month(quarter), is_late=not is_asked)


def _last_month(quarter: Period) -> date:
    return quarter.last_day.replace(day=1)


class ListingQuerySet(StepQuerySet["Listing"]):
    def counted(self) -> Self:
        return self.filter(hazard__voided_at__isnull=True)

    def standing_now(self) -> Self:
        return self.filter(lifted_on__isnull=True)

    def standing(self, *, on: date) -> Self:
        return self.filter(listed_on__lte=on).filter(
            Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
        )

    def unreported(self, *, on: date) -> Self:
        """本季度进展未报 (from the quarter's last month on), or the last quarter's is missing.

        Of a hazard that is closed only 解除 is still to come.
        """
        duty = ProgressDuty.seen_on(on)
        reports = ListingProgress.objects.filter(
            listing=OuterRef("pk"), on__gte=duty.since, on__lte=on
        )
        owing = self.standing(on=on).filter(listed_on__lt=duty.listed_before)
        return owing.filter(~Exists(reports), hazard__closed_on__isnull=True)

    def falling_due(self, *, on: date, until: date) -> Self:
        """Standing, and the deadline in force on that day lies no later than `until`."""
        agreed = ListingExtension.objects.agreed(on=on).filter(listing=OuterRef("pk"))
        in_force = Coalesce(Subquery(agreed.values("due_on")[:1]), F("due_on"))
        return self.standing(on=on).alias(in_force=in_force).filter(in_force__lte=until)

    def with_deadline(self) -> Self:
        return self.filter(due_on__isnull=False)

    def accepted(self) -> Self:
        """The latest 验收 found it put right."""
        latest = ListingAcceptance.objects.filter(listing=OuterRef("pk")).order_by("-on", "-pk")
        return self.alias(outcome=Subquery(latest.values("outcome")[:1])).filter(
            outcome=Outcome.PASSED
        )

    def whole(self) -> Self:
        return self.prefetch_related("progress__by", "extensions", "acceptances")


class Listing(HazardChild):
    """挂牌（挂账）督办 by one body; a hazard may be listed by several."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市（州）级"
        COUNTY = "county", "县（区）级"
        COMMITTEE = "committee", "安委办"
        TOWNSHIP = "township", "乡（镇）级"

    date_field: ClassVar[str] = "listed_on"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="listings"
    )
    body = models.CharField("督办单位", max_length=100)
    level = models.CharField("挂牌级别", max_length=20, choices=Level)
    number = models.CharField("督办文号", max_length=60, blank=True)
    leader = models.CharField("督办责任人", max_length=50, blank=True)
    listed_on = models.DateField("挂牌日期")
    due_on = models.DateField("督办期限", null=True, blank=True)
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_number = models.CharField("解除文号", max_length=60, blank=True)
    lifted_by = models.CharField("解除批准人（单位）", max_length=100, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        ordering = ["listed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("listed_on")),
                name="listing_lifted_after_listed",
                violation_error_message="解除日期不能早于挂牌日期",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=False) | Q(lifted_number="", lifted_by=""),
                name="listing_lifted_with_a_day",
                violation_error_message="填了解除文号或批准人的，解除日期也要填",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("listed_on")),
                name="listing_due_after_listed",
                violation_error_message="督办期限不能早于挂牌日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.listed_on}"

    def due_in_force(self, *, on: date) -> date | None:
        """The last deadline agreed by that day; a later extension rewrites no past delay."""
        agreed = [row for row in self.extensions.all() if row.agreed_on <= on]
        due_on: date | None = agreed[-1].due_on if agreed else self.due_on
        return due_on

    @property
    def accepted_on(self) -> date | None:
        """Day of the last 验收, when it found the hazard put right."""
        last = self.acceptances.last()
        return last.on if last is not None and last.outcome == Outcome.PASSED else None


class ListingRow(OwnedModel):
    """A dated row of one listing; its office is the listing's."""

    village_lookup: ClassVar[str | None] = "listing__hazard__village"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", null=True, related_name="+"
    )

    class Meta:
        abstract = True


class ListingProgress(ListingRow):
    """季度进展, told to the body that listed it."""

    listing = models.ForeignKey(
        Listing, models.PROTECT, verbose_name="挂牌督办", related_name="progress"
    )
    on = models.DateField("报送日期")
    text = models.CharField("进展情况", max_length=500)

    objects = ScopedQuerySet["ListingProgress"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办进展"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:20]}"


class ListingExtensionQuerySet(ScopedQuerySet["ListingExtension"]):
    def agreed(self, *, on: date) -> Self:
        """By that day, the last one first."""
        return self.filter(agreed_on__lte=on).order_by("-agreed_on", "-pk")


class ListingExtension(ListingRow):
    """督办延期: asked for, agreed to; in force from the day it was agreed."""

    listing = models.ForeignKey(
        Listing, models.PROTECT, verbose_name="挂牌督办", related_name="extensions"
    )
    applied_on = models.DateField("申请日期")
    agreed_on = models.DateField("同意日期")
    due_on = models.DateField("延期后的督办期限")
    reason = models.CharField("延期理由及防控措施", max_length=300)
    approver = models.CharField("批准人（单位）", max_length=100, blank=True)

    objects = ListingExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办延期"
        ordering = ["agreed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on__gte=F("applied_on")),
                name="listing_extension_agreed_after_applied",
                violation_error_message="同意日期不能早于申请日期",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("agreed_on")),
                name="listing_extension_due_after_agreed",
                violation_error_message="延期后的督办期限不能早于同意日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreed_on} → {self.due_on}"


class ListingAcceptance(ListingRow):
    """督办验收, asked for when the hazard has been put right; 解除挂牌 needs one that passed."""

    listing = models.ForeignKey(
        Listing, models.PROTECT, verbose_name="挂牌督办", related_name="acceptances"
    )
    on = models.DateField("验收日期")
    people = models.CharField("验收人员", max_length=100)
    outcome = models.CharField("验收结果", max_length=10, choices=Outcome)
    opinion = models.CharField("验收意见", max_length=500, blank=True)

    objects = ScopedQuerySet["ListingAcceptance"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办验收"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_outcome_display()}"
