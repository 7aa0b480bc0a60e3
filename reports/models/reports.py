"""Reports of a series, with their hand-written passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from reports.models.templates import ReportTemplate
from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet
from township_safety.periods import Period

if TYPE_CHECKING:
    from township_safety.organisation.models import User


@dataclass(frozen=True)
class Series:
    """Reports of one office that follow on one another.

    The office's own copy of a template goes on where the shipped one ended; a report about one
    sector or campaign follows on the last one about the same.
    """

    office_id: int
    templates: tuple[int, ...]
    about: str = ""

    @classmethod
    def of(cls, office_id: int, template: ReportTemplate, *, about: str = "") -> Self:
        return cls(office_id, template.series, about)


class ReportQuerySet(ScopedQuerySet["Report"]):
    def in_series(self, series: Series) -> Self:
        return self.filter(
            office=series.office_id, template__in=series.templates, about=series.about
        )

    def of_template(self, template: ReportTemplate) -> Self:
        return self.filter(template=template)

    def issued(self) -> Self:
        return self.filter(state=Report.State.ISSUED)

    def unissued(self) -> Self:
        return self.exclude(state=Report.State.ISSUED)

    def waiting(self, state: str) -> Self:
        """待核稿, 待签发: whose turn it is."""
        return self.filter(state=state)

    def to_review_by(self, user: User) -> Self:
        """待核稿, and not the own text unless the office allows that."""
        events: Any = self.model._meta.get_field("events").related_model
        sent = events.objects.filter(report=models.OuterRef("pk"), step="submit", by=user)
        others = ~Q(created_by=user) & ~models.Exists(sent)
        allowed = Q(office__report_settings__same_person_may_review=True)
        return self.waiting(Report.State.REVIEW).filter(others | allowed)

    def sent_back(self) -> Self:
        """Drafts whose last step was 退回."""
        events: Any = self.model._meta.get_field("events").related_model
        steps = events.objects.filter(report=models.OuterRef("pk")).order_by("-pk")
        drafts = self.waiting(Report.State.DRAFT)
        return drafts.annotate(last_step=models.Subquery(steps.values("step")[:1])).filter(
            last_step="return"
        )

    def in_state(self, state: str, *, user: User) -> Self:
        """One of the lists that the start page counts; all for any other word."""
        match state:
            case "returned":
                return self.sent_back()
            case Report.State.REVIEW:
                return self.to_review_by(user)
            case "unsent":
                return self.unsent()
            case Report.State.DRAFT | Report.State.REVIEWED | Report.State.ISSUED:
                return self.waiting(state)
        return self

    def standing(self) -> Self:
        """Issued, and no newer version of it is: what the office says today."""
        newer = Report.objects.issued().filter(corrects=models.OuterRef("pk"))
        return self.issued().filter(~models.Exists(newer))

    def unsent(self) -> Self:
        """已签发未报送: what stands, and no sending of it is registered."""
        dispatches: Any = self.model._meta.get_field("dispatches").related_model
        sent = dispatches.objects.counted().filter(report=models.OuterRef("pk"))
        return self.standing().filter(~models.Exists(sent))

    def preceding(self, series: Series, *, first_day: date) -> Report | None:
        """The report of the series that a new one from this day follows on."""
        standing = self.in_series(series).standing()
        return standing.filter(last_day__lt=first_day).order_by("-last_day", "-pk").first()

    def written_before(self, report: Report) -> Report | None:
        """The last report whose passages a new one may take over: an issued one before a draft."""
        earlier = self.in_series(report.series).filter(last_day__lt=report.last_day)
        earlier = earlier.exclude(pk=report.pk)
        is_draft = models.Case(models.When(state=Report.State.ISSUED, then=0), default=1)
        return earlier.order_by("-last_day", is_draft, "-pk").first()

    def touching(self, period: Period) -> Self:
        return self.filter(first_day__lte=period.last_day, last_day__gte=period.first_day)

    def of_kind(self, period_kind: str) -> Self:
        return self.filter(template__period_kind=period_kind)

    def last_issued_day(self, series: Series, *, before: date) -> date | None:
        """Up to which day the series has been issued, looking only before that day."""
        issued = self.in_series(series).issued().filter(last_day__lt=before)
        newest: date | None = issued.aggregate(last=models.Max("last_day"))["last"]
        return newest

    def issued_with(self, office: Office, *, since: date, day: date) -> Self:
        """Issued from then on, with facts of that day among theirs or before them."""
        return self.filter(
            office=office, state=Report.State.ISSUED, signed_on__gte=since, last_day__gte=day
        )

    def newest_first(self) -> Self:
        rows = self.order_by("-last_day", "-pk").select_related(
            "template", "office", "corrected_by"
        )
        corrections: Any = self.model._meta.get_field("corrections").related_model
        explained = models.Prefetch("corrections", corrections.objects.defer("document"))
        return rows.prefetch_related("dispatches", explained)

    def of_period(self, period: Period) -> Self:
        return self.filter(period_code=period.code)

    def newest_of_each_template(self) -> dict[int, Report]:
        newest: dict[int, Report] = {}
        for report in self.newest_first():
            newest.setdefault(report.template_id, report)
        return newest


class Report(OwnedModel):
    """One report of a series (office × template), for the days first_day to last_day."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "待核稿"
        REVIEWED = "reviewed", "待签发"
        ISSUED = "issued", "已签发"

    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, verbose_name="模板", related_name="reports"
    )
    period_code = models.CharField("统计期", max_length=30)
    about = models.CharField("报告对象", max_length=60, blank=True)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("数据截至", help_text="这一天的数据也算在内")
    signed_on = models.DateField("成文日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", null=True, related_name="+"
    )

    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="更正的报告",
        null=True,
        blank=True,
        editable=False,
        related_name="corrected_by",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "template", "period_code", "about"],
                condition=~Q(state="issued"),
                name="one_draft_per_series_and_period",
                violation_error_message="这个统计期的草稿已经有了",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="report_days_in_order",
                violation_error_message="数据截至日不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label} {self.template}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.state == self.State.DRAFT

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED

    @property
    def newer(self) -> Report | None:
        """The version that takes its place, written or issued."""
        return getattr(self, "corrected_by", None)

    @property
    def is_replaced(self) -> bool:
        newer = self.newer
        return newer is not None and newer.is_issued

    @property
    def is_corrected(self) -> bool:
        """已更正: by a newer version, or by a 更正说明 that went out."""
        return self.is_replaced or any(one.is_issued for one in self.corrections.all())

    @property
    def is_sent(self) -> bool:
        """已报送: issued and gone out, which is more than signed."""
        return any(dispatch.went_out for dispatch in self.dispatches.all())

    @property
    def status_label(self) -> str:
        """The words of the badge."""
        if self.is_corrected:
            return "已更正"
        return "已报送" if self.is_issued and self.is_sent else self.get_state_display()

    @property
    def series(self) -> Series:
        return Series.of(self.office_id, self.template, about=self.about)

    @property
    def period(self) -> Period:
        """The period with the days this report really covers."""
        whole = Period.parse(self.period_code)
        return Period(self.first_day, self.last_day, whole.label, whole.kind)


class ReportSlot(models.Model):
    """A hand-written passage of a draft; the version guards against two people at once."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="报告", related_name="slots")
    name = models.CharField("位置", max_length=60)
    text = models.TextField("内容", blank=True, max_length=20000)
    version = models.PositiveIntegerField("版本", default=0)
    carried_from = models.ForeignKey(
        Report,
        models.PROTECT,
        verbose_name="沿用自",
        null=True,
        blank=True,
        help_text="沿用那一期的文字，还没有改过、也没有确认",
        related_name="+",
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修改人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "自写内容"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="slot_once_per_report")
        ]

    def __str__(self) -> str:
        return self.name
