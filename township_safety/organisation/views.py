"""Signing in, the own password, accounts of the office, the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from township_safety.organisation import actions
from township_safety.organisation.forms import AccountForm, LogForm, SignInForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.middleware import ENDED_IDLE, SEEN_AT, SIGNED_IN_AT
from township_safety.organisation.models import AuditEvent, Office, User
from township_safety.organisation.permissions import Permission

LINES_PER_PAGE = 50
ELSEWHERE = "这个账号还在别的单位任职，请由上级单位的系统管理员办理。"


class SignInView(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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
        actions.note_own_password(form.user)
        return response


@requires(Permission.ACCOUNTS)
def accounts(request: UserRequest) -> HttpResponse:
    office = managed_office(request)
    context = {
        "office": office,
        "offices": Office.objects.managed_by(request.user),
        "accounts": User.objects.of_office(office),
    }
    return render(request, "organisation/accounts.html", context)


@requires(Permission.ACCOUNTS)
def account_new(request: UserRequest) -> HttpResponse:
    office = managed_office(request)
    form = AccountForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        secret = actions.create_account(user, office=office, by=request.user, **_roles(form))
        return _show_secret(request, user, secret, office)
    context = {"form": form, "office": office, "cancel_url": _list_url(office)}
    return render(request, "organisation/account_form.html", context)


@requires(Permission.ACCOUNTS)
def account_edit(request: UserRequest, pk: int) -> HttpResponse:
    office = managed_office(request)
    user = get_object_or_404(User.objects.of_office(office), pk=pk)
    form = AccountForm(request.POST or None, instance=user, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(
                form.save(commit=False), office=office, by=request.user, **_roles(form)
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{user}的账号已保存，下一次点击就按新的角色办理。")
            return redirect(_list_url(office))
    context = {"form": form, "account": user, "office": office, "cancel_url": _list_url(office)}
    return render(request, "organisation/account_form.html", context)


@require_POST
@requires(Permission.ACCOUNTS)
def account_reset(request: UserRequest, pk: int) -> HttpResponse:
    office = managed_office(request)
    user = get_object_or_404(User.objects.of_office(office), pk=pk)
    if not user.is_kept_by(request.user):
        messages.error(request, ELSEWHERE)
        return redirect(_list_url(office))
    secret = actions.reset_password(user, office=office, by=request.user)
    return _show_secret(request, user, secret, office)


@require_POST
@requires(Permission.ACCOUNTS)
def account_disable(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.disable_account, "已停用，不能再登录；原来登记的记录不变。")


@require_POST
@requires(Permission.ACCOUNTS)
def account_enable(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.enable_account, "已恢复使用。")


@requires(Permission.AUDIT)
def log(request: UserRequest) -> HttpResponse:
    form = LogForm(request.GET or None)
    lines = AuditEvent.objects.readable_by(request.user).select_related("by", "office")
    if form.is_valid():
        asked = form.cleaned_data
        lines = lines.on_days(asked["first_day"], asked["last_day"])
        if asked["words"]:
            lines = lines.about(asked["words"])
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisation/log.html", {"form": form, "page": page})


def managed_office(request: UserRequest) -> Office:
    """The office being administered; a district's administrator may name one below."""
    managed = Office.objects.managed_by(request.user)
    asked = request.GET.get("office", "")
    if asked:
        return get_object_or_404(managed, pk=asked if asked.isdecimal() else 0)
    return managed[0]


def _list_url(office: Office) -> str:
    return f"{reverse('accounts')}?office={office.pk}"


def _roles(form: AccountForm) -> dict[str, Any]:
    return {"roles": form.cleaned_data["roles"], "villages": form.cleaned_data["villages"]}


def _show_secret(request: UserRequest, user: User, secret: str, office: Office) -> HttpResponse:
    """On the answer itself and nowhere else: a reload cannot bring it back."""
    context = {"account": user, "secret": secret, "list_url": _list_url(office)}
    return render(request, "organisation/secret.html", context)


def _act(request: UserRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    office = managed_office(request)
    user = get_object_or_404(User.objects.of_office(office), pk=pk)
    if not user.is_kept_by(request.user):
        messages.error(request, ELSEWHERE)
        return redirect(_list_url(office))
    try:
        act(user, office=office, by=request.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{user}的账号{done}")
    return redirect(_list_url(office))
