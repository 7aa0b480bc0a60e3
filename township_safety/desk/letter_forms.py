"""Drawing up 应签名单 for many at once, and signing off many at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from township_safety.activities.models import LetterClass, LetterObligation, SignedLetter
from township_safety.activities.signing import LetterKey, oblige, sign_off
from township_safety.organisation.form_fields import DayField, WholeField
from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import Agency, Kind, Site, SiteCategory

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class ObligeForm(forms.Form):
    letter_class = forms.ChoiceField(label="类别", choices=LetterClass.choices)
    kind = forms.ModelChoiceField(Kind.objects.none(), label="种类", empty_label="请选择")
    year = WholeField(label="年度", min_value=_FIRST_YEAR, max_value=_LAST_YEAR)
    due_on = DayField(label="应签日期", required=False, help_text="最迟在哪一天签订；可以不填")
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="村（居）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="站所单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    category = forms.ModelChoiceField(
        SiteCategory.objects.none(),
        label="监管对象类别",
        required=False,
        empty_label="（不选）",
        help_text="选了类别，这一类的监管对象每家列一行",
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, today = office, timezone.localdate()
        self.fields["year"].initial = today.year
        choices: dict[str, Any] = {
            "kind": Kind.objects.available_to(office)
            .valid(on=today)
            .filter(domain=Kind.Domain.LETTER),
            "villages": Village.objects.for_offices([office]).active(on=today),
            "agencies": Agency.objects.for_offices([office]).active(on=today),
            "category": SiteCategory.objects.available_to(office).valid(on=today),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a choice field
        for name in ("villages", "agencies"):
            if not choices[name].exists():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        found = [*(asked.get("villages") or []), *(asked.get("agencies") or [])]
        if category := asked.get("category"):
            sites = Site.objects.for_offices([self.office]).in_operation(on=timezone.localdate())
            found += sites.filter(categories=category)
        if not found and not self.errors:
            raise ValidationError("请勾选村（居）、站所单位，或者选有监管对象的类别。")
        asked["counterparts"] = found
        return asked

    def submit(self, *, by: User) -> int:
        said = self.cleaned_data
        return oblige(
            LetterKey(said["year"], said["letter_class"], said["kind"]),
            office=self.office,
            counterparts=said["counterparts"],
            due_on=said["due_on"],
            by=by,
        )


class SignOffForm(forms.Form):
    signed_on = DayField(label="签订日期")
    signed = forms.ModelMultipleChoiceField(
        LetterObligation.objects.none(),
        label="已经签订的",
        error_messages={"required": "请勾选已经签订的。"},
    )

    def __init__(self, *args: Any, missing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate
        self.fields["signed"].queryset = missing  # type: ignore[attr-defined]  # a choice field

    def submit(self, *, by: User) -> list[SignedLetter]:
        said = self.cleaned_data
        return sign_off(list(said["signed"]), signed_on=said["signed_on"], by=by)
