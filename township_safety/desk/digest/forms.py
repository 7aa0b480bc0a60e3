"""The settings of one way by which the digest is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from township_safety.desk.digest import robots
from township_safety.desk.digest.sending import addresses_of, hosts_of
from township_safety.desk.models import ChannelKind, DigestChannel
from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission

_MOST_MAILBOXES = 20


class ChannelForm(forms.ModelForm[DigestChannel]):
    """An address that is kept is not shown again; left empty it stays."""

    class Meta:
        model = DigestChannel
        fields: ClassVar[list[str]] = [
            "kind",
            "name",
            "recipient",
            "address",
            "secret",
            "is_on",
            "working_days_only",
        ]

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.office = office
        self._kept = self.instance.address, self.instance.secret
        people = [user for user in User.objects.of_office(office) if _reads(user, office)]
        recipient: Any = self.fields["recipient"]
        recipient.queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.fields["secret"].widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        if self.instance.pk and self.instance.is_robot:
            self.initial["address"] = ""
        if self.instance.pk:
            self.fields["address"].required = False
            self.fields["address"].help_text += "；不改的不用填"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        address, secret = self._kept
        kind = said.get("kind", "")
        has_moved = bool(self.instance.pk) and kind != self.initial.get("kind")
        said["address"] = said.get("address") or ("" if has_moved else address)
        said["secret"] = said.get("secret") or ("" if has_moved else secret)
        if problem := _problem(kind, said["address"]):
            self.add_error("address", problem)
        if kind != ChannelKind.DINGTALK:
            said["secret"] = ""
        return said


def _reads(user: User, office: Office) -> bool:
    return user.may(Permission.VIEW, office_id=office.pk)


def _problem(kind: str, address: str) -> str:
    if not address:
        return "请填写地址"
    if kind in robots.HOSTS:
        return robots.problem_with(address, hosts=hosts_of(kind))
    boxes = addresses_of(address)
    if len(boxes) > _MOST_MAILBOXES:
        return f"最多{_MOST_MAILBOXES}个邮箱"
    try:
        for box in boxes:
            validate_email(box)
    except ValidationError:
        return "有的邮箱写得不对，几个邮箱之间用逗号隔开"
    return ""
