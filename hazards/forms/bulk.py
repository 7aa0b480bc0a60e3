"""What must be said once for many hazards."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.forms.opinions import OpinionFields
from hazards.handlers import able_to_see_to
from hazards.models import Hazard, NoticeKind
from hazards.workflow import Action
from township_safety.organisation.models import Matter, Office, OpinionRule, User


def read_rows(text: str) -> dict[int, int] | None:
    """Key and version of each chosen row; None when the text was altered."""
    pairs = [pair.split(":") for pair in text.split(",")]
    numbers = [part for pair in pairs for part in pair]
    if any(len(pair) != 2 for pair in pairs) or not all(
        part.isascii() and part.isdigit() and len(part) < 19 for part in numbers
    ):
        return None
    return {int(key): int(version) for key, version in pairs}


class BulkForm(CleanTextForm, forms.Form):
    # The chosen rows as “key:version,…”, so that a thousand rows are still one field.
    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, office: Office, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.user = office, user
        if "on" in self.fields:
            self.initial["on"] = timezone.localdate()
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the office."""

    def offer_for(self, hazards: Sequence[Hazard]) -> None:
        """Choices that depend on the chosen hazards."""

    def clean_rows(self) -> dict[int, int]:
        versions = read_rows(self.cleaned_data["rows"])
        if versions is None:
            raise forms.ValidationError("选中的隐患没有传过来，请回到列表重新选择")
        return versions

    def said(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"rows", "token"}
        }


class BulkAssignForm(BulkForm):
    on = DayField(label="交办日期")
    due_on = DayField(
        label="整改期限", required=False, help_text="不填的，各条保持原来的；没有期限的必须填"
    )
    responsible_unit = forms.CharField(
        label="责任单位", max_length=100, required=False, help_text="不填的，各条保持原来的"
    )
    responsible_person = forms.CharField(
        label="责任人", max_length=50, required=False, help_text="不填的，各条保持原来的"
    )
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label="承办人",
        required=False,
        empty_label="（不改）",
        help_text="本单位由谁跟进，这些隐患就在谁的待办里；村（社区）安全员只能跟进本村的",
    )
    to_nobody = forms.BooleanField(
        label="清空承办人", required=False, help_text="这些隐患改为没有指定承办人"
    )
    note = forms.CharField(label="交办意见", max_length=200, required=False, widget=Words)

    def offer_for(self, hazards: Sequence[Hazard]) -> None:
        handlers = self.fields["assigned_to"]
        assert isinstance(handlers, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        handlers.queryset = able_to_see_to(hazards, office_id=self.office.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("assigned_to") and cleaned.get("to_nobody"):
            self.add_error("to_nobody", "已选了承办人，就不能同时清空")
        said = ("due_on", "responsible_unit", "responsible_person", "assigned_to", "to_nobody")
        if not self.errors and not any(cleaned.get(name) for name in said):
            raise forms.ValidationError("请至少填写整改期限、责任单位、责任人、承办人中的一项")
        return cleaned


class BulkExtendForm(OpinionFields, BulkForm):
    matter = Matter.EXTEND
    on = DayField(label="同意延期的日期")
    due_on = DayField(label="延期到", help_text="期限本来就不早于这一天的，不会改动")
    reason = forms.CharField(label="延期原因", max_length=200, widget=Words)

    @property
    def opinion_office(self) -> Office:
        return self.office

    def is_opinion_asked(self) -> bool:
        """One asked for major hazards only is asked of each row by its own step."""
        return OpinionRule.of(self.office.pk, self.matter).demands(is_major=False)


class BulkNoticeForm(BulkForm):
    kind = forms.ModelChoiceField(NoticeKind.objects.none(), label="文书种类")
    due_on = DayField(label="整改期限")
    note = forms.CharField(label="备注", max_length=200, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        kind.queryset = NoticeKind.objects.offered_in(self.office, on=timezone.localdate())
        self.initial["kind"] = kind.queryset.first()
        self.initial["token"] = uuid.uuid4()


BULK_FORMS: dict[Action, type[BulkForm]] = {
    Action.ASSIGN: BulkAssignForm,
    Action.EXTEND: BulkExtendForm,
    Action.NOTICE: BulkNoticeForm,
}
