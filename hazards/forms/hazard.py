"""The facts of a hazard as a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, OfficeChoices, WholeRow
from hazards.forms.money import MoneyField, MoneyGuard
from hazards.models import Hazard, HazardCount
from hazards.models.classification import Grade
from hazards.models.plan import PLAN
from township_safety.organisation.lookups import LookupField, LookupSelect
from township_safety.organisation.models import Office, User
from township_safety.organisation.roles import Role
from township_safety.values import ValueProblem, phone

MAJOR_ONLY = "重大隐患治理方案"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "检查情况",
        ("site", "place", "village", "found_on", "source", "inspectors"),
    ),
    (
        "隐患内容",
        (
            "description",
            "sector",
            "category",
            "grade",
            "criterion",
            "basis",
            "affected_quantity",
            "affected_unit",
        ),
    ),
    (
        "整改要求",
        (
            "rectify_mode",
            "due_on",
            "is_standing",
            "measures",
            "responsible_level",
            "responsible_unit",
            "responsible_person",
            "phone",
            "case_leader",
            "funds",
            "fund_source",
            "open_reason",
        ),
    ),
    (MAJOR_ONLY, PLAN),
    (
        "统计标记及其他",
        (
            "extra_sectors",
            "campaigns",
            "key_periods",
            "recurs",
            "counted_in",
            "note",
        ),
    ),
)
FACTS = [name for _, names in GROUPS for name in names if name != "due_on"]
TAGS = tuple(field.name for field in Hazard._meta.many_to_many)
BASIS_LENGTH = 2000
# Who answers for a major hazard; what else the law demands is its plan.
ANSWERABLE = ("responsible_unit", "responsible_person")
# Seldom filled in: shown folded until something stands in it.
SELDOM = "统计标记及其他"


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    title: str
    fields: list[forms.BoundField]

    is_major: bool = False

    @property
    def may_fold(self) -> bool:
        return self.title in {SELDOM, MAJOR_ONLY}

    @property
    def hint(self) -> str:
        return "重大隐患必填" if self.title == MAJOR_ONLY else "可不填"

    @property
    def opens_with(self) -> str:
        """The answer elsewhere in the form that makes this group needed."""
        return "grade=major" if self.title == MAJOR_ONLY else ""

    @property
    def is_open(self) -> bool:
        if self.title == MAJOR_ONLY and self.is_major:
            return True
        return any(field.errors or field.value() for field in self.fields)


class HazardForm(MoneyGuard, CleanTextForm, WholeRow, OfficeChoices, forms.ModelForm[Hazard]):
    money = "funds"

    recurs = forms.ModelChoiceField(
        Hazard.objects.none(),
        to_field_name="number",
        label="由哪条隐患反弹（编号）",
        required=False,
        widget=forms.TextInput,
        help_text="回头看发现反弹的，填原来那条的编号",
        error_messages={"invalid_choice": "没有编号为“%(value)s”的隐患，请核对编号"},
    )

    class Meta:
        model = Hazard
        fields = FACTS
        field_classes = {
            "found_on": DayField,
            "site": LookupField,
            "criterion": LookupField,
            "funds": MoneyField,
        }
        labels: ClassVar[dict[str, Any]] = {"funds": "整改资金"}
        widgets: ClassVar[dict[str, Any]] = {
            "site": LookupSelect(
                "sites", attrs={"data-adds": "new-site", "data-adds-hint": "登记为新的监管对象"}
            ),
            "criterion": LookupSelect("criteria", beside="sector"),
            "description": forms.Textarea(attrs={"rows": 3}),
            "measures": forms.Textarea(attrs={"rows": 2}),
            "basis": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in PLAN},
            "rectify_mode": forms.RadioSelect,
            "grade": forms.RadioSelect,
            "extra_sectors": forms.CheckboxSelectMultiple,
            "campaigns": forms.CheckboxSelectMultiple,
            "key_periods": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        self.instance.office = office
        self._limit_to_office()

    def _limit_to_office(self) -> None:
        day = self.instance.found_on
        self.limit_choices(office=self.office, user=self.user, day=day)
        for name in TAGS:
            if not self.offers(name):
                del self.fields[name]
        if self.user.roles_in(self.office.pk) <= {Role.VILLAGE}:
            self.fields["village"].required = True
        own = Hazard.objects.scoped_for(self.user).for_offices([self.office])
        self._choices_of("recurs").queryset = own
        self.initial["recurs"] = self.instance.recurs or self.initial.get("recurs")
        entries = HazardCount.objects.scoped_for(self.user).for_offices([self.office])
        self._choices_of("counted_in").queryset = entries.counted().entries().with_names()

    def _choices_of(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        return field

    def groups(self) -> Iterator[Group]:
        for title, names in GROUPS:
            fields = [self[name] for name in self.asked_beside(names) if name in self.fields]
            yield Group(title, fields, is_major=self["grade"].value() == Grade.MAJOR)

    def planned_sum(self) -> Decimal | None:
        before: Decimal | None = self.instance.funds
        return before

    def is_general(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("grade") == Grade.GENERAL)

    def clean_phone(self) -> str:
        try:
            return phone(self.cleaned_data["phone"])
        except ValueProblem as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        site = cleaned.get("site")
        if site is not None:
            cleaned["village"] = cleaned.get("village") or site.village
            cleaned["sector"] = cleaned.get("sector") or site.sector
        criterion = cleaned.get("criterion")
        if criterion is not None and not cleaned.get("basis"):
            cleaned["basis"] = criterion.as_basis[:BASIS_LENGTH]
        self._demand_plan(cleaned)
        if "found_on" in cleaned and cleaned["found_on"] > timezone.localdate():
            self.add_error("found_on", "检查日期在今天之后，请核对")
        return cleaned

    def _demand_plan(self, cleaned: dict[str, Any]) -> None:
        """Of what is graded 重大 now; rows of a loaded ledger may stay as they are."""
        is_graded = self.instance.pk is None or "grade" in self.changed_data
        if cleaned.get("grade") != Grade.MAJOR or not is_graded:
            return
        if cleaned.get("counted_in"):
            self.add_error("counted_in", "重大隐患必须逐条登记，不能计入汇总登记")
        for name in (*PLAN, *ANSWERABLE):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"重大隐患必须填写“{self.fields[name].label}”")
