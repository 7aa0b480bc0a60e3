"""Forms for signing in, accounts and the office's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """One answer for a wrong name, a wrong password and a disabled account."""

    error_messages: dict[str, Any] = {
        "invalid_login": "用户名或密码不对。请核对后再输；连续输错5次，账号在本机上锁定十分钟。",
        "inactive": "用户名或密码不对。请核对后再输；连续输错5次，账号在本机上锁定十分钟。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        password = self.fields["password"]
        password.label = "密码"
        assert isinstance(password, forms.CharField)  # noqa: S101 -- narrows the type
        password.max_length = 128
