"""Pictures before and after: drawn, not taken, so that nobody's yard is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from random import Random

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from hazards.models import Hazard, HazardPhoto, NoticeItem
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import StoredFile

_SIZE = (640, 480)
_HOW_MANY, _ON_NOTICES = 8, 3
_THUMBNAIL = 320
_HAND = settings.BASE_DIR / "township_safety" / "fonts" / "FandolKai-Regular.otf"


def write_photos(place: Township, hazards: Sequence[Hazard]) -> None:
    """Of the newest hazards that were put right: one picture of each stage."""
    done = [hazard for hazard in hazards if hazard.rectified_on is not None]
    ordered = set(NoticeItem.objects.values_list("hazard", flat=True))
    chosen = [hazard for hazard in done if hazard.pk in ordered][-_ON_NOTICES:]
    chosen += [hazard for hazard in done[-_HOW_MANY:] if hazard not in chosen]
    shots = [shot for hazard in chosen for shot in _shots(place, hazard)]
    place.ledger.write(
        [Entry(photo.file, at, place.users["clerk"]) for photo, at in shots], action=""
    )
    place.ledger.write([Entry(photo, at, place.users["clerk"]) for photo, at in shots], action="")


def _shots(place: Township, hazard: Hazard) -> Iterator[tuple[HazardPhoto, datetime]]:
    days = {
        HazardPhoto.Stage.BEFORE: hazard.found_on,
        HazardPhoto.Stage.AFTER: hazard.rectified_on or hazard.found_on,
    }
    for stage, on in days.items():
        chance = dice("photo", hazard.uid, stage)
        content = _picture(chance, is_after=stage == HazardPhoto.Stage.AFTER)
        taken = timezone.make_aware(datetime.combine(on, time(10, chance.randrange(60))))
        file = _stored(content, name=f"{hazard.number}-{stage}.jpg")
        file.by = place.users["clerk"]
        photo = HazardPhoto(hazard=hazard, file=file, stage=stage, taken_at=taken)
        yield photo, place.window.moment(on, chance)


def _stored(content: bytes, *, name: str) -> StoredFile:
    """Kept by content as an upload is; a file of an earlier demonstration is used again."""
    digest = hashlib.sha256(content).hexdigest()
    path = _kept(f"{digest[:2]}/{digest}", content)
    return StoredFile(
        sha256=digest,
        name=name,
        content_type="image/jpeg",
        size=len(content),
        file=path,
        claimed=True,
    )


def _picture(chance: Random, *, is_after: bool) -> bytes:
    """A wall, a floor and boxes in the way; afterwards the way is clear."""
    wall = tuple(chance.randint(190, 225) for _ in range(3))
    image = Image.new("RGB", _SIZE, wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 330, *_SIZE), fill=(150, 145, 138))
    draw.rectangle((270, 120, 390, 330), fill=(96, 112, 120), outline=(60, 70, 76), width=4)
    for _ in range(0 if is_after else 6):
        left, top = chance.randint(180, 420), chance.randint(230, 340)
        width, height = chance.randint(60, 120), chance.randint(40, 90)
        box = (left, top, left + width, top + height)
        draw.rectangle(box, fill=(176, 134, 84), outline=(110, 78, 44), width=3)
    return _jpeg(image)


def drawn_file(chance: Random, *, name: str) -> StoredFile:
    """A room, with its thumbnail, as an upload would be kept."""
    content = _picture(chance, is_after=True)
    file = _stored(content, name=name)
    with Image.open(BytesIO(content)) as image:
        image.thumbnail((_THUMBNAIL, _THUMBNAIL))
        small = _jpeg(image)
    file.thumbnail = _kept(f"{file.file.name}.small", small)
    file.size += len(small)
    return file


def signed_sheet() -> tuple[str, str, str, int]:
    """A form with “同意” written on it: where it and its thumbnail lie, its digest, its bytes."""
    image = Image.new("RGB", (900, 640), (250, 248, 242))
    draw = ImageDraw.Draw(image)
    large, small = (ImageFont.truetype(_HAND, size) for size in (44, 30))
    draw.text((330, 40), "领导签批单", font=large, fill=(30, 30, 30))
    for top in (130, 260, 390, 570):
        draw.line((60, top, 840, top), fill=(60, 60, 60), width=2)
    for left in (60, 240, 840):
        draw.line((left, 130, left, 570), fill=(60, 60, 60), width=2)
    for top, label in ((180, "事项"), (310, "经办人"), (460, "领导意见")):
        draw.text((80, top), label, font=small, fill=(30, 30, 30))
    draw.text((300, 440), "同意。", font=large, fill=(20, 40, 120))
    content = _jpeg(image)
    image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    small_content = _jpeg(image)
    digest = hashlib.sha256(content).hexdigest()
    path = _kept(f"{digest[:2]}/{digest}", content)
    thumbnail = _kept(f"{path}.small", small_content)
    return path, thumbnail, digest, len(content) + len(small_content)


def _jpeg(image: Image.Image) -> bytes:
    held = BytesIO()
    image.save(held, "JPEG", quality=80)
    return held.getvalue()


def _kept(path: str, content: bytes) -> str:
    """A file of an earlier demonstration is used again."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return path
