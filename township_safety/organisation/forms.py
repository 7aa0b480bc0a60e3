"""Forms for signing in, for accounts and for the office's settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone

from township_safety.organisation.form_fields import DayField, TextField, WholeField, field_for
from township_safety.organisation.models import Office, Role, User, Village

_WRONG = "用户名或密码不对。请核对后再输；连续输错5次，账号在本机上锁定十分钟。"
_BUSINESS = frozenset(Role) - {Role.ADMIN, Role.AUDITOR}


class SignInForm(AuthenticationForm):
    """One answer for a wrong name, a wrong password and a disabled account."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"


class VoidForm(forms.Form):
    reason = TextField(label="作废原因", max_length=200, help_text="如：重复登记、录错单位")


class AccountForm(forms.ModelForm[User]):
    """Who, in which roles, and for a village inspector which villages."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="系统管理员只管账号和设置，看不到台账，须用单独的账号",
        error_messages={"required": "至少选一个角色。"},
    )
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="负责的村（社区）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只对村（社区）安全员有用：只能看到和登记这些村的数据",
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "phone")
        formfield_callback = field_for
        labels: ClassVar[dict[str, str]] = {"username": "用户名"}
        help_texts: ClassVar[dict[str, str]] = {
            "username": "登录用，字母、数字或汉字，建好后不再改"
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "username": {"unique": "这个用户名已经有人用，请换一个。"}
        }

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Village.objects.for_offices([office]).active(on=timezone.localdate())
        self.fields["villages"].queryset = villages  # type: ignore[attr-defined]  # a choice field
        if self.instance.pk:
            self.fields["username"].disabled = True
            held = self.instance.memberships.filter(office=office).prefetch_related("villages")
            self.initial["roles"] = [membership.role for membership in held]
            self.initial["villages"] = [v.pk for m in held for v in m.villages.all()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        roles = set(cleaned.get("roles", []))
        if Role.ADMIN in roles and roles & {role.value for role in _BUSINESS}:
            self.add_error(
                "roles", "系统管理员不能兼办业务，请给同一个人另建一个账号，或者只选其中一种。"
            )
        if Role.VILLAGE in roles and not cleaned.get("villages"):
            self.add_error("villages", "请选择这位安全员负责的村（社区）。")
        return cleaned


class OfficeForm(forms.ModelForm[Office]):
    class Meta:
        model = Office
        fields = (
            "name",
            "level",
            "government_name",
            "safety_office_name",
            "reports_to",
            "village_word",
            "document_word",
            "red_head_mark",
            "red_head_word",
            "imprint_body",
            "copies_to",
            "started_on",
            "report_cycle_day",
            "level_within_days",
            "same_person_may_verify",
            "reply_within",
            "notice_title",
            "powers_handed_over",
            "delegating_body",
            "reviewing_body",
            "court",
        )
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("powers_handed_over"):
            for name in ("reviewing_body", "court"):
                if not cleaned.get(name):
                    self.add_error(name, "开具责令限期整改指令书须告知复议机关和法院，请填写。")
        elif "责令" in cleaned.get("notice_title", ""):
            self.add_error("notice_title", "没有下放（委托）执法权的，文书名称不能有“责令”。")
        return cleaned


class NumberStartForm(forms.Form):
    """启用前已用到的号, for one kind and year."""

    kind = forms.ChoiceField(label="文书种类")
    year = WholeField(label="年份", min_value=2000, max_value=2100)
    last = WholeField(
        label="已用到的号",
        min_value=0,
        max_value=100_000,
        help_text="启用本系统前已经用到第几号；系统从下一个号接着编",
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        self.fields["year"].initial = timezone.localdate().year


class LogForm(forms.Form):
    """Which lines of the log."""

    first_day = DayField(label="起", required=False)
    last_day = DayField(label="止", required=False)
    words = TextField(label="操作、摘要或操作人", required=False, max_length=50)
