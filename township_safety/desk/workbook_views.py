"""台账 Excel: template, export, and upload with a preview before anything is written."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from township_safety.desk import staging
from township_safety.desk.workbook_actions import dump_workbook, load_workbook
from township_safety.desk.workbook_forms import DaysForm, UploadForm
from township_safety.desk.workbook_previews import Preview, preview_of
from township_safety.jobs import JobFailed
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.spreadsheets import safe_title
from township_safety.workbook import Sheet, all_sheets, template
from township_safety.workbook.uploads import read_upload, rejected_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGED = "台账在预览之后有了变化，请再看一遍下面的结果，确认后再导入。"


@requires(Permission.VIEW)
def workbook(request: UserRequest) -> HttpResponse:
    return _page(request, UploadForm(), DaysForm())


@requires(Permission.VIEW)
@require_GET
def workbook_template(request: UserRequest) -> HttpResponse:
    """The empty workbook of all registers, or of those asked for."""
    office = _office(request, Permission.VIEW)
    sheets = _chosen(request.GET.getlist("sheet"))
    name = safe_title(sheets[0].title) if len(sheets) == 1 else "台账"
    return _file(f"{name}模板.xlsx", lambda file: template(file, office=office, sheets=sheets))


@requires(Permission.EXPORT)
@require_GET
def workbook_export(request: UserRequest) -> HttpResponse:
    form = DaysForm(request.GET)
    if not form.is_valid():
        return _page(request, UploadForm(), form)
    offices = list(Office.objects.visible_to(request.user))
    if not offices:
        raise PermissionDenied
    name = f"{offices[0] if len(offices) == 1 else ''}台账{timezone.localdate()}.xlsx"
    return _file(
        name,
        lambda file: dump_workbook(
            file,
            offices=offices,
            by=request.user,
            sheets=_chosen(request.GET.getlist("sheet")),
            private=not request.user.may(Permission.PERSONAL),
            **form.cleaned_data,
        ),
    )


@requires(Permission.IMPORT)
@require_POST
def workbook_upload(request: UserRequest) -> HttpResponse:
    """Read the file in the child, put it aside, show what it would do."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            tables = read_file(file)
        except JobFailed as problem:
            form.add_error("file", str(problem))
        else:
            office = _office(request, Permission.IMPORT)
            token = staging.keep(tables, name=file.name, by=request.user, office=office)
            year = form.cleaned_data["default_year"]
            return redirect(_preview_address(token, year=str(year) if year else ""))
    return _page(request, form, DaysForm())


@requires(Permission.IMPORT)
@require_GET
def workbook_preview(request: UserRequest, token: str) -> HttpResponse:
    return render(request, "desk/workbook_preview.html", {"preview": _preview(request, token)})


@requires(Permission.IMPORT)
@require_POST
def workbook_confirm(request: UserRequest, token: str) -> HttpResponse:
    """Load what was shown, no more and no less."""
    preview = _preview(request, token)
    if request.POST.get("digest") != preview.digest:
        messages.warning(request, CHANGED)
        return redirect(_preview_address(token, **_asked(request.POST)))
    result = load_workbook(
        preview.staged.tables,
        office=_office(request, Permission.IMPORT),
        by=request.user,
        name=preview.staged.name,
        accept_good="accept_good" in request.POST,
        ignore=preview.ignored,
        default_year=preview.year,
    )
    if not result.is_loaded:
        messages.error(request, "没有导入任何内容，请看下面的问题。")
        return redirect(_preview_address(token, **_asked(request.POST)))
    staging.drop(token)
    messages.success(request, f"已导入：{preview.done}。")
    return redirect("workbook")


@requires(Permission.IMPORT)
@require_GET
def workbook_rejected(request: UserRequest, token: str) -> HttpResponse:
    """The wrong rows as a file, each with its reasons."""
    preview = _preview(request, token)
    result = preview.result
    stem = Path(preview.staged.name).stem
    return _file(
        f"{stem}-有问题的行.xlsx",
        lambda file: rejected_rows(file, tables=result.tables, problems=result.problems),
    )


def _page(request: UserRequest, upload: UploadForm, days: DaysForm) -> HttpResponse:
    context = {
        "upload": upload if request.user.may(Permission.IMPORT) else None,
        "days": days if request.user.may(Permission.EXPORT) else None,
        "groups": _groups(),
    }
    return render(request, "desk/workbook.html", context)


def _preview(request: UserRequest, token: str) -> Preview:
    office = _office(request, Permission.IMPORT)
    staged = staging.find(token, by=request.user, office=office)
    if staged is None:
        raise Http404("没有这个待导入的文件")
    asked = request.POST if request.method == "POST" else request.GET
    year = asked.get("year", "")
    return preview_of(
        staged,
        office=office,
        by=request.user,
        ignored=asked.getlist("ignore"),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )


def _asked(data: QueryDict) -> dict[str, Any]:
    return {"year": data.get("year", ""), "ignore": data.getlist("ignore")}


def _preview_address(token: str, *, year: str = "", ignore: list[str] | None = None) -> str:
    query = QueryDict(mutable=True)
    if year:
        query["year"] = year
    query.setlist("ignore", ignore or [])
    address = reverse("workbook_preview", args=[token])
    return f"{address}?{query.urlencode()}" if query.urlencode() else address


def read_file(file: Any) -> Any:
    """The child reads from a path; the name on disk is ours."""
    handle, path = tempfile.mkstemp(suffix=".xlsx")
    try:
        with os.fdopen(handle, "wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return read_upload(path)
    finally:
        Path(path).unlink(missing_ok=True)


def _file(name: str, write: Callable[[BinaryIO], object]) -> HttpResponse:
    file = io.BytesIO()
    write(file)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _office(request: UserRequest, permission: Permission) -> Office:
    office = request.user.office_for(permission)
    if office is None:
        raise PermissionDenied
    return office


def _groups() -> list[tuple[str, list[Sheet]]]:
    found: dict[str, list[Sheet]] = {}
    for sheet in all_sheets():
        found.setdefault(sheet.group or "其他", []).append(sheet)
    return list(found.items())


def _chosen(keys: list[str]) -> list[Sheet]:
    """The registers asked for; all when none is named."""
    chosen = [sheet for sheet in all_sheets() if not keys or sheet.key in keys]
    if not chosen:
        raise Http404("没有这种台账")
    return chosen
