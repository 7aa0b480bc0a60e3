"""The content of the pictures on a paper, as the renderer takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from hazards.models import HazardPhoto
from township_safety import jobs
from township_safety.documents.model import Form, pictures_of
from township_safety.organisation.models import StoredFile

# More pictures than this are more than one file should carry.
MOST_PICTURES = 80
_STAMP = "township_safety.pictures:stamped"
_SECONDS = 20.0


class TooManyPictures(Exception):
    """`count` pictures were asked for in one file."""

    def __init__(self, count: int) -> None:
        super().__init__(f"这一批共有{count}张照片，一次最多打印{MOST_PICTURES}张，请分几批打印。")


def contents(
    papers: Sequence[Form], *, office_id: int, is_stamped: bool = False
) -> dict[str, bytes]:
    """By digest; a file that is gone is left out and prints as lost.

    `is_stamped` writes the moment of taking into the picture (水印).
    """
    digests = {digest for paper in papers for digest in pictures_of(paper)}
    if len(digests) > MOST_PICTURES:
        raise TooManyPictures(len(digests))
    found: dict[str, bytes] = {}
    for stored in StoredFile.objects.for_offices([office_id]).of_contents(digests):
        if stored.sha256 in found:
            continue
        try:
            with stored.file.open("rb") as file:
                content = file.read()
        except OSError:
            continue
        found[stored.sha256] = _stamped(content, stored) if is_stamped else content
    return found


def _stamped(content: bytes, stored: StoredFile) -> bytes:
    taken = stored.taken_at or _taken_at(stored)
    if taken is None:
        return content
    words = f"拍摄时间：{timezone.localtime(taken):%Y-%m-%d %H:%M}"
    try:
        stamped: bytes = jobs.run(_STAMP, content, words, timeout=_SECONDS)
    except jobs.JobFailed:
        return content
    return stamped


def _taken_at(stored: StoredFile) -> datetime | None:
    photo = HazardPhoto.objects.shown().filter(file=stored, taken_at__isnull=False).first()
    return photo.taken_at if photo else None


def addresses(papers: Sequence[Form], *, office_id: int) -> dict[str, str]:
    """Where the page on the screen finds them."""
    digests = {digest for paper in papers for digest in pictures_of(paper)}
    rows = StoredFile.objects.for_offices([office_id]).of_contents(digests)
    return {stored.sha256: stored.get_absolute_url() for stored in rows}
