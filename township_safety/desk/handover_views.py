"""工作交接: the list beforehand, the act itself, and the signed lists of earlier ones."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from hazards.steps import ActionDenied
from township_safety.desk.handover import inventory, paper_of
from township_safety.desk.handover_actions import carry_out
from township_safety.desk.handover_forms import HandoverForm, PreparingForm
from township_safety.documents.html import render_html
from township_safety.documents.model import Paper, from_json
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Handover, Office
from township_safety.organisation.permissions import Permission


@requires(Permission.HANDOVER)
def handovers(request: UserRequest) -> HttpResponse:
    found = Handover.objects.visible_to(request.user).with_names()
    context = {"handovers": found, "may_carry_out": request.user.may(Permission.REASSIGN)}
    return render(request, "desk/handovers.html", context)


@requires(Permission.HANDOVER)
def handover_new(request: UserRequest) -> HttpResponse:
    """Asked by GET it shows the list; only a POST moves anything."""
    office = _office(request)
    may_carry_out = request.user.may(Permission.REASSIGN, office_id=office.pk)
    if request.method == "POST" and not may_carry_out:
        raise PermissionDenied
    form = _form(request, office)
    if request.method == "POST" and isinstance(form, HandoverForm) and form.is_valid():
        try:
            handover = carry_out(form.agreed, office=office, by=request.user)
        except (Refused, ActionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _done(handover))
            return redirect(handover)
    context: dict[str, Any] = {"form": form, "may_carry_out": may_carry_out}
    if form.is_bound and form.is_valid():
        today = timezone.localdate()
        context |= {
            "sections": inventory(form.names.leaver, office=office, today=today),
            "names": form.names,
            "agreed": form.cleaned_data,
            "query": request.GET.urlencode(),
        }
    return render(request, "desk/handover_new.html", context)


@require_GET
@requires(Permission.HANDOVER)
def handover_draft(request: UserRequest) -> HttpResponse:
    """The list as it stands now, for going through it together before the day."""
    office = _office(request)
    form = _form(request, office)
    if not form.is_valid():
        return redirect("handover_new")
    sections = inventory(form.names.leaver, office=office, today=timezone.localdate())
    return _printed(request, paper_of(sections, form.names, office=office))


@requires(Permission.HANDOVER)
def handover(request: UserRequest, pk: int) -> HttpResponse:
    kept = _kept(request, pk)
    html = render_html(from_json(kept.document), mode="screen")
    context = {"handover": kept, "paper": mark_safe(html)}  # noqa: S308 -- the renderer escapes
    return render(request, "desk/handover.html", context)


@require_GET
@requires(Permission.HANDOVER)
def handover_pdf(request: UserRequest, pk: int) -> HttpResponse:
    return _printed(request, from_json(_kept(request, pk).document))


def _kept(request: UserRequest, pk: int) -> Handover:
    return get_object_or_404(Handover.objects.visible_to(request.user).with_names(), pk=pk)


def _office(request: UserRequest) -> Office:
    office = request.user.office_for(Permission.HANDOVER)
    if office is None:
        raise PermissionDenied
    return office


def _form(request: UserRequest, office: Office) -> PreparingForm:
    asked = request.POST if request.method == "POST" else request.GET
    may_carry_out = request.user.may(Permission.REASSIGN, office_id=office.pk)
    made = HandoverForm if may_carry_out else PreparingForm
    return made(asked or None, user=request.user, office=office)


def _done(kept: Handover) -> str:
    ended = f"；{kept.leaver}的账号从{kept.on}起停用" if kept.is_account_ended else ""
    return f"交接已办好：{kept.moved}条隐患转给{kept.successor}{ended}。请打印清单签字。"


def _printed(request: UserRequest, document: Paper) -> HttpResponse:
    """Characters without a shape come out as 〓, to be written in by hand before signing."""
    try:
        pdf = pdf_of(document, substitute=True)
    except JobFailed as problem:
        context = {"problem": str(problem)}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return render(request, "desk/handover_problem.html", context, status=status)
    headers = {
        "Content-Disposition": content_disposition_header(False, f"{document.name}.pdf") or "",
        "Cache-Control": "private, no-store",
        # The policy of our pages would forbid some browsers their own PDF viewer.
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
