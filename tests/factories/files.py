"""Pictures as cameras and mischief make them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.numbers import fresh
from township_safety.organisation.files import store_photo
from township_safety.organisation.models import Office, StoredFile, User

TAKEN = "2024:03:05 10:20:30"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    colour: Any = "red",
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def distinct_picture() -> bytes:
    """No two alike, also after they were drawn anew."""
    number = fresh()
    return picture(size=(64 + number % 512, 64 + number // 512))


def camera_tags(*, taken: str = TAKEN, orientation: int = 1, position: bool = True) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "测试相机"
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = taken
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 52.0, 7.5), 3: "E", 4: (121.0, 33.0, 1.0)})
    return exif.tobytes()


def hollow_png(width: int, height: int) -> bytes:
    """Black dots that take a few kilobytes on the wire and width times height in memory."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    rows = zlib.compressobj(9)
    line = bytes(1 + width // 8 + 1)
    packed = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("Evil.class", b"\xca\xfe\xba\xbe")
    return file.getvalue()


def upload(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def make_photo(*, office: Office, by: User, content: bytes = b"", name: str = "") -> StoredFile:
    return store_photo(
        upload(content or distinct_picture(), name or "现场.jpg"), office=office, by=by
    )
