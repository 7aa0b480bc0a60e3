"""Photos and scans: shown to whoever sees a record that carries them, and uploaded."""

from __future__ import annotations

from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from township_safety.organisation import files
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office, StoredFile
from township_safety.organisation.permissions import Permission

# Whatever a file may hold, it runs nothing and reaches nothing.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
# A page full of thumbnails is not fetched anew on the way back from a record.
_KEPT_SECONDS = 600


@require_safe
@requires(Permission.VIEW)
def file(request: UserRequest, uid: UUID) -> HttpResponse:
    stored = _visible(request, uid)
    return _answer(
        stored.file,
        content_type=stored.content_type,
        disposition=content_disposition_header(not stored.is_picture, stored.name),
    )


@require_safe
@requires(Permission.VIEW)
def file_thumbnail(request: UserRequest, uid: UUID) -> HttpResponse:
    stored = _visible(request, uid)
    if not stored.is_picture:
        raise Http404
    response = _answer(stored.thumbnail, content_type="image/jpeg", disposition="inline")
    response.headers["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    return response


@require_POST
@requires(Permission.RECORD)
def file_upload(request: UserRequest) -> JsonResponse:
    """One photo for a form that is still being filled in."""
    upload = request.FILES.get("photo")
    if upload is None:
        return JsonResponse({"problem": "没有收到照片，请重新选择。"}, status=400)
    try:
        photo = files.store_photo(
            upload,
            office=_recording_office(request),
            by=request.user,
            taken=request.POST.get("taken", ""),
        )
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=400)
    answer = {"uid": str(photo.uid), "name": photo.name}
    return JsonResponse(
        {**answer, "url": photo.get_absolute_url(), "thumbnail": photo.thumbnail_url}
    )


def _recording_office(request: UserRequest) -> Office:
    """The office the form is for; a foreign one does not exist."""
    asked = request.POST.get("office", "")
    office_id = int(asked) if asked.isdecimal() and asked.isascii() else 0
    if not request.user.may(Permission.RECORD, office_id=office_id):
        raise Http404
    return get_object_or_404(Office, pk=office_id)


def _visible(request: UserRequest, uid: UUID) -> StoredFile:
    return get_object_or_404(StoredFile.objects.scoped_for(request.user), uid=uid)


def _answer(place: FieldFile, *, content_type: str, disposition: str | None) -> HttpResponse:
    try:
        with place.open("rb") as content:
            response = HttpResponse(content.read(), content_type=content_type)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
