"""Which papers there are, and which of them an office may draw up."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import Office
from township_safety.register.models import ReferenceModel, ReferenceQuerySet
from township_safety.register.models.reference import ReferenceManager


class NoticeKindQuerySet(ReferenceQuerySet["NoticeKind"]):
    def offered_in(self, office: Office, *, on: date) -> Self:
        """To draw up a paper that day: an order (责令) only with powers handed over."""
        offered = self.available_to(office).valid(on=on)
        return offered if office.powers_handed_over else offered.filter(needs_powers=False)

    def usual(self) -> NoticeKind | None:
        """What a township draws up for hazards, as a rule: the first that orders them put right."""
        return self.filter(orders_rectification=True, needs_powers=False).first()

    def without_orders(self) -> Self:
        """告知书、提示单、建议: they order nothing."""
        return self.filter(orders_rectification=False)


class NoticeKind(ReferenceModel):
    """限期整改通知书, 提示单, 告知书…; each kind has its own run of numbers per year."""

    number_word = models.CharField(
        "文号用字", max_length=20, blank=True, help_text="如“安整”，文号为：青安整〔2024〕1号"
    )
    orders_rectification = models.BooleanField(
        "属于整改文书", default=True, help_text="提示单、告知书不属于整改文书，分开统计"
    )
    needs_powers = models.BooleanField(
        "须有行政执法权",
        default=False,
        help_text="勾选的只在单位设置中写明已下放（委托）执法权时供选择，如责令限期整改指令书",
    )

    objects = ReferenceManager.from_queryset(NoticeKindQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "文书种类"

    @property
    def sequence(self) -> str:
        """The name of its run of numbers."""
        return f"notice:{self.code}"
