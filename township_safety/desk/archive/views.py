"""迎检档案: the year's folders, what is missing, the draw, the bound whole."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards.views.printing import PRIVATE, pdf_answer
from township_safety.desk.archive import running
from township_safety.desk.archive.actions import add_material, keep_section, start_year
from township_safety.desk.archive.contents import Year, sources
from township_safety.desk.archive.drawing import chain, drawn, fresh_seed
from township_safety.desk.archive.forms import AdditionForm, DrawForm, SectionForm
from township_safety.desk.archive.missing import lacks
from township_safety.desk.models import ArchiveSection
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

_FIRST, _LAST = 2000, 2100
_FILES = {"pdf": "application/pdf", "zip": "application/zip"}


@require_GET
@requires(Permission.EXPORT)
def page(request: UserRequest, year: int = 0) -> HttpResponse:
    of_year = _year(request, year or timezone.localdate().year)
    progress = running.progress_of(of_year)
    context = {
        "year": of_year,
        "tabs": _tabs(of_year),
        "lines": [
            (one, sources().get(one.source, ""), of_year.number(one)) for one in of_year.sections()
        ],
        "progress": progress,
        "draw": DrawForm(initial={"number": 5}),
        "may_write": _may_write(request, of_year.office),
    }
    response = render(request, "archive/page.html", context)
    if progress is not None and progress.is_running:
        response.headers["Refresh"] = "3"
    return response


@require_POST
@requires(Permission.RECORD)
def begin(request: UserRequest, year: int) -> HttpResponse:
    of_year = _writable(request, year)
    made = start_year(of_year.office, year, by=request.user)
    messages.success(request, f"{year}年档案目录共{len(made)}个案卷，可以修改。")
    return redirect("archive_year", year)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def section_new(request: UserRequest, year: int) -> HttpResponse:
    of_year = _writable(request, year)
    return _section_form(request, ArchiveSection(office=of_year.office, year=year))


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def section(request: UserRequest, pk: int) -> HttpResponse:
    return _section_form(request, _section(request, pk))


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def add(request: UserRequest, pk: int) -> HttpResponse:
    row = _section(request, pk)
    form = AdditionForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (file := form.stored(office=row.office, by=request.user)) is not None:
        made = add_material(row, name=form.cleaned_data["name"], file=file, by=request.user)
        messages.success(request, f"已补充：{made}")
        return redirect("archive_year", row.year)
    context = {"form": form, "section": row, "cancel_url": reverse("archive_year", args=[row.year])}
    return render(request, "archive/add.html", context)


@require_GET
@requires(Permission.EXPORT)
def missing(request: UserRequest, year: int) -> HttpResponse:
    of_year = _year(request, year)
    return render(request, "archive/missing.html", {"year": of_year, "lacks": lacks(of_year)})


@require_GET
@requires(Permission.EXPORT)
def draw(request: UserRequest, year: int) -> HttpResponse:
    of_year = _year(request, year)
    form = DrawForm(request.GET or None)
    if not form.is_valid():
        context: dict[str, Any] = {"year": of_year, "form": form}
        return render(request, "archive/draw.html", context)
    number, seed = form.cleaned_data["number"], form.cleaned_data["seed"]
    if seed is None:
        return redirect(f"{request.path}?number={number}&seed={fresh_seed()}")
    found = drawn(of_year, number=number, seed=seed)
    context = {
        "year": of_year,
        "form": form,
        "seed": seed,
        "lines": [(hazard, [one.kind.name for one in chain(hazard)]) for hazard in found],
        "query": f"number={number}&seed={seed}",
    }
    return render(request, "archive/draw.html", context)


@require_GET
@requires(Permission.EXPORT)
def draw_pdf(request: UserRequest, year: int) -> HttpResponse:
    """The complete chain of papers of each hazard drawn."""
    of_year = _year(request, year)
    form = DrawForm(request.GET)
    back = reverse("archive_draw", args=[year])
    if not form.is_valid() or form.cleaned_data["seed"] is None:
        return redirect(back)
    found = drawn(of_year, number=form.cleaned_data["number"], seed=form.cleaned_data["seed"])
    papers = [one for hazard in found for one in chain(hazard)]
    if not papers:
        messages.warning(request, "这一年没有隐患可抽。")
        return redirect(back)
    name = f"{year}年隐患抽查{form.cleaned_data['seed']}"
    return pdf_answer(request, papers, name=name, back=back)


@require_POST
@requires(Permission.EXPORT)
def build(request: UserRequest, year: int) -> HttpResponse:
    of_year = _year(request, year)
    if not of_year.sections():
        messages.error(request, "这一年还没有档案目录，请先建立目录。")
    else:
        running.start(of_year)
    return redirect("archive_year", year)


@require_GET
@requires(Permission.EXPORT)
def download(request: UserRequest, year: int, kind: str) -> HttpResponse:
    of_year = _year(request, year)
    if kind not in _FILES:
        raise Http404
    path = running.folder_of(of_year) / f"archive.{kind}"
    if not path.is_file():
        return HttpResponse("档案还没有生成", status=HTTPStatus.NOT_FOUND)
    name = f"{of_year.office}{year}年安全生产档案.{kind}"
    audit.record("下载迎检档案", by=request.user, office=of_year.office, summary=name)
    header = content_disposition_header(kind == "zip", name) or "attachment"
    return HttpResponse(
        path.read_bytes(),
        content_type=_FILES[kind],
        headers={"Content-Disposition": header} | PRIVATE,
    )


def _section_form(request: UserRequest, row: ArchiveSection) -> HttpResponse:
    form = SectionForm(request.POST or None, instance=row)
    if form.is_valid():
        keep_section(form.save(commit=False), by=request.user)
        messages.success(request, f"已保存：{row.name}")
        return redirect("archive_year", row.year)
    context = {"form": form, "section": row, "cancel_url": reverse("archive_year", args=[row.year])}
    return render(request, "archive/section.html", context)


def _tabs(of_year: Year) -> list[dict[str, Any]]:
    this = timezone.localdate().year
    known = ArchiveSection.objects.for_offices([of_year.office]).years()
    years = sorted({this, this - 1, of_year.year, *known}, reverse=True)
    return [
        {
            "label": f"{year}年",
            "url": reverse("archive_year", args=[year]),
            "current": year == of_year.year,
        }
        for year in years
    ]


def _year(request: UserRequest, year: int) -> Year:
    office = request.user.office_for(Permission.EXPORT)
    if office is None or not request.user.sees_whole_office:
        raise PermissionDenied
    if not _FIRST <= year <= _LAST:
        raise Http404
    return Year(office, year, reader=request.user)


def _may_write(request: UserRequest, office: Office) -> bool:
    return request.user.records_whole_office(office.pk) and request.user.may(
        Permission.EXPORT, office_id=office.pk
    )


def _writable(request: UserRequest, year: int) -> Year:
    of_year = _year(request, year)
    if not _may_write(request, of_year.office):
        raise PermissionDenied
    return of_year


def _section(request: UserRequest, pk: int) -> ArchiveSection:
    rows = ArchiveSection.objects.scoped_for(request.user).select_related("office")
    row = get_object_or_404(rows, pk=pk)
    if not _may_write(request, row.office):
        raise PermissionDenied
    return row
