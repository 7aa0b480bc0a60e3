"""What a form says when something is missing."""

from township_safety.organisation.form_fields import DayField, TextField


def test_missing_entry_is_asked_for_in_plain_words():
    for field in (TextField(label="地点"), DayField(label="日期")):
        assert field.error_messages["required"] == "请填写这一项。"
