"""Taking in photos and scans, linking them to records, clearing what no record claimed."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from township_safety import jobs
from township_safety.office_files import OLD, WORD, ZIP
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, StoredFile, User
from township_safety.values import clean_text

Upload = UploadedFile[Any]

MEGABYTE = 1024 * 1024
PHOTO_BYTES = 10 * MEGABYTE
SCAN_BYTES = 20 * MEGABYTE
PHOTOS_PER_RECORD = 9

_DEVELOP = "township_safety.pictures:develop"
_INSPECT = "township_safety.pictures:inspect"
_RECOGNISE = "township_safety.office_files:inspect"
_PDF = b"%PDF-"
_SECONDS = 20.0
_MEMORY_MB = 1024
_MOMENT = "%Y:%m:%d %H:%M:%S"
_SWEPT_AT_ONCE = 50
_NAME_LENGTH = 100
_UNFIT = re.compile(r'[\\/:*?"<>|]+')

EXPIRED = "有照片上传后超过24小时没有保存，已经清除，请重新选择照片。"


def store_photo(upload: Upload, *, office: Office, by: User, taken: str = "") -> StoredFile:
    """A photo drawn anew as JPEG, with thumbnail and `taken_at`; claimed by no record yet.

    `taken` is the moment as cameras write it, used when the file names none: a browser that
    made the photo smaller has lost it. Raises Refused.
    """
    sweep()
    content = _content(upload, limit=PHOTO_BYTES)
    _demand_room(office, size=len(content))
    picture, thumbnail, moment = _run(_DEVELOP, content, taken)
    name = f"{_stem(upload.name) or '照片'}.jpg"
    return _keep(
        StoredFile(
            office=office, by=by, name=name, content_type="image/jpeg", taken_at=_aware(moment)
        ),
        content=picture,
        thumbnail=thumbnail,
    )


def store_file(upload: Upload, *, office: Office, by: User) -> StoredFile:
    """A scan (PDF, JPEG, PNG) kept as it came; claimed by no record yet. Raises Refused."""
    sweep()
    content = _content(upload, limit=SCAN_BYTES)
    _demand_room(office, size=len(content))
    kind: str = _run(_INSPECT, content)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[kind]
    name = f"{_stem(upload.name) or '扫描件'}.{ending}"
    return _keep(StoredFile(office=office, by=by, name=name, content_type=kind), content=content)


def store_document(upload: Upload, *, office: Office, by: User) -> StoredFile:
    """A Word or Excel file kept as it came; claimed by no record yet. Raises Refused."""
    sweep()
    content = _content(upload, limit=SCAN_BYTES)
    _demand_room(office, size=len(content))
    kind: str = _run(_RECOGNISE, content)
    name = f"{_stem(upload.name) or '文件'}.{'docx' if kind == WORD else 'xlsx'}"
    return _keep(StoredFile(office=office, by=by, name=name, content_type=kind), content=content)


def store_any(upload: Upload, *, office: Office, by: User) -> StoredFile:
    """A photo, a PDF, a Word or an Excel file, known by its first bytes. Raises Refused."""
    start: bytes = upload.read(len(OLD))
    upload.seek(0)
    if start.startswith((ZIP, OLD)):
        return store_document(upload, office=office, by=by)
    store = store_file if start.startswith(_PDF) else store_photo
    return store(upload, office=office, by=by)


def claim(files: Iterable[StoredFile], *, office_id: int, by: User) -> list[StoredFile]:
    """The files, locked and marked as used, in the order given.

    Called inside the transaction that links them to a record. Raises Refused when one is gone
    or is not the person's to use.
    """
    wanted = [file.pk for file in files]
    usable = StoredFile.objects.scoped_for(by).for_offices([office_id])
    locked = usable.select_for_update().in_bulk(wanted)
    if len(locked) < len(set(wanted)):
        raise Refused(EXPIRED)
    StoredFile.objects.filter(pk__in=locked).update(claimed=True)
    return [locked[key] for key in dict.fromkeys(wanted)]


def sweep() -> int:
    """Remove some of the uploads that no record claimed within a day; how many."""
    expired = StoredFile.objects.expired(now=timezone.now()).order_by("pk")
    if not expired.exists():
        return 0
    with transaction.atomic():
        rows = list(expired.select_for_update()[:_SWEPT_AT_ONCE])
        for row in rows:
            row.delete()
            if not StoredFile.objects.sharing(str(row.file.name)).exists():
                _remove_content(row)
    return len(rows)


def _remove_content(row: StoredFile) -> None:
    """After the commit: a row that is rolled back still needs its file."""
    for place in (row.file, row.thumbnail):
        if place:
            transaction.on_commit(partial(place.storage.delete, str(place.name)))


@transaction.atomic
def _keep(row: StoredFile, *, content: bytes, thumbnail: bytes = b"") -> StoredFile:
    """The same content lies on the disk once per office.

    Somebody who sees a row with this content gets that row; others get a row of their own, so
    that nobody learns who else has the picture.
    """
    row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content) + len(thumbnail)
    twins = StoredFile.objects.for_offices([row.office_id]).with_content(
        row.sha256, is_picture=bool(thumbnail)
    )
    if row.by is not None and (seen := twins.scoped_for(row.by).first()) is not None:
        return _renewed(seen)
    twin = twins.select_for_update().first()
    if twin is not None:
        row.file, row.thumbnail = twin.file.name, twin.thumbnail.name
    else:
        row.file.save("", ContentFile(content), save=False)
        if thumbnail:
            row.thumbnail.save("", ContentFile(thumbnail), save=False)
    row.save()
    return row


def _renewed(row: StoredFile) -> StoredFile:
    """Uploaded again, so wanted again: its day begins anew."""
    if not row.claimed:
        StoredFile.objects.filter(pk=row.pk).update(recorded_at=timezone.now())
    return row


def _content(upload: Upload, *, limit: int) -> bytes:
    if upload.size is None or upload.size > limit:
        raise Refused(f"超过{limit // MEGABYTE} MB，请缩小后再传。")
    content: bytes = upload.read()
    if not content:
        raise Refused("是空文件，请重新选择。")
    return content


def _demand_room(office: Office, *, size: int) -> None:
    """Refused before the work: pictures never take the disk from the database."""
    if StoredFile.objects.for_offices([office]).total_size() + size > settings.FILES_PER_OFFICE:
        raise Refused("本单位的照片和扫描件已用完存储额度，请联系系统管理员。")
    if shutil.disk_usage(settings.DATA_DIR).free - size < settings.FREE_SPACE_FLOOR:
        raise Refused("服务器磁盘空间不足，暂时不能上传，请联系系统管理员。")


def _run(function: str, *args: Any) -> Any:
    try:
        return jobs.run(function, *args, timeout=_SECONDS, memory_mb=_MEMORY_MB)
    except jobs.JobFailed as failure:
        raise Refused(str(failure)) from failure


def _stem(name: str | None) -> str:
    """The name a person gave the file, without folders, ending and what no system allows."""
    last = PurePosixPath(clean_text(name or "").replace("\\", "/")).name
    return clean_text(_UNFIT.sub("", PurePosixPath(last).stem))[:_NAME_LENGTH].strip(" .")


def _aware(moment: str) -> datetime | None:
    """The camera's clock read as ours; none when it lies more than a day ahead."""
    if not moment:
        return None
    taken_at = timezone.make_aware(datetime.strptime(moment, _MOMENT))  # noqa: DTZ007 -- made aware here
    return taken_at if taken_at <= timezone.now() + timedelta(days=1) else None
