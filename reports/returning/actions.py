"""Taking in a file that came back, adopting it as the issued text, sending it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from reports.actions import locked
from reports.composing import Commission, compose
from reports.freezing.text import seen_digest
from reports.models import Report, ReturnedText
from reports.returning.comparing import compare
from reports.returning.marked import composed_sentences, sent_sentences
from reports.review.files import FileProblem, text_of_upload
from reports.workflow import State, Step, may_ever
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import Upload, claim, store_document
from township_safety.organisation.models import User
from township_safety.values import clean_text

REASON_LENGTH = 300


def take_back(report: Report, *, upload: Upload, by: User) -> ReturnedText:
    """定稿回传: kept as it came, with everything in it that reads differently. Raises Refused."""
    _demand_reviewed(report)
    document = compose(Commission.of(report)).document
    try:
        sent = sent_sentences(text_of_upload(upload, name="报告.docx"))
        found = compare(composed_sentences(document), sent)
    except (FileProblem, JobFailed) as problem:
        raise Refused(str(problem)) from problem
    upload.seek(0)
    stored = store_document(upload, office=report.office, by=by)
    with transaction.atomic():
        _demand_reviewed(locked(report))
        file = claim([stored], office_id=report.office_id, by=by)[0]
        returned = ReturnedText.objects.create(
            office_id=report.office_id,
            report=report,
            file=file,
            uploaded_by=by,
            digest=seen_digest(document),
            deviations=found.to_json(),
        )
        summary = (
            f"{report}：改动{returned.sentence_count}处，与台账不符{len(returned.figures)}个数"
        )
        audit.record("定稿回传", by=by, office=report.office_id, target=returned, summary=summary)
    return returned


@transaction.atomic
def adopt(returned: ReturnedText, *, by: User, reason: str = "") -> ReturnedText:
    """采用为定稿: this file goes out as the text; numbers off the ledger want a reason."""
    returned = _open(returned, by=by)
    said = clean_text(reason, multiline=True, max_length=REASON_LENGTH)
    if returned.figures and not said:
        names = "、".join(one["label"] for one in returned.figures[:3])
        raise Refused(f"{names}与台账不符，仍要采用的请写明原因。")
    earlier = ReturnedText.objects.accepted_for(returned.report)
    if earlier is not None:
        _decide(earlier, ReturnedText.State.REFUSED, by=by, reason="另采用了后来回传的文件")
    return _decide(returned, ReturnedText.State.ACCEPTED, by=by, reason=said)


@transaction.atomic
def refuse(returned: ReturnedText, *, by: User, reason: str) -> ReturnedText:
    """退回: it is edited again, or the report goes out as composed."""
    returned = _open(returned, by=by)
    said = clean_text(reason, multiline=True, max_length=REASON_LENGTH)
    if not said:
        raise Refused("请写明退回的原因，改稿的人据此修改。")
    return _decide(returned, ReturnedText.State.REFUSED, by=by, reason=said)


def _decide(
    returned: ReturnedText, state: ReturnedText.State, *, by: User, reason: str
) -> ReturnedText:
    returned.state, returned.reason = state, reason
    returned.decided_by, returned.decided_at = by, timezone.now()
    returned.save()
    audit.record(
        state.label, by=by, office=returned.office_id, target=returned, summary=f"{returned}"
    )
    return returned


def _open(returned: ReturnedText, *, by: User) -> ReturnedText:
    report = locked(returned.report)
    _demand_reviewed(report)
    if not may_ever(Step.ISSUE, by=by, office_id=report.office_id):
        raise Refused("您没有处理定稿回传的权限。")
    rows = ReturnedText.objects.select_for_update(of=("self",)).select_related("report")
    found = rows.get(pk=returned.pk)
    if not found.is_waiting:
        raise Refused(f"这份回传文件现在是“{found.get_state_display()}”，不用再处理。")
    return found


def _demand_reviewed(report: Report) -> None:
    if State(report.state) != State.REVIEWED:
        raise Refused(
            f"这份报告现在是“{report.status_label}”；核稿通过以后、签发以前才能回传定稿。"
        )
