"""Whose figures and reports a request may reach; anything outside is a 404."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from reports.models import PriorValue, Report, ReportTemplate, Snippet
from township_safety.organisation.http import UserRequest
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

MOST_OFFICES = 300


def reading_office(request: UserRequest) -> Office:
    """The office that is asked for, else the person's own.

    Someone who sees single villages only has no whole-office figures: that is a refusal.
    """
    offices = Office.objects.visible_to(request.user)
    asked = request.GET.get("office", "")
    if asked:
        return get_object_or_404(offices, pk=asked if asked.isascii() and asked.isdecimal() else 0)
    own = request.user.office
    visible = {office.pk: office for office in offices}
    if not visible:
        raise PermissionDenied
    return (
        visible[own.pk] if own is not None and own.pk in visible else next(iter(visible.values()))
    )


def offices_asked(request: UserRequest) -> list[Office]:
    """Several offices at once, for the sum over a district; every one must be visible."""
    keys = [one for one in request.GET.get("office", "").split(",") if one]
    if len(keys) < 2:
        return [reading_office(request)]
    if len(keys) > MOST_OFFICES or not all(one.isascii() and one.isdecimal() for one in keys):
        raise Http404
    found = Office.objects.visible_to(request.user).in_bulk(keys)
    if len(found) != len(set(keys)):
        raise Http404
    return [found[int(one)] for one in keys]


def composing_office(request: UserRequest) -> Office:
    office = request.user.office_for(Permission.COMPOSE)
    if office is None:
        raise PermissionDenied
    return office


def report_of(request: UserRequest, pk: int) -> Report:
    reports = Report.objects.scoped_for(request.user).newest_first()
    if not Office.objects.visible_to(request.user).exists():
        raise PermissionDenied
    return get_object_or_404(reports, pk=pk)


def may_compose(request: UserRequest, office_id: int) -> bool:
    return request.user.may(Permission.COMPOSE, office_id=office_id)


def demand_compose(request: UserRequest, office_id: int) -> None:
    if not may_compose(request, office_id):
        raise PermissionDenied


def prior_of(request: UserRequest, pk: int) -> PriorValue:
    return get_object_or_404(PriorValue.objects.scoped_for(request.user), pk=pk)


def editing_office(request: UserRequest) -> Office:
    """Whose templates and set phrases the person may change."""
    office = request.user.office_for(Permission.REFERENCE)
    if office is None or not may_compose(request, office.pk):
        raise PermissionDenied
    return office


def template_of(request: UserRequest, pk: int) -> ReportTemplate:
    """One's own or one that is shipped for all."""
    return get_object_or_404(ReportTemplate.objects.available_to(composing_office(request)), pk=pk)


def own_template(request: UserRequest, pk: int) -> ReportTemplate:
    return get_object_or_404(ReportTemplate.objects.kept_by(editing_office(request)), pk=pk)


def snippet_of(request: UserRequest, pk: int) -> Snippet:
    return get_object_or_404(Snippet.objects.for_offices([editing_office(request).pk]), pk=pk)
