"""责任书、承诺书: how far they are signed, who is missing, signing off many at once."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from township_safety.activities.letter_rates import LetterRate, letter_rates
from township_safety.activities.models import LetterObligation
from township_safety.activities.paper.letters import letter_forms
from township_safety.desk.letter_forms import ObligeForm, SignOffForm
from township_safety.desk.proof_paper_views import pdf_file, printed
from township_safety.desk.register_views import sheet_of
from township_safety.desk.registers import may_add
from township_safety.documents.rendering import docx_of
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

# About ten seconds in one file.
MOST_PAPERS = 100


@require_GET
@requires(Permission.VIEW)
def letters(request: UserRequest) -> HttpResponse:
    """One line for each letter of the year: owed, signed, rate, who is missing."""
    rows = LetterObligation.objects.scoped_for(request.user)
    years = rows.years()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    if year not in years:
        year = years[0] if years else timezone.localdate().year
    signed = rows.counted().for_year(year).with_names().with_signed(on=timezone.localdate())
    context = {
        "year": year,
        "years": [
            {"label": f"{one}年", "url": f"?year={one}", "current": one == year} for one in years
        ],
        "rates": letter_rates(signed.order_by("letter_class", "kind", "pk")),
        "may_oblige": _obliging_office(request) is not None,
    }
    return render(request, "registers/letters.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def letters_owed(request: UserRequest) -> HttpResponse:
    """Put villages, agencies or all sites of a category on the list at once."""
    office = _obliging_office(request)
    if office is None:
        raise PermissionDenied
    form = ObligeForm(request.POST or None, office=office)
    if form.is_valid():
        try:
            number = form.submit(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = f"应签名单增加{number}家" if number else "名单里都有了，没有重复增加"
            messages.success(request, text)
            return redirect(f"{reverse('letters')}?year={form.cleaned_data['year']}")
    return render(request, "registers/letters_owed.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def letter(request: UserRequest, year: int, letter_class: str, kind: str) -> HttpResponse:
    """Who signed and who is missing; a POST signs off those that are ticked."""
    rate = _rate(request, year, letter_class, kind)
    rows = LetterObligation.objects.scoped_for(request.user)
    missing = rows.with_keys([row.pk for row in rate.missing])
    form = SignOffForm(request.POST or None, missing=missing)
    if request.method == "POST" and not _may_add(request):
        raise PermissionDenied
    if form.is_valid():
        try:
            signed = form.submit(by=request.user)
        except Refused as refusal:
            form.add_error("signed_on", str(refusal))
        else:
            left = len(rate.missing) - len(signed)
            text = f"已登记签订{len(signed)}家，" + (f"还差{left}家" if left else "全部签订")
            messages.success(request, text)
            return redirect("letter", year, letter_class, kind)
    context: dict[str, Any] = {"rate": rate, "form": form, "may_add": _may_add(request)}
    context["ticked"] = set(request.POST.getlist("signed"))
    return render(request, "registers/letter.html", context)


@require_GET
@requires(Permission.VIEW)
def letter_pdf(request: UserRequest, year: int, letter_class: str, kind: str) -> HttpResponse:
    """All that are missing, each with its name, in one file."""
    rate = _rate(request, year, letter_class, kind)
    chosen = rate.missing or rate.done
    if len(chosen) > MOST_PAPERS:
        messages.warning(request, f"一次最多打印{MOST_PAPERS}份，这里只打印前{MOST_PAPERS}份")
    papers = [form for row in chosen[:MOST_PAPERS] for form in letter_forms(row)]
    try:
        pdf = printed(papers, office=chosen[0].office)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("letter", year, letter_class, kind)
    _note(request, rate, chosen[0])
    return pdf_file(pdf, name=f"{papers[0].name}{len(papers)}份")


@require_GET
@requires(Permission.VIEW)
def letter_word(request: UserRequest, year: int, letter_class: str, kind: str) -> HttpResponse:
    """A Word file for each, in one archive."""
    rate = _rate(request, year, letter_class, kind)
    chosen = (rate.missing or rate.done)[:MOST_PAPERS]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, row in enumerate(chosen, start=1):
            (form,) = letter_forms(row)
            archive.writestr(f"{number:03}_{row.counterparty}.docx", docx_of(form))
    _note(request, rate, chosen[0])
    name = f"{year}年{rate.kind_name}{len(chosen)}份.zip"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    headers["Cache-Control"] = "private, no-store"
    return HttpResponse(file.getvalue(), content_type="application/zip", headers=headers)


def _rate(request: UserRequest, year: int, letter_class: str, kind: str) -> LetterRate:
    rows = LetterObligation.objects.scoped_for(request.user).for_year(year).of_class(letter_class)
    found = rows.of_kind([kind]).counted().with_names().with_signed(on=timezone.localdate())
    rates = letter_rates(found.order_by("pk"))
    if not rates:
        raise Http404
    return rates[0]


def _obliging_office(request: UserRequest) -> Office | None:
    """Whose list of letters this person keeps; a village inspector keeps none."""
    office = request.user.office_for(Permission.RECORD)
    return office if office is not None and request.user.records_whole_office(office.pk) else None


def _may_add(request: UserRequest) -> bool:
    return may_add(request.user, sheet_of("letters"))


def _note(request: UserRequest, rate: LetterRate, row: LetterObligation) -> None:
    summary = f"{rate.year}年{rate.kind_name}{rate.class_label}"
    audit.record("打印文书", by=request.user, office=row.office_id, summary=summary)
