"""What a field finds while somebody types: sites, criteria, usual hazards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hazards.models import HazardPhrase
from township_safety.desk.forms import form_class
from township_safety.desk.registers import may_write, registers
from township_safety.organisation import actions
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Criterion, Site
from township_safety.values import clean_text

# As many as fit below a field; who sees more types another letter.
OFFERED = 12
Found = dict[str, Any]


@require_GET
@requires(Permission.RECORD)
def lookup(request: UserRequest, key: str) -> HttpResponse:
    try:
        find = _FINDERS[key]
    except KeyError:
        raise Http404 from None
    words = clean_text(request.GET.get("q", ""), max_length=40)
    return JsonResponse({"found": find(request, words)})


def _sites(request: UserRequest, words: str) -> list[Found]:
    today = timezone.localdate()
    sites = Site.objects.scoped_for(request.user).for_offices([own_office(request)])
    found = sites.active(on=today).found_by(words).select_related("village", "sector")
    return [_site(site, reader=request) for site in found[:OFFERED]]


def _site(site: Site, *, reader: UserRequest) -> Found:
    """The site, and what follows from it for the rest of the form."""
    told = [str(site.village or ""), site.former_name, site.credit_code]
    fills = {
        "village": site.village_id,
        "sector": site.sector_id,
        "responsible_unit": site.name,
        "responsible_person": site.safety_person or site.legal_person,
    }
    if reader.user.may(Permission.PERSONAL):
        fills["phone"] = site.phone
    return {
        "value": site.pk,
        "text": site.name,
        "hint": "　".join(filter(None, told)),
        "fills": fills,
    }


def _criteria(request: UserRequest, words: str) -> list[Found]:
    today = timezone.localdate()
    rows = Criterion.objects.available_to(own_office(request)).valid(on=today).in_force(on=today)
    found = rows.found_by(words).select_related("sector")
    return [
        {
            "value": criterion.pk,
            "text": criterion.name,
            "hint": "　".join(filter(None, [criterion.document_number, criterion.version])),
            "fills": {"basis": criterion.as_basis},
        }
        for criterion in found[:OFFERED]
    ]


def _phrases(request: UserRequest, words: str) -> list[Found]:
    today = timezone.localdate()
    beside = request.GET.get("beside", "")
    sector = int(beside) if beside.isdecimal() else None
    rows = HazardPhrase.objects.available_to(own_office(request)).valid(on=today)
    found = rows.found_by(words, sector=sector).select_related("sector")
    return [
        {
            "value": phrase.pk,
            "text": phrase.name,
            "hint": str(phrase.sector or ""),
            "fills": {
                "description": phrase.name,
                "measures": phrase.measures,
                "category": phrase.category_id,
                "sector": phrase.sector_id,
            },
        }
        for phrase in found[:OFFERED]
    ]


_FINDERS: dict[str, Callable[[UserRequest, str], list[Found]]] = {
    "sites": _sites,
    "criteria": _criteria,
    "phrases": _phrases,
}


@require_POST
@requires(Permission.RECORD)
def site_new(request: UserRequest) -> HttpResponse:
    """A site entered beside another form; answers with the choice it has become."""
    office, sheet = own_office(request), registers()["sites"]
    if not may_write(request.user, sheet, office=office):
        return JsonResponse(
            {"errors": ["您的角色不能新增监管对象，请联系安办工作人员"]}, status=403
        )
    fields = ("name", "village", "categories")
    form = form_class(Site, fields=fields)(request.POST, user=request.user, office=office)
    problems = [f"{form[name].label}：{text}" for name, text in _problems(form)]
    name = clean_text(request.POST.get("name", ""))
    if not problems and Site.objects.for_offices([office]).namesakes(name).exists():
        problems = ["已有同名的监管对象，请在上面查找；确实是另一处的，名称后加地点区分"]
    if problems:
        return JsonResponse({"errors": problems}, status=400)
    form.instance.sector = next((c.sector for c in form.cleaned_data.get("categories", ())), None)
    actions.add_row(form.instance, form=form, by=request.user)
    return JsonResponse(_site(form.instance, reader=request))


def _problems(form: Any) -> list[tuple[str, str]]:
    """Field and fault; what concerns the whole row stands with the name."""
    return [
        ("name" if name == "__all__" else name, text)
        for name, texts in form.errors.items()
        for text in texts
    ]
