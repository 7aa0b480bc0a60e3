"""定稿回传: the Word file edited outside, and what in it reads differently."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from reports.models.reports import Report
from reports.models.saying import with_unit
from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile


class ReturnedTextQuerySet(ScopedQuerySet["ReturnedText"]):
    def with_names(self) -> Self:
        return self.select_related("report__template", "file", "uploaded_by", "decided_by")

    def waiting(self) -> Self:
        return self.filter(state=ReturnedText.State.WAITING)

    def of_report(self, report: Report) -> Self:
        return self.filter(report=report)

    def accepted_for(self, report: Report) -> ReturnedText | None:
        """The file that goes out as the text of this report."""
        return self.of_report(report).filter(state=ReturnedText.State.ACCEPTED).first()


class ReturnedText(OwnedModel):
    """One file that came back, held against the composed text of that moment.

    `deviations` is {"changed": [{before, after}], "added": […], "removed": […],
    "figures": [{label, ledger, text, unit, sentence}]}.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        ACCEPTED = "accepted", "已采用为定稿"
        REFUSED = "refused", "已退回"

    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name="报告", related_name="returned_texts"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="回传文件", related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    # Of the composed text it was held against: says later whether the ledger went on.
    digest = models.CharField("对照文稿的校验码", max_length=64)
    deviations: Any = models.JSONField("与系统文稿的不同")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="处理人",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    objects = ReturnedTextQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["deviations"])

    class Meta:
        verbose_name = verbose_name_plural = "定稿回传"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state="accepted"),
                name="one_accepted_text_per_report",
                violation_error_message="这份报告已经采用了另一份回传文件",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="returned_text_decided_or_waiting",
                violation_error_message="处理回传文件要记下处理时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.file}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def figures(self) -> list[dict[str, str]]:
        """Numbers of the file that are not those of the ledger."""
        found: list[dict[str, str]] = self.deviations.get("figures", [])
        return [one | {"said": with_unit(one["ledger"], one["unit"])} for one in found]

    @property
    def sentence_count(self) -> int:
        return sum(len(self.deviations.get(kind, [])) for kind in ("changed", "added", "removed"))
