"""待办汇总, the rows of one kind of to-do, and 存疑数据 with the way to mend each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from township_safety.desk.digest.content import ask_of, digest_of, text_of
from township_safety.desk.digest.masking import Mask
from township_safety.desk.digest.paper import digest_form
from township_safety.desk.duties import KINDS, Ask
from township_safety.desk.duties.doubts import REASONS, doubtful, may_mend, reasons_of
from township_safety.desk.proof_paper_views import pdf_file, printed
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 50
_ABOUT = (("hazards", "隐患"), ("sites", "监管对象"))


@require_GET
@requires(Permission.VIEW)
def todos(request: UserRequest) -> HttpResponse:
    """Everything that waits for this person, with a text to copy."""
    office = own_office(request)
    digest = digest_of(request.user, today=timezone.localdate())
    context = {
        "digest": digest,
        "text": text_of(digest, mask=Mask.of_office(office)),
        "may_set_up": request.user.may(Permission.REFERENCE),
        "may_read_log": request.user.may(Permission.VOID),
    }
    return render(request, "desk/todos.html", context)


@require_GET
@requires(Permission.VIEW)
def todos_pdf(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    digest = digest_of(request.user, today=timezone.localdate(), most=30)
    paper = digest_form(digest, signer=office.signer, mask=Mask.of_office(office))
    try:
        pdf = printed([paper], office=office)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("todos")
    audit.record("打印文书", by=request.user, office=office, summary=digest.title)
    return pdf_file(pdf, name=f"{digest.title}{digest.today}")


@require_GET
@requires(Permission.VIEW)
def todo(request: UserRequest, key: str) -> HttpResponse:
    """Exactly the rows that the start page counts."""
    kind = next((one for one in KINDS if one.key == key), None)
    ask = ask_of(request.user, today=timezone.localdate())
    if kind is None or not kind.asks(ask):
        raise Http404
    page = Paginator(kind.rows(ask), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"kind": kind, "page": page, "lines": kind.lines(page, ask)}
    return render(request, "desk/todo.html", context)


@require_GET
@requires(Permission.RECORD)
def doubts(request: UserRequest) -> HttpResponse:
    ask = ask_of(request.user, today=timezone.localdate())
    if not may_mend(ask):
        raise Http404
    about = request.GET.get("about", "hazards")
    about = about if about in REASONS else "hazards"
    reasons = {reason.key: reason for reason in REASONS[about]}
    asked = request.GET.get("reason", "")
    reason = asked if asked in reasons else ""
    rows = doubtful(about, ask, reason=reason)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "about_tabs": [
            {
                "label": label,
                "url": f"?about={key}",
                "current": key == about,
                "count": doubtful(key, ask).count(),
            }
            for key, label in _ABOUT
        ],
        "reason_tabs": _reason_tabs(about, reason, ask),
        "page": page,
        "lines": [
            {"row": row, "url": _address(about, row), "reasons": _mends(about, row, ask)}
            for row in page
        ],
    }
    return render(request, "desk/doubts.html", context)


def _address(about: str, row: Any) -> str:
    if about == "hazards":
        return str(row.get_absolute_url())
    return reverse("records:detail", args=["sites", row.pk])


def _mends(about: str, row: Any, ask: Ask) -> list[tuple[str, str]]:
    return [(reason.label, reason.mend(row)) for reason in reasons_of(about, row, ask)]


def _reason_tabs(about: str, current: str, ask: Ask) -> list[dict[str, Any]]:
    """Reasons without a row are left out."""
    tabs = [{"label": "全部", "url": f"?about={about}", "current": not current, "count": None}]
    for reason in REASONS[about]:
        number = doubtful(about, ask, reason=reason.key).count()
        if number:
            url = f"?about={about}&reason={reason.key}"
            tabs.append(
                {
                    "label": reason.label,
                    "url": url,
                    "current": reason.key == current,
                    "count": number,
                }
            )
    return tabs
