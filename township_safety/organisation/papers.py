"""Codes for printed papers, and the signed pages that come back: taken in and matched."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from township_safety import jobs
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import SCAN_BYTES, Upload, claim, store_file, store_photo
from township_safety.organisation.models import (
    Office,
    OwnedModel,
    PrintedForm,
    SignedCopy,
    StoredFile,
    User,
    Village,
)
from township_safety.organisation.models.papers import CODE_LENGTH, CODE_LETTERS
from township_safety.values import clean_text, half_width

# Pages read in one job: a few seconds, and not more memory than the child has.
PAGES_AT_ONCE = 5
PAGES_PER_SENDING = 100
_SECONDS = 60.0
_MEMORY_MB = 1024
_PDF = b"%PDF-"
_NOT_OURS = re.compile(f"[^{CODE_LETTERS}]")


@transaction.atomic
def printed_form(
    row: OwnedModel,
    *,
    form: str,
    title: str,
    about: str,
    by: User | None,
    village: Village | None = None,
    document: Any = None,
    is_signed: bool = True,
) -> PrintedForm:
    """The row under whose code this paper is printed; the same words keep their code.

    `document` is what is printed, as JSON without the code.
    """
    words = json.dumps(document, ensure_ascii=False, sort_keys=True) if document else ""
    printed, _ = PrintedForm.objects.get_or_create(
        target_type=row._meta.label_lower,
        target_uid=row.uid,
        form=form,
        digest=hashlib.sha256(words.encode()).hexdigest(),
        defaults={
            "office_id": row.office_id,
            "title": title[:60],
            "about": about[:200],
            "village": village,
            "document": document,
            "is_signed": is_signed,
            "printed_by": by,
        },
    )
    return printed


@dataclass
class Taken:
    """What became of one sending."""

    matched: list[SignedCopy] = field(default_factory=list)
    unmatched: list[SignedCopy] = field(default_factory=list)
    twice: int = 0
    refused: list[str] = field(default_factory=list)


def take_in(uploads: Iterable[Upload], *, office: Office, by: User) -> Taken:
    """Every page of every file, each kept; those with one of our codes are matched at once.

    A file that cannot be read is named in `refused`, the others are taken all the same.
    """
    taken = Taken()
    for upload in uploads:
        try:
            _take_file(upload, taken, office=office, by=by)
        except Refused as refusal:
            taken.refused.append(f"“{upload.name}”{refusal}")
    return taken


def _take_file(upload: Upload, taken: Taken, *, office: Office, by: User) -> None:
    if upload.size is None or upload.size > SCAN_BYTES:
        raise Refused(f"超过{SCAN_BYTES // 1024 // 1024} MB，请分成几个文件再传。")
    data = upload.read()
    upload.seek(0)
    number: int = _run("township_safety.scans:count", data)
    done = len(taken.matched) + len(taken.unmatched) + taken.twice
    if done + number > PAGES_PER_SENDING:
        raise Refused(f"没有收：一次最多{PAGES_PER_SENDING}页，请分几次上传。")
    source = store_file(upload, office=office, by=by) if data.startswith(_PDF) else None
    for first in range(0, number, PAGES_AT_ONCE):
        last = min(first + PAGES_AT_ONCE, number)
        pages = _run("township_safety.scans:read", data, first, last)
        for page, (codes, picture, _) in enumerate(pages, start=first + 1):
            name = clean_text(upload.name or "扫描件")[:190]
            stored = _stored(picture, name=name, page=page, office=office, by=by)
            copy = SignedCopy(
                office=office, picture=stored, source=source, page=page, file_name=name, by=by
            )
            _keep(copy, taken, codes=codes, by=by)


def _run(function: str, *args: Any) -> Any:
    try:
        return jobs.run(function, *args, timeout=_SECONDS, memory_mb=_MEMORY_MB)
    except jobs.JobFailed as failure:
        raise Refused(str(failure)) from failure


def _stored(picture: bytes, *, name: str, page: int, office: Office, by: User) -> StoredFile:
    upload = SimpleUploadedFile(f"{name.rsplit('.', 1)[0]}-{page}.jpg", picture)
    return store_photo(upload, office=office, by=by)


@transaction.atomic
def _keep(copy: SignedCopy, taken: Taken, *, codes: list[str], by: User) -> None:
    """The page with its paper, when one of its codes is of this office and this person's to see."""
    files = [copy.picture, *([copy.source] if copy.source else [])]
    claim(files, office_id=copy.office_id, by=by)
    mine = PrintedForm.objects.scoped_for(by).for_offices([copy.office_id])
    for code in codes:
        copy.code_read = clean_text(code)[:60]
        copy.form = mine.coded(read_code(code)).first()
        if copy.form is not None:
            break
    there = SignedCopy.objects.for_offices([copy.office_id]).filter(picture=copy.picture)
    if there.filter(form=copy.form).exists():
        taken.twice += 1
        return
    copy.save()
    (taken.matched if copy.form else taken.unmatched).append(copy)
    if copy.form is not None:
        _log("收到签字件", copy, by=by)


def read_code(text: str) -> str:
    """A code as it is kept, however it was typed: k7m3 qxa9 is K7M3-QXA9; else nothing."""
    letters = _NOT_OURS.sub("", half_width(text).upper())
    if len(letters) != CODE_LENGTH:
        return ""
    half = CODE_LENGTH // 2
    return f"{letters[:half]}-{letters[half:]}"


@transaction.atomic
def match(copy: SignedCopy, *, form: PrintedForm, by: User) -> SignedCopy:
    """认领: a person says which paper the page is."""
    copy = SignedCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.form_id is not None:
        raise Refused("这一页已经认领过了")
    if form.office_id != copy.office_id:
        raise Refused("文书和签字件不属于同一单位")
    if form.copies.filter(picture=copy.picture_id).exists():
        raise Refused("这份文书已经有这一页了，可以把这一页移除")
    copy.form, copy.matched_by = form, by
    copy.save(update_fields=["form", "matched_by"])
    _log("认领签字件", copy, by=by)
    return copy


@transaction.atomic
def unmatch(copy: SignedCopy, *, by: User) -> SignedCopy:
    """The page belongs elsewhere: it waits again."""
    copy = SignedCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.form_id is None:
        raise Refused("这一页还没有认领")
    _log("退回待认领", copy, by=by)
    copy.form, copy.matched_by = None, None
    copy.save(update_fields=["form", "matched_by"])
    return copy


@transaction.atomic
def drop(copy: SignedCopy, *, by: User) -> None:
    """移除: only a page that belongs to no paper, a blank or a wrong one."""
    copy = SignedCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.form_id is not None:
        raise Refused("已经认领的签字件不能移除，请先退回待认领")
    _log("移除未认领的扫描页", copy, by=by)
    copy.delete()


@transaction.atomic
def excuse(form: PrintedForm, *, by: User, reason: str) -> PrintedForm:
    """No signed copy will come, and why."""
    form = PrintedForm.objects.select_for_update().get(pk=form.pk)
    if form.copies.exists():
        raise Refused("这份文书已经有签字件")
    form.excuse = clean_text(reason)[:200]
    if not form.excuse:
        raise Refused("请写明没有签字件的原因")
    form.save(update_fields=["excuse"])
    audit.record("没有签字件", by=by, office=form.office_id, target=form, summary=form.excuse)
    return form


def expect_none(row: OwnedModel, *, reason: str) -> None:
    """Its papers need no signature any more; what came back stays."""
    PrintedForm.objects.of(row).unsigned().update(excuse=reason[:200])


def attach(form: PrintedForm, file: StoredFile, *, by: User) -> SignedCopy:
    """A scan handed in with a step, for the paper that the step is about."""
    (kept,) = claim([file], office_id=form.office_id, by=by)
    there = form.copies.filter(picture=kept).first()
    return there or SignedCopy.objects.create(
        office_id=form.office_id, form=form, picture=kept, file_name=kept.name, by=by, matched_by=by
    )


def _log(action: str, copy: SignedCopy, *, by: User) -> None:
    summary = f"{copy.form or '未认领'}：{copy}"
    audit.record(action, by=by, office=copy.office_id, target=copy, summary=summary)
