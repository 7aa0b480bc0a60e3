"""推送设置 and 推送记录: where digests are sent, and what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from township_safety.desk.digest.forms import ChannelForm
from township_safety.desk.digest.sending import attempt, keep_channel, send_now, try_again
from township_safety.desk.models import DigestChannel, Push
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 30


@require_GET
@requires(Permission.REFERENCE)
def channels(request: UserRequest) -> HttpResponse:
    rows = DigestChannel.objects.for_offices([own_office(request)]).with_names()
    return render(request, "desk/digest_channels.html", {"channels": rows})


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def channel_new(request: UserRequest) -> HttpResponse:
    return _form(request, DigestChannel())


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def channel(request: UserRequest, pk: int) -> HttpResponse:
    return _form(request, _channel(request, pk))


def _form(request: UserRequest, row: DigestChannel) -> HttpResponse:
    form = ChannelForm(request.POST or None, instance=row, office=own_office(request))
    if form.is_valid():
        keep_channel(row, form=form, by=request.user)
        messages.success(request, f"已保存：{row}")
        return redirect("digest_channels")
    return render(request, "desk/digest_channel.html", {"form": form, "channel": row})


@require_POST
@requires(Permission.REFERENCE)
def channel_send(request: UserRequest, pk: int) -> HttpResponse:
    try:
        delivery = send_now(_channel(request, pk), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("digest_channels")
    _tell(request, delivery)
    return redirect("deliveries")


@require_GET
@requires(Permission.VOID)
def deliveries(request: UserRequest) -> HttpResponse:
    rows = Push.objects.for_offices([own_office(request)]).with_names()
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_send": request.user.may(Permission.REFERENCE)}
    return render(request, "desk/deliveries.html", context)


@require_POST
@requires(Permission.REFERENCE)
def delivery_again(request: UserRequest, pk: int) -> HttpResponse:
    rows = Push.objects.for_offices([own_office(request)]).with_names()
    delivery = get_object_or_404(rows, pk=pk)
    try:
        try_again(delivery, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("deliveries")
    _tell(request, attempt(delivery))
    return redirect("deliveries")


def _tell(request: UserRequest, delivery: Push) -> None:
    if delivery.state == Push.State.SENT:
        messages.success(request, f"已发出：{delivery}")
        return
    last = delivery.attempts.last()
    messages.warning(request, f"没有发出：{last.words if last else '正在发送'}")


def _channel(request: UserRequest, pk: int) -> DigestChannel:
    rows = DigestChannel.objects.for_offices([own_office(request)]).with_names()
    return get_object_or_404(rows, pk=pk)
