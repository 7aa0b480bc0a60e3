"""乡镇地图: the drawing with its table, setting places, the sketch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from township_safety.desk.map.actions import keep_place, keep_sketch, place_of, put_on_sketch
from township_safety.desk.map.contents import township
from township_safety.desk.map.forms import PlaceForm, SketchForm
from township_safety.desk.models import SketchMap
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import Office, Village
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site

# The width at which the sketch is shown for clicking, so that a click can be read as a share.
CLICKED_WIDTH = 960
_KINDS: dict[str, Any] = {"site": Site, "village": Village}


@require_GET
@requires(Permission.VIEW)
def page(request: UserRequest) -> HttpResponse:
    office = _office(request)
    found = township(office, reader=request.user, on=timezone.localdate())
    sketch, degrees = found.drawing_on_sketch, found.drawing_by_degrees
    shows_degrees = request.GET.get("by") == "degrees" or sketch is None
    context = {
        "township": found,
        "drawing": degrees if shows_degrees else sketch,
        "shows_degrees": shows_degrees,
        "tabs": _tabs(shows_degrees=shows_degrees) if sketch and not degrees.is_empty else [],
        "may_write": _may_write(request, office),
    }
    return render(request, "map/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def place(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """A click on the sketch is a button of the form: it works without a script."""
    subject = _subject(request, kind, pk)
    row = place_of(subject)
    sketch = SketchMap.objects.of_office(subject.office)
    form = PlaceForm(request.POST if "save" in request.POST else None, instance=row)
    try:
        if sketch is not None and "spot.x" in request.POST:
            x, y = _clicked(request, sketch)
            put_on_sketch(row, x=x, y=y, by=request.user)
        elif form.is_valid():
            keep_place(form.save(commit=False), by=request.user)
        else:
            return _place_page(request, subject, row, sketch, form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, f"已标注：{subject}")
    return redirect("map")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def sketch(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    if not _may_write(request, office):
        raise PermissionDenied
    form = SketchForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (picture := form.stored(office=office, by=request.user)) is not None:
        keep_sketch(picture, office=office, by=request.user)
        messages.success(request, "草图已保存。请给村（居）和监管对象标注位置。")
        return redirect("map")
    return render(request, "map/sketch.html", {"form": form, "cancel_url": reverse("map")})


def _place_page(
    request: UserRequest, subject: Any, row: Any, sketch: SketchMap | None, form: PlaceForm
) -> HttpResponse:
    context = {
        "subject": subject,
        "form": form,
        "sketch": sketch,
        "place": row if row.x is not None else None,
        "width": CLICKED_WIDTH,
        "cancel_url": reverse("map"),
    }
    return render(request, "map/place.html", context)


def _tabs(*, shows_degrees: bool) -> list[dict[str, Any]]:
    return [
        {"label": "草图", "url": "?by=sketch", "current": not shows_degrees},
        {"label": "按坐标", "url": "?by=degrees", "current": shows_degrees},
    ]


def _office(request: UserRequest) -> Office:
    """A district looks at the map of an office below it."""
    asked = request.GET.get("office", "")
    if not asked:
        return own_office(request)
    key = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    return get_object_or_404(Office.objects.visible_to(request.user), pk=key)


def _may_write(request: UserRequest, office: Office) -> bool:
    return request.user.records_whole_office(office.pk)


def _subject(request: UserRequest, kind: str, pk: int) -> Any:
    if kind not in _KINDS:
        raise Http404
    rows = _KINDS[kind].objects.scoped_for(request.user).counted().select_related("office")
    subject = get_object_or_404(rows, pk=pk)
    if not _may_write(request, subject.office):
        raise PermissionDenied
    return subject


def _clicked(request: UserRequest, sketch: SketchMap) -> tuple[int, int]:
    """Pixels of the shown picture as per mille of its sides."""
    found = []
    height = CLICKED_WIDTH * sketch.height / sketch.width
    for name, side in (("spot.x", CLICKED_WIDTH), ("spot.y", height)):
        said = request.POST.get(name, "")
        if not (said.isascii() and said.isdecimal() and len(said) < 6):
            raise Refused("没有点到图上，请再点一次。")
        found.append(round(int(said) * 1000 / side))
    return found[0], found[1]
