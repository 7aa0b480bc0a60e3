"""上报文件: an issued report as one file that another office's system can check and read."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.utils import timezone

from reports.freezing.text import unlinked
from reports.models import Delivery, IssuedReport
from reports.receiving.delivering import told_figures
from township_safety.documents.model import Document, digest, from_json, to_json
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.periods import Period, PeriodProblem
from township_safety.values import clean_text

FORMAT, VERSION = "township-safety-report", 1
MOST_BYTES = 5 * 1024 * 1024
_MOST_FIGURES = 5000
_TEXTS = ("key", "filters", "label", "unit", "text", "first_day", "last_day")


def package(issued: IssuedReport) -> bytes:
    """The same issued report always gives the same bytes."""
    report = issued.report
    said: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "office": report.office.name,
        "report": {
            "title": str(report),
            "template": report.template.code,
            "period": report.period_code,
            "first_day": str(report.first_day),
            "last_day": str(report.last_day),
            "version": report.version,
        },
        "issued_on": str(issued.issued_on),
        "document": issued.document,
        "document_digest": issued.digest,
        "figures": told_figures(issued),
    }
    sealed = said | {"digest": _digest(said)}
    return json.dumps(sealed, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _digest(said: dict[str, Any]) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def unpacked(content: bytes, *, receiver: Office, by: User) -> Delivery:
    """An unsaved delivery. Refused when the file was changed or is not from an office below."""
    said = _read(content)
    claimed = said.pop("digest", None)
    if claimed != _digest(said):
        raise Refused("上报文件的校验码不对：文件在传送中被改动过，请报送单位重新导出。")
    try:
        return _delivery(said, receiver=receiver, by=by)
    except (KeyError, TypeError, ValueError, AttributeError, PeriodProblem) as problem:
        raise Refused("上报文件的内容不完整，请报送单位重新导出。") from problem


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 5 MB，不是上报文件。")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise Refused("不是上报文件；请选择系统导出的“.json”文件，别的文件请用代录。") from problem
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Refused("不是本系统导出的上报文件；别的文件请用代录。")
    if said.get("version") != VERSION:
        raise Refused("上报文件的版本与本系统不同，请两边都升级到同一版本。")
    return said


def _delivery(said: dict[str, Any], *, receiver: Office, by: User) -> Delivery:
    sender = Office.objects.filter(parent=receiver, name=said["office"]).first()
    if sender is None:
        name = clean_text(str(said["office"]))[:50]
        raise Refused(f"“{name}”不是{receiver}的下级单位，请核对，或者先在单位里登记。")
    report = said["report"]
    document = from_json(said["document"])
    if not isinstance(document, Document):
        raise TypeError("not a report")
    # Addresses of another machine lead nowhere here, or worse.
    document = unlinked(document)
    if digest(document) != said["document_digest"]:
        raise Refused("上报文件里的文稿与它的校验码不符，请报送单位重新导出。")
    if Delivery.objects.for_offices([receiver]).same_text(
        sender=sender, digest=said["document_digest"]
    ):
        raise Refused(f"{sender}的这份报告已经收到过，不用再导入。")
    return Delivery(
        office=receiver,
        sender=sender,
        way=Delivery.Way.FILE,
        title=clean_text(report["title"])[:200],
        period_code=Period.parse(report["period"]).code,
        template_code=clean_text(report["template"])[:60],
        delivered_on=timezone.localdate(),
        figures=_figures(said["figures"]),
        document=to_json(document),
        digest=said["document_digest"],
        entered_by=by,
    )


def _figures(told: Any) -> list[dict[str, str]]:
    if not isinstance(told, list) or len(told) > _MOST_FIGURES:
        raise TypeError("no list of figures")
    for one in told:
        date.fromisoformat(one["first_day"])
        date.fromisoformat(one["last_day"])
    return [{name: clean_text(str(one[name])) for name in _TEXTS} for one in told]
