"""What a form says when something is missing."""

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from township_safety.organisation.form_fields import DayField, TextField


def test_missing_entry_is_asked_for_in_plain_words():
    for field in (TextField(label="地点"), DayField(label="日期")):
        assert field.error_messages["required"] == "请填写这一项。"


def test_an_empty_choice_is_said_in_words():
    form = type("Ask", (forms.Form,), {"grade": forms.ChoiceField(choices=BLANK_CHOICE_DASH)})()

    assert "（未选）" in str(form["grade"])
    assert "-----" not in str(form["grade"])
