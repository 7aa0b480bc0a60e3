"""A paper on the screen, as PDF and as Word: for the forms of every ledger."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe

from hazards.paper import pictures
from hazards.paper.catalogue import Chosen
from township_safety.documents.glyphs import missing_in
from township_safety.documents.html import render_html
from township_safety.documents.model import Form, pictures_of
from township_safety.documents.rendering import docx_of, pdf_of_many
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The policy of our pages would forbid some browsers their own PDF viewer.
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


def paper_page(
    request: UserRequest, one: Chosen, *, back: tuple[str, str], more: tuple[str, str] | None = None
) -> HttpResponse:
    """The forms as they will be printed; `back` and `more` are (words, address)."""
    found = one.drawn(reader=request.user)
    if not found:
        messages.warning(request, "没有可以打印的")
        return redirect(back[1])
    sources = pictures.addresses(found, office_id=one.row.office_id)
    html = (render_html(form, mode="screen", sources=sources) for form in found)
    context = {
        "title": found[0].name,
        "back": back,
        "sheets": [mark_safe(text) for text in html],  # noqa: S308 -- the renderer escapes every text
        "words": [(form.name, f"{one.word_url}?part={n}") for n, form in enumerate(found, start=1)],
        "pdf_url": one.pdf_url,
        "more": more,
        "has_pictures": any(pictures_of(form) for form in found),
        "missing": [str(lost) for form in found for lost in missing_in(form)],
        "note": "" if one.kind.is_final(one.row) else one.kind.otherwise,
    }
    return render(request, "hazards/paper.html", context)


def pdf_answer(
    request: UserRequest, many: Sequence[Chosen], *, name: str, back: str
) -> HttpResponse:
    """All in one file; `?mark=1` writes the moment of taking into the photos."""
    office_id = many[0].row.office_id
    papers = [form for one in many for form in one.coded(by=request.user)]
    if not papers:
        messages.warning(request, "没有可以打印的")
        return redirect(back)
    try:
        content = pictures.contents(papers, office_id=office_id, is_stamped="mark" in request.GET)
        pdf = pdf_of_many(papers, substitute=True, pictures=content)
    except (JobFailed, pictures.TooManyPictures) as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect(back)
    _note(request, many, summary=f"PDF {name}")
    headers = {"Content-Disposition": content_disposition_header(False, f"{name}.pdf") or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | PRIVATE)


def word_answer(request: UserRequest, one: Chosen) -> HttpResponse:
    """`?part=2` is the second form of the row, such as the report that goes with a notice."""
    forms = one.coded(by=request.user)
    part = request.GET.get("part", "1")
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 3 else 1
    if not 1 <= number <= len(forms):
        return HttpResponse("没有这一份文书", status=HTTPStatus.NOT_FOUND)
    form = forms[number - 1]
    try:
        content = pictures.contents([form], office_id=one.row.office_id)
        word = docx_of(form, pictures=content)
    except (JobFailed, pictures.TooManyPictures) as problem:
        messages.warning(request, f"没有生成 Word：{problem}")
        return redirect(one.url)
    name = file_name(form)
    _note(request, [one], summary=f"Word {name}")
    return word_file(word, name=name)


def word_file(word: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.docx") or ""}
    return HttpResponse(word, content_type=_WORD, headers=headers | PRIVATE)


def file_name(form: Form) -> str:
    return "_".join(part for part in (form.name, form.number.replace("　", "")) if part)


def _note(request: UserRequest, many: Sequence[Chosen], *, summary: str) -> None:
    """Who took which paper out."""
    row = many[0].row
    target = row if len(many) == 1 else None
    audit.record(
        "打印文书", by=request.user, office=row.office_id, target=target, summary=summary[:200]
    )
