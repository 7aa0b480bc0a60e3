"""站所报数: the numbers that came in, and whose accounts give them."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from hazards.models import HazardCount
from township_safety.activities.models.base import not_negative
from township_safety.activities.models.stations import Slot, StationQuestion
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    OwnedModel,
    ScopedQuerySet,
    StoredFile,
    User,
)
from township_safety.periods import Period
from township_safety.register.models import Agency


class StationFigureQuerySet(CountedQuerySet["StationFigure"]):
    def of(self, agency: Agency) -> Self:
        return self.filter(question__agency=agency)

    def answering(self, slots: Collection[Slot]) -> dict[str, StationFigure]:
        """The number that stands for each slot, by the slot's key."""
        wanted = {slot.key for slot in slots}
        rows = self.counted().filter(question__in={slot.question.pk for slot in slots})
        found = {f"{row.question_id}-{row.first_day:%Y%m%d}": row for row in rows.with_names()}
        return {key: row for key, row in found.items() if key in wanted}

    def with_names(self) -> Self:
        return self.select_related(
            "question__agency",
            "question__sector",
            "question__result_kind",
            "question__publicity_item",
            "recorded_by",
            "file",
            "office",
            "hazard_count",
        )

    def inside(self, period: Period) -> Self:
        """Whose days lie wholly in the period."""
        return self.filter(first_day__gte=period.first_day, last_day__lte=period.last_day)

    def with_codes(self) -> Self:
        """With what the figures narrow by, in one query."""
        return self.select_related(
            "question__sector", "question__result_kind", "question__publicity_item"
        )


class StationFigure(CountedModel):
    """One number a station gave; counted like the rows the office enters itself."""

    class Way(models.TextChoices):
        OWN = "own", "站所自报"
        SHEET = "sheet", "Excel 表"
        FOR_IT = "for_it", "安办代录"

    date_field: ClassVar[str] = "last_day"

    question = models.ForeignKey(
        StationQuestion, models.PROTECT, verbose_name="报数项目", related_name="figures"
    )
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期", help_text="数据截至的那一天")
    value = models.DecimalField("数", max_digits=16, decimal_places=2)
    is_nil = models.BooleanField("零报告", default=False)
    given_by = models.CharField("报数人", max_length=50, help_text="站所里报这个数的人")
    given_on = models.DateField("报数日期")
    way = models.CharField("怎么报的", max_length=10, choices=Way, default=Way.FOR_IT)
    message = models.TextField("原始消息", max_length=2000, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="扫描件、截图",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # 隐患 lie in the ledger itself, found and put right together.
    hazard_count = models.ForeignKey(
        HazardCount,
        models.PROTECT,
        verbose_name="对应的汇总登记",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = StationFigureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "站所报数"
        ordering: ClassVar[list[str]] = ["-first_day", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "first_day"], name="station_figure_by_day")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            not_negative("value", "数", name="station_figure_not_negative"),
            models.CheckConstraint(
                condition=Q(is_nil=True, value=0) | (Q(is_nil=False) & ~Q(value=0)),
                name="station_figure_zero_is_a_nil_return",
                violation_error_message="数为0的须勾选零报告，零报告的数须为0",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="station_figure_days_in_order",
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                condition=~Q(way="for_it") | ~Q(message="") | Q(file__isnull=False),
                name="station_figure_entered_for_it_from_a_message",
                violation_error_message="代录的须填原始消息，或者上传扫描件、截图",
            ),
            models.UniqueConstraint(
                fields=["question", "first_day"],
                condition=Q(voided_at__isnull=True),
                name="station_figure_once_per_question_and_period",
                violation_error_message="这个站所这个统计期的这个数已经报过",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("station_figure", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period.between(self.first_day, self.last_day)

    @property
    def shown(self) -> str:
        """With its unit, without trailing zeros."""
        return "零报告" if self.is_nil else f"{self.value.normalize():f}{self.question.unit}"

    def clean(self) -> None:
        """Hazards are entered on the page, which writes them into the ledger."""
        super().clean()
        question = self._state.fields_cache.get("question")
        if question is None:
            return
        if question.is_of_hazards and self.value and self.hazard_count is None:
            raise ValidationError("站所报的隐患数请在“站所报数”页面登记，同时写入汇总登记")


class StationContactQuerySet(ScopedQuerySet["StationContact"]):
    def for_agency(self, agency: Agency) -> Self:
        return self.filter(agency=agency)

    def agencies_of(self, user: User) -> set[int]:
        """Whose numbers this person gives."""
        return set(self.filter(user=user).values_list("agency", flat=True))


class StationContact(OwnedModel):
    """站所联络员: an account that gives the numbers of one station."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="站所单位", related_name="contacts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="账号", related_name="+"
    )

    objects = StationContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站所联络员"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                name="station_contact_once",
                violation_error_message="这个账号已经是这个站所的联络员",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.user}"
