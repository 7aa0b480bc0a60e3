"""责任书、承诺书 and who has to sign them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet, Village
from township_safety.register.models import Agency, Kind, Sector, Site, of_kind

M = TypeVar("M", bound=models.Model, covariant=True)


class LetterClass(models.TextChoices):
    RESPONSIBILITY = "responsibility", "责任书"
    COMMITMENT = "commitment", "承诺书"


class Counterparty(models.TextChoices):
    """With whom; each has its column, exactly one of them is filled."""

    VILLAGE = "village", "村（居）"
    AGENCY = "agency", "站所单位"
    SITE = "site", "监管对象"
    PERSON = "person", "个人"


def _only(column: str) -> Q:
    """This counterparty and no other."""
    condition = Q()
    for other in ("village", "agency", "site"):
        condition &= Q(**{f"{other}__isnull": other != column})
    return condition & (~Q(person="") if column == "person" else Q(person=""))


def with_counterparty(kind: str) -> Q:
    """Letters with villages, with agencies, with sites or with persons."""
    return ~Q(person="") if kind == Counterparty.PERSON else Q(**{f"{kind}__isnull": False})


class LetterQuerySet(CountedQuerySet[M]):
    def of_class(self, letter_class: str) -> Self:
        return self.filter(letter_class=letter_class)

    def of_kind(self, codes: Collection[str]) -> Self:
        return self.filter(of_kind(codes))

    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def of_letter(self, year: int, letter_class: str, kind: Kind) -> Self:
        """In force, of one kind and year."""
        return self.counted().for_year(year).of_class(letter_class).filter(kind=kind)

    def with_counterparty(self, kind: str) -> Self:
        return self.filter(with_counterparty(kind))


class Letter(CountedModel):
    village_lookup: ClassVar[str | None] = "village"

    letter_class = models.CharField("类别", max_length=20, choices=LetterClass)
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="种类",
        limit_choices_to={"domain": Kind.Domain.LETTER},
        related_name="+",
    )
    year = models.PositiveSmallIntegerField("年度", help_text="责任书、承诺书所管的年度")
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="+",
        help_text="村（居）、站所单位、监管对象、个人四项中填一项",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="站所单位", null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="+"
    )
    person = models.CharField(
        "个人", max_length=50, blank=True, help_text="姓名；成批签订的填身份，如：客运驾驶员"
    )
    copies = models.PositiveIntegerField("份数", default=1, help_text="成批签订的填份数")
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(CountedModel.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=_only("village") | _only("agency") | _only("site") | _only("person"),
                name="%(class)s_has_exactly_one_counterparty",
                violation_error_message="村（居）、站所单位、监管对象、个人四项中须填且只填一项",
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1),
                name="%(class)s_has_a_copy",
                violation_error_message="份数至少为1",
            ),
            models.CheckConstraint(
                condition=Q(copies=1) | ~Q(person=""),
                name="%(class)s_several_copies_only_with_persons",
                violation_error_message="村（居）、站所单位、监管对象每家登记一行，份数为1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.kind} {self.counterparty}"

    @property
    def counterparty(self) -> str:
        return str(self.village or self.agency or self.site or self.person)

    @property
    def counterparty_kind(self) -> Counterparty:
        if self.village_id:
            return Counterparty.VILLAGE
        if self.agency_id:
            return Counterparty.AGENCY
        return Counterparty.SITE if self.site_id else Counterparty.PERSON


class SignedLetter(Letter):
    is_done_by_then: ClassVar[bool] = True
    date_field: ClassVar[str] = "signed_on"

    signed_on = models.DateField("签订日期")

    objects = LetterQuerySet["SignedLetter"].as_manager()
    history = HistoricalRecords()

    class Meta(Letter.Meta):
        verbose_name = verbose_name_plural = "责任书承诺书"
        ordering: ClassVar[list[str]] = ["-signed_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "year", "kind"], name="letter_by_year_and_kind")
        ]


class LetterObligationQuerySet(LetterQuerySet["LetterObligation"]):
    def with_signed(self, *, on: date) -> Self:
        """Adds `signed_copies`: what was signed by that day, never more than was owed."""
        letters = (
            SignedLetter.objects.counted()
            .filter(
                office=OuterRef("office"),
                letter_class=OuterRef("letter_class"),
                kind=OuterRef("kind"),
                year=OuterRef("year"),
                signed_on__lte=on,
            )
            .filter(_same_counterparty())
            .order_by()
            .values("kind")
        )
        signed = Subquery(
            letters.annotate(total=Sum("copies")).values("total"), output_field=IntegerField()
        )
        return self.annotate(signed_copies=Least(F("copies"), Coalesce(signed, Value(0))))

    def with_names(self) -> Self:
        return self.select_related("kind", "village", "agency", "site", "office")

    def with_keys(self, keys: Collection[int]) -> Self:
        return self.filter(pk__in=keys)

    def years(self) -> list[int]:
        """The newest first."""
        years = self.counted().order_by("-year").values_list("year", flat=True)
        return list(years.distinct())

    def late(self, *, on: date) -> Self:
        """Not signed although the last day for it has passed."""
        return self.unsigned(on=on).filter(due_on__lt=on)

    def unsigned(self, *, on: date) -> Self:
        """Who still has to sign on that day."""
        return self.counted().with_signed(on=on).filter(signed_copies__lt=F("copies"))


def _same_counterparty() -> Q:
    by_column = Q()
    for column in ("village", "agency", "site"):
        by_column |= Q(**{column: OuterRef(column)})
    return by_column | (~Q(person="") & Q(person=OuterRef("person")))


def _once(column: str) -> models.UniqueConstraint:
    filled = ~Q(person="") if column == "person" else Q(**{f"{column}__isnull": False})
    return models.UniqueConstraint(
        fields=["office", "letter_class", "kind", "year", column],
        condition=Q(voided_at__isnull=True) & filled,
        name=f"obligation_once_per_{column}",
        violation_error_message="应签名单中已有这一行",
    )


class LetterObligation(Letter):
    """应签名单: who has to sign what; whether it was signed follows from the letters."""

    date_field: ClassVar[str] = "due_on"
    signed_copies: int  # on rows of with_signed()

    due_on = models.DateField("应签日期", null=True, blank=True, help_text="最迟在哪一天签订")

    objects = LetterObligationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Letter.Meta):
        verbose_name = verbose_name_plural = "应签名单"
        ordering: ClassVar[list[str]] = ["-year", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Letter.Meta.constraints,
            _once("village"),
            _once("agency"),
            _once("site"),
            _once("person"),
        ]
