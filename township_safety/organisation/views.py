"""Signing in and out, and the own password."""

from __future__ import annotations

import time

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy

from township_safety.organisation import actions
from township_safety.organisation.forms import SignInForm
from township_safety.organisation.middleware import ENDED_IDLE, SEEN_AT, SIGNED_IN_AT


class SignInView(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):  # type: ignore[no-untyped-def] -- as Django declares it
        if request.session.pop(ENDED_IDLE, False):
            messages.warning(request, "较长时间没有操作，已自动退出，请重新登录。")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        now = int(time.time())
        self.request.session.update({SIGNED_IN_AT: now, SEEN_AT: now})
        actions.note_sign_in(form.get_user())
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not getattr(self.request, "axes_locked_out", False):
            actions.note_failed_sign_in(form.cleaned_data.get("username", ""))
        return super().form_invalid(form)


class OwnPasswordView(PasswordChangeView):
    success_url = reverse_lazy("password_change_done")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        actions.note_own_password(self.request.user)
        return response
