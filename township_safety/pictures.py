"""Pictures and scans from outside: known by content, decoded within limits, drawn anew.

The only import of Pillow. Its functions run in the child of township_safety.jobs and raise
jobs.Refused with words for the person who sent the file.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFile, ImageFont

from township_safety.jobs import Refused

MAX_PIXELS = 40_000_000
LONG_SIDE = 1920
THUMBNAIL_SIDE = 320
QUALITY = 85
THUMBNAIL_QUALITY = 75
_STAMP_FACE = Path(__file__).resolve().parent / "fonts" / "NotoSansSC_500Medium.ttf"
# How cameras write a moment (EXIF 2.3, 4.6.5).
MOMENT = "%Y:%m:%d %H:%M:%S"

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
_DECODERS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}

NOT_A_PHOTO = "不是照片，只收 JPG、PNG、WebP 格式。"
NOT_A_SCAN = "不是扫描件，只收 PDF、JPG、PNG 格式。"
HEIC = "是苹果手机的 HEIC 格式，请在手机“设置—相机—格式”里选“兼容性最佳”，或转成 JPG 后再传。"
DOUBLE = "里面夹带了别的内容，没有接收。请用相机或截图重新得到照片后再传。"
BROKEN = "不完整或已损坏，可能没有传完，请重新选择。"
TOO_LARGE = f"超过{MAX_PIXELS // 10_000}万像素，请缩小后再传。"

# EXIF: the turn of the camera, the block of the camera's own tags, the moment of taking.
_ORIENTATION, _CAMERA, _TAKEN, _DIGITISED = 0x0112, 0x8769, 0x9003, 0x9004
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_APPLE_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
# What a browser would read as a page. Short marks come up by chance in ten million bytes, so
# they count near the beginning only, where a browser guesses the type.
_PAGES = (b"<script", b"<!doctype", b"<iframe")
_PAGE_STARTS = (b"<html", b"<svg", b"<body", b"<?php", b"<?xml", b"%pdf-")
# Readers look for a PDF's first and last mark this near to the ends (ISO 32000-1, annex H).
_HEAD, _TAIL = 1024, 2048


def develop(data: bytes, taken: str) -> tuple[bytes, bytes, str]:
    """The picture as a new JPEG, its thumbnail, the moment of taking.

    `taken` is used when the file itself names no moment. Nothing else of the file goes on: no
    position, no comment, no colour profile.
    """
    kind = _kind(data)
    if kind not in _DECODERS:
        raise Refused(HEIC if data[8:12] in _APPLE_BRANDS else NOT_A_PHOTO)
    _demand_single(data)
    with _opened(data, kind) as image:
        tags = _tags(image)
        moment = _moment(tags.get(_TAKEN) or tags.get(_DIGITISED)) or _moment(taken)
        picture = _drawn(image, turn=_TURNS.get(tags.get(_ORIENTATION, 1)))
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    exif = _exif(moment) if moment else b""
    return _jpeg(picture, QUALITY, exif), _jpeg(thumbnail, THUMBNAIL_QUALITY, b""), moment


def reduced(data: bytes, dots: int) -> bytes:
    """A kept picture for print, with at most so many dots on its longer side."""
    kind = _kind(data)
    if kind not in _DECODERS:
        raise Refused(NOT_A_PHOTO)
    with _opened(data, kind) as image:
        if kind == JPEG and max(image.size) <= dots:
            image.load()
            return data
        picture = _drawn(image, turn=None)
    picture.thumbnail((dots, dots), Image.Resampling.LANCZOS)
    return _jpeg(picture, QUALITY, b"")


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """A picture in grey with all its dots, for reading what is printed on it."""
    kind = _kind(data)
    if kind not in _DECODERS:
        raise Refused(NOT_A_PHOTO)
    with _opened(data, kind) as image:
        yield image.convert("L")


def stamped(data: bytes, words: str) -> bytes:
    """The picture with a line of words at its lower edge (水印), readable on any ground."""
    kind = _kind(data)
    if kind not in _DECODERS:
        raise Refused(NOT_A_PHOTO)
    with _opened(data, kind) as image:
        drawn = _drawn(image, turn=None)
    size = max(drawn.height // 22, 14)
    place = (size // 2, drawn.height - size // 2)
    ImageDraw.Draw(drawn).text(
        place,
        words,
        fill="white",
        font=ImageFont.truetype(str(_STAMP_FACE), size),
        anchor="ld",
        stroke_width=max(size // 10, 1),
        stroke_fill="black",
    )
    return _jpeg(drawn, QUALITY, b"")


def inspect(data: bytes) -> str:
    """The content type of a scan, which is kept as it came."""
    kind = _kind(data)
    if kind not in {PDF, JPEG, PNG}:
        raise Refused(HEIC if data[8:12] in _APPLE_BRANDS else NOT_A_SCAN)
    if kind == PDF:
        if _is_archive(data):
            raise Refused(DOUBLE)
        if b"%%EOF" not in data[-_TAIL:]:
            raise Refused(BROKEN)
        return kind
    _demand_single(data)
    with _opened(data, kind) as image:
        image.load()
    return kind


def _kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    return PDF if data.startswith(b"%PDF-") else ""


def _demand_single(data: bytes) -> None:
    """A picture that is also a page, a paper or an archive was made on purpose."""
    lowered = data.lower()
    starts = any(mark in lowered[:_HEAD] for mark in _PAGE_STARTS)
    if starts or any(mark in lowered for mark in _PAGES) or _is_archive(data):
        raise Refused(DOUBLE)


def _is_archive(data: bytes) -> bool:
    """Both ends of a ZIP's list of files: one alone comes up by chance."""
    return b"PK\x01\x02" in data and zipfile.is_zipfile(io.BytesIO(data))


@contextmanager
def _whole_only() -> Iterator[None]:
    """Half a picture is refused, though WeasyPrint, in the same process, lets Pillow fill it up."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """The picture, not yet decoded; whatever goes wrong with it is said in our words."""
    try:
        with warnings.catch_warnings(), _whole_only():
            # Below twice its own limit Pillow only warns; ours is a refusal.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[_DECODERS[kind]]) as image:
                _demand_few_dots(image)
                yield image
    except (Image.DecompressionBombError, MemoryError) as bomb:
        raise Refused(TOO_LARGE) from bomb
    except Refused:
        raise
    except Exception as fault:  # decoders raise whatever a broken file leads them to
        raise Refused(BROKEN) from fault


def _demand_few_dots(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise Refused(TOO_LARGE)


def _tags(image: Image.Image) -> dict[int, Any]:
    """The camera's tags; a file with broken tags is a picture all the same."""
    try:
        exif = image.getexif()
        return {**exif, **exif.get_ifd(_CAMERA)}
    except Exception:  # as many kinds as there are ways to break them
        return {}


def _moment(value: object) -> str:
    try:
        return datetime.strptime(str(value).strip("\0 "), MOMENT).strftime(MOMENT)  # noqa: DTZ007 -- cameras write local time
    except ValueError:
        return ""


def _drawn(image: Image.Image, *, turn: Image.Transpose | None) -> Image.Image:
    """A new picture with nothing but the dots, upright, on white where it was transparent."""
    if image.mode not in {"RGB", "L", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        image = image.transpose(turn)
    drawn = Image.new("RGB", image.size, "white")
    transparent = image.mode == "RGBA"
    drawn.paste(image if transparent else image.convert("RGB"), mask=image if transparent else None)
    return drawn


def _exif(moment: str) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(_CAMERA)[_TAKEN] = moment
    return exif.tobytes()


def _jpeg(picture: Image.Image, quality: int, exif: bytes) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True, exif=exif)
    return file.getvalue()
