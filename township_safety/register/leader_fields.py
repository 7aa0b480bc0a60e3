"""A box for a leader's name that offers those who hold a post on the day of the work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from township_safety.organisation.models import LEADERS, User
from township_safety.register.models import LeaderPost


def leader_names(office_id: int, *, on: date) -> list[str]:
    """By 领导职务, the highest first; then the accounts of leaders that stand in no post."""
    posts = LeaderPost.objects.for_offices([office_id]).active(on=on).names()
    users = User.objects.holding(LEADERS, office_id=office_id, village_id=None)
    return list(dict.fromkeys([*posts, *map(str, users)]))


class LeaderInput(forms.TextInput):
    """Any other name may be typed; the names are asked for only when the box is drawn."""

    template_name = "components/leader_input.html"

    def __init__(self, attrs: Any = None, *, office_id: int, on: date) -> None:
        super().__init__(attrs)
        self.office_id, self.on = office_id, on

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["names"] = leader_names(self.office_id, on=self.on)
        if context["names"]:
            context["widget"]["attrs"]["list"] = f"{name}-names"
        return context


def offer_leaders(form: forms.BaseForm, *names: str, office_id: int, on: date) -> None:
    for name in names:
        if name in form.fields:
            field = form.fields[name]
            field.widget = LeaderInput(field.widget.attrs, office_id=office_id, on=on)
