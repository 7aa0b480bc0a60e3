"""一企一档: the page of a site's file and its paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hazards.paper import pictures
from township_safety.desk.models import SiteSeal
from township_safety.desk.registers import may_write, registers
from township_safety.desk.sitefile.contents import ON_PAPER, attachments_of, site_file
from township_safety.desk.sitefile.events import happenings
from township_safety.desk.sitefile.paper import dossier, facts
from township_safety.documents.model import Form
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site


@require_GET
@requires(Permission.VIEW)
def page(request: UserRequest, pk: int) -> HttpResponse:
    site = site_of(request, pk)
    file = site_file(site, reader=request.user)
    context = {
        "site": site,
        "file": file,
        "facts": [fact for fact in facts(site, file.contacts) if fact[1]],
        "happened": happenings(site, reader=request.user),
        "attachments": attachments_of(site),
        "seals": SiteSeal.objects.of_site(site),
        "may_lift": request.user.may(Permission.VOID, office_id=site.office_id),
        "may_write": may_write(request.user, registers()["sites"], office=site.office),
    }
    return render(request, "sitefile/page.html", context)


@require_GET
@requires(Permission.VIEW)
def pdf(request: UserRequest, pk: int) -> HttpResponse:
    site = site_of(request, pk)
    file = site_file(site, reader=request.user, most=ON_PAPER)
    form = dossier(file, happenings(site, reader=request.user))
    return printed(request, form, site=site, action="打印一企一档")


def site_of(request: UserRequest, pk: int) -> Site:
    sites = Site.objects.scoped_for(request.user).select_related("office", "village", "sector")
    return get_object_or_404(sites, pk=pk)


def printed(request: UserRequest, form: Form, *, site: Site, action: str) -> HttpResponse:
    """Shown in the browser's own viewer, and noted who took it out."""
    try:
        content = pictures.contents([form], office_id=site.office_id)
        made = pdf_of(form, substitute=True, pictures=content)
    except (JobFailed, pictures.TooManyPictures) as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("site_file", site.pk)
    audit.record(action, by=request.user, office=site.office_id, target=site, summary=form.name)
    headers = {
        "Content-Disposition": content_disposition_header(False, f"{form.name}.pdf") or "",
        "Cache-Control": "private, no-store",
        # The policy of our pages would forbid some browsers their own PDF viewer.
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)
