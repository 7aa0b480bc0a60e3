"""What a meeting agreed, and how it was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from township_safety.activities.agreeing import agree, finish
from township_safety.activities.models import Meeting, MeetingTask
from township_safety.organisation.form_fields import DayField, TextField, field_for
from township_safety.organisation.models import User


class TaskForm(forms.ModelForm[MeetingTask]):
    class Meta:
        model = MeetingTask
        fields = ("text", "responsible", "assigned_to", "due_on")
        formfield_callback = field_for

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        people = User.objects.of_office(meeting.office)
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        due_on = cleaned.get("due_on")
        if due_on and due_on < self.meeting.on:
            self.add_error("due_on", f"完成期限不能早于开会日期{self.meeting.on}")
        return cleaned

    def submit(self, *, by: User) -> MeetingTask:
        return agree(self.instance, meeting=self.meeting, by=by)


class DoneForm(forms.Form):
    on = DayField(label="完成日期")
    result = TextField(label="完成情况", max_length=300, help_text="怎么做的，结果如何")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def submit(self, task: MeetingTask, *, by: User) -> MeetingTask:
        said = self.cleaned_data
        return finish(task, on=said["on"], result=said["result"], by=by)
