"""What must be said once for many hazards."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.forms.opinions import OpinionFields
from hazards.models import NoticeKind
from hazards.workflow import Action, roles_for
from township_safety.organisation.models import Matter, Office, OpinionRule, User


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

    def clean_rows(self) -> dict[int, int]:
        pairs = [pair.split(":") for pair in self.cleaned_data["rows"].split(",")]
        numbers = [part for pair in pairs for part in pair]
        if any(len(pair) != 2 for pair in pairs) or not all(
            part.isascii() and part.isdigit() and len(part) < 19 for part in numbers
        ):
            raise forms.ValidationError("选中的隐患没有传过来，请回到列表重新选择")
        return {int(key): int(version) for key, version in pairs}

    def said(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"rows", "token"}
        }


class BulkAssignForm(BulkForm):
    on = DayField(label="交办日期")
    due_on = DayField(label="整改期限")
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
        help_text="本单位由谁跟进，这些隐患就在谁的待办里",
    )
    note = forms.CharField(label="交办意见", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        handlers = self.fields["assigned_to"]
        assert isinstance(handlers, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        handlers.queryset = User.objects.holding(
            roles_for(Action.CLAIM), office_id=self.office.pk, village_id=None
        )


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
        kind.queryset = NoticeKind.objects.available_to(self.office).valid(on=timezone.localdate())
        self.initial["kind"] = kind.queryset.first()
        self.initial["token"] = uuid.uuid4()


BULK_FORMS: dict[Action, type[BulkForm]] = {
    Action.ASSIGN: BulkAssignForm,
    Action.EXTEND: BulkExtendForm,
    Action.NOTICE: BulkNoticeForm,
}
