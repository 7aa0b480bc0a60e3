"""Issuing, serving and cancelling notices; a number once given is never given again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from hazards.models import Hazard, HazardPhoto, Notice, NoticeItem, NoticeKind, NoticePhoto
from hazards.models.classification import Grade
from hazards.opinions import agreed_to_issue
from hazards.steps import ActionDenied, check_day, set_deadline, write
from hazards.workflow import OTHER_ROLES, Action
from township_safety.organisation import audit, numbers, papers
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import PHOTOS_PER_RECORD, claim
from township_safety.organisation.models import (
    LeaderOpinion,
    NumberSequence,
    Office,
    ReservedNumber,
    StoredFile,
    User,
)

_DEMAND = "限期整改到位，整改期间落实安全防范措施"


@transaction.atomic
def draft_notice(notice: Notice, *, hazards: Sequence[Hazard], by: User) -> Notice:
    """A draft with one item per hazard, each with the hazard's words of this moment."""
    _check_role(notice, Action.NOTICE, by=by)
    notice.recorded_by = by
    notice.save()
    states_term = notice.due_on is not None or notice.days_to_rectify is not None
    for position, hazard in enumerate(hazards, start=1):
        _check_item(notice, hazard)
        NoticeItem.objects.create(
            office_id=notice.office_id,
            notice=notice,
            hazard=hazard,
            position=position,
            text=hazard.description,
            demand=hazard.measures[:500] or _DEMAND,
            due_on=None if states_term else hazard.due_on,
        )
    _take_photos(notice, hazards)
    audit.record("起草通知书", by=by, office=notice.office_id, target=notice)
    return notice


def _take_photos(notice: Notice, hazards: Sequence[Hazard]) -> None:
    """The photos of what was found; the draft can do without some of them."""
    found = HazardPhoto.objects.filter(hazard__in=hazards).shown()
    photos = found.of_stage(HazardPhoto.Stage.BEFORE).select_related("hazard")
    first = {photo.file_id: photo for photo in reversed(photos)}
    chosen = sorted(first.values(), key=lambda photo: (hazards.index(photo.hazard), photo.pk))
    for position, photo in enumerate(chosen[:PHOTOS_PER_RECORD], start=1):
        NoticePhoto.objects.create(
            office_id=notice.office_id,
            notice=notice,
            file_id=photo.file_id,
            hazard=photo.hazard,
            caption=f"第{hazards.index(photo.hazard) + 1}条",
            position=position,
        )


@transaction.atomic
def redraft_notice(
    notice: Notice,
    *,
    by: User,
    items: Iterable[NoticeItem],
    dropped: Iterable[NoticeItem] = (),
    photos: Iterable[NoticePhoto] | None = None,
) -> Notice:
    """The draft with its new words; what is dropped leaves no trace, for nothing was said yet."""
    if _locked(notice, Action.NOTICE, by=by).issued_on is not None:
        raise ActionDenied("这份通知书已经签发，不能再修改")
    notice.save()
    for item in dropped:
        item.delete()
    for item in items:
        item.save(update_fields=["text", "demand", "due_on"])
    if photos is not None:
        notice.photos.exclude(pk__in=[photo.pk for photo in photos]).delete()
    audit.record("修改通知书草稿", by=by, office=notice.office_id, target=notice)
    return notice


@transaction.atomic
def void_draft(notice: Notice, *, by: User, reason: str) -> Notice:
    """误录作废 of a draft; an issued notice is cancelled instead, its number stays taken."""
    notice = _locked(notice, Action.NOTICE, by=by)
    if notice.issued_on is not None:
        raise ActionDenied("已经签发的通知书不能作废，请撤销")
    notice.voided_at, notice.voided_by, notice.void_reason = timezone.now(), by, reason
    notice.save()
    audit.record("误录作废", by=by, office=notice.office_id, target=notice, summary=reason)
    return notice


@transaction.atomic
def issue_notice(
    notice: Notice,
    *,
    by: User,
    on: date,
    opinion: LeaderOpinion | None = None,
    reserved: ReservedNumber | None = None,
    scan: StoredFile | None = None,
) -> Notice:
    """Give the number and freeze the text; the stated date, an item's own before that of the
    notice, becomes each hazard's deadline.

    One written by hand has its `reserved` number, the handwritten day, and the paper's scan.
    """
    notice = _locked(notice, Action.NOTICE, by=by)
    if notice.issued_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.issued_on}签发，文号{notice.number}")
    if notice.kind.needs_powers and not notice.office.powers_handed_over:
        raise ActionDenied(f"本单位没有下放（委托）的执法权，不能签发{notice.kind}")
    hazards = _locked_hazards(notice)
    _check_words(notice, hazards)
    latest = max((hazard.found_on for hazard in hazards), default=None)
    check_day(on, not_before=latest, what="签发")
    _check_terms(notice, on=on)
    is_major = any(hazard.grade == Grade.MAJOR for hazard in hazards)
    notice.opinion = agreed_to_issue(notice, opinion, by=by, on=on, is_major=is_major)
    notice.issued_on = on
    notice.reserved = reserved
    if reserved is None:
        notice.number = next_notice_number(notice, year=on.year)
    else:
        notice.number = _number_by_hand(notice, reserved, scan=scan, by=by)
    notice.save(update_fields=["issued_on", "number", "opinion", "reserved"])
    if scan is not None:
        _keep_handwritten(notice, scan, by=by)
    own = _own_days(notice)
    for hazard in hazards:
        _check_item(notice, hazard)
        due_on = own[hazard.pk] or notice.due_on
        _tell(hazard, notice, Action.NOTICE, due_on=due_on, on=on, by=by)
    audit.record("签发通知书", by=by, office=notice.office_id, target=notice)
    return notice


def next_notice_number(notice: Notice, *, year: int) -> str:
    """文号 per office, kind and year: 机关代字＋用字〔年〕序号号, no leading zeros."""
    serial = NumberSequence.objects.next_number(
        office_id=notice.office_id, kind=sequence_kind(notice), year=year
    )
    return f"{notice_word(notice)}〔{year}〕{serial}号"


def _number_by_hand(
    notice: Notice, reserved: ReservedNumber, *, scan: StoredFile | None, by: User
) -> str:
    assert notice.issued_on is not None  # noqa: S101 -- narrows the type
    if reserved.office_id != notice.office_id or reserved.block.kind != sequence_kind(notice):
        raise ActionDenied(f"{reserved}不是{notice.kind}的文号，请重新选择")
    if scan is None:
        raise ActionDenied("手写的文书要附上扫描件或照片")
    try:
        return numbers.use_number(reserved, by=by, on=notice.issued_on).number
    except Refused as refusal:
        raise ActionDenied(str(refusal)) from refusal


def _keep_handwritten(notice: Notice, scan: StoredFile, *, by: User) -> None:
    printed = papers.printed_form(
        notice,
        form="handwritten",
        title=f"{notice.kind}（手写）",
        about=f"{notice} {notice.addressee}",
        village=notice.village,
        by=by,
    )
    try:
        papers.attach(printed, scan, by=by)
    except Refused as refusal:
        raise ActionDenied(str(refusal)) from refusal


def sequence_kind(notice: Notice) -> str:
    return notice.kind.sequence


def notice_word(notice: Notice) -> str:
    return kind_word(notice.kind, notice.office)


def kind_word(kind: NoticeKind, office: Office) -> str:
    """机关代字＋用字, what stands before the year."""
    return f"{office.document_word or office.name}{kind.number_word}"


@transaction.atomic
def serve_notice(
    notice: Notice,
    *,
    by: User,
    on: date,
    service: str,
    received_by: str = "",
    is_refused: bool = False,
    witness: str = "",
    served_by: str = "",
    service_place: str = "",
) -> Notice:
    """送达: “收到之日起 N 日” now becomes a date for each hazard; calendar days."""
    notice = _locked(notice, Action.SERVE, by=by)
    if notice.issued_on is None or notice.cancelled_on is not None:
        raise ActionDenied(f"这份通知书现在是“{notice.state}”，不能登记送达")
    if notice.served_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.served_on}送达")
    if is_refused and not witness:
        raise ActionDenied("拒绝签收的，请填写见证人")
    before = notice.returned_on or notice.issued_on
    check_day(on, not_before=before, what="送达")
    notice.served_on, notice.service, notice.received_by = on, service, received_by
    notice.is_refused, notice.witness = is_refused, witness
    notice.served_by, notice.service_place = served_by, service_place
    due_on = None
    if notice.days_to_rectify is not None:
        due_on = notice.due_on = on + timedelta(days=notice.days_to_rectify)
    notice.save()
    own = _own_days(notice)
    for hazard in _locked_hazards(notice):
        begins = None if own[hazard.pk] else due_on
        _tell(hazard, notice, Action.SERVE, due_on=begins, on=on, by=by)
    audit.record("送达通知书", by=by, office=notice.office_id, target=notice)
    return notice


@transaction.atomic
def return_notice(notice: Notice, *, by: User, on: date, reason: str, service: str = "") -> Notice:
    """退回、无法送达: it stays unserved and may be served again, by another way."""
    notice = _locked(notice, Action.NOTICE_BACK, by=by)
    if not notice.is_in_force or notice.served_on is not None:
        raise ActionDenied(f"这份通知书现在是“{notice.state}”，不能登记退回")
    check_day(on, not_before=notice.returned_on or notice.issued_on, what="退回")
    notice.returned_on, notice.return_service, notice.return_reason = on, service, reason
    notice.save(update_fields=["returned_on", "return_service", "return_reason"])
    for hazard in _locked_hazards(notice):
        write(hazard, Action.NOTICE_BACK, by=by, on=on, note=f"{notice.number} {reason}")
    audit.record("通知书退回", by=by, office=notice.office_id, target=notice, summary=reason)
    return notice


@transaction.atomic
def receive_report(
    notice: Notice, *, by: User, on: date, note: str = "", scan: StoredFile | None = None
) -> Notice:
    """收到整改报告: what the enterprise says; whether it is so, the re-inspection finds out."""
    notice = _locked(notice, Action.REPORTED, by=by)
    if notice.report_received_on is not None:
        raise ActionDenied(f"已于{notice.report_received_on}登记过整改报告")
    if not notice.awaits_report:
        raise ActionDenied(f"这份文书现在是“{notice.state}”，不用登记整改报告")
    check_day(on, not_before=notice.served_on, what="收到整改报告的")
    if scan is not None:
        try:
            (notice.report_scan,) = claim([scan], office_id=notice.office_id, by=by)
        except Refused as refusal:
            raise ActionDenied(str(refusal)) from refusal
    notice.report_received_on, notice.report_note = on, note
    notice.save(update_fields=["report_received_on", "report_note", "report_scan"])
    for hazard in _locked_hazards(notice):
        write(hazard, Action.REPORTED, by=by, on=on, note=f"{notice.number} {note}".strip())
    audit.record("收到整改报告", by=by, office=notice.office_id, target=notice, summary=note)
    return notice


@transaction.atomic
def cancel_notice(notice: Notice, *, by: User, on: date, reason: str) -> Notice:
    """撤销: the number stays taken, the notice counts no more."""
    notice = _locked(notice, Action.CANCEL_NOTICE, by=by)
    if notice.issued_on is None:
        raise ActionDenied("草稿不用撤销，可以误录作废")
    if notice.cancelled_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.cancelled_on}撤销")
    check_day(on, not_before=notice.served_on or notice.issued_on, what="撤销")
    notice.cancelled_on, notice.cancel_reason = on, reason
    notice.save(update_fields=["cancelled_on", "cancel_reason"])
    papers.expect_none(notice, reason=f"已撤销：{reason}")
    for hazard in _locked_hazards(notice):
        write(hazard, Action.CANCEL_NOTICE, by=by, on=on, note=f"{notice.number} {reason}")
    audit.record("撤销通知书", by=by, office=notice.office_id, target=notice, summary=reason)
    return notice


def _locked(notice: Notice, action: Action, *, by: User) -> Notice:
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    _check_role(notice, action, by=by)
    if notice.is_voided:
        raise ActionDenied("这份通知书已误录作废")
    return notice


def _check_role(notice: Notice, action: Action, *, by: User) -> None:
    if not by.roles_in(notice.office_id) & OTHER_ROLES[action]:
        raise ActionDenied(f"您的角色不能{action.label}，请联系安办工作人员")


def _check_item(notice: Notice, hazard: Hazard) -> None:
    if hazard.office_id != notice.office_id:
        raise ActionDenied("通知书和隐患不属于同一单位")
    if hazard.is_voided:
        raise ActionDenied(f"隐患{hazard.number}已误录作废，不能写进通知书")


def _check_words(notice: Notice, hazards: Sequence[Hazard]) -> None:
    """What it must say: an order what and by when, any other paper anything at all."""
    if notice.kind.needs_powers and not (notice.inspector and notice.second_inspector):
        raise ActionDenied(f"{notice.kind}要有两名检查人员，请先修改草稿")
    if not notice.kind.orders_rectification:
        if not hazards and not notice.content:
            raise ActionDenied("没有隐患的文书要写正文，请先修改草稿")
        return
    if not hazards:
        raise ActionDenied("整改通知书至少要有一条隐患")
    if notice.is_without_term():
        raise ActionDenied(
            "没有整改期限。请先修改草稿：填写整改期限，或自收到之日起几日内整改，"
            "各项期限不同的，在每一项下面填写"
        )


def _check_terms(notice: Notice, *, on: date) -> None:
    days = [notice.due_on, *_own_days(notice).values()]
    early = min((day for day in days if day is not None and day < on), default=None)
    if early is not None:
        raise ActionDenied(f"整改期限{early}早于签发日期{on}，请先修改草稿")


def _own_days(notice: Notice) -> dict[int, date | None]:
    """By hazard, the day that its item states for itself."""
    return dict(notice.items.values_list("hazard", "due_on"))


def _locked_hazards(notice: Notice) -> list[Hazard]:
    """The hazards of its items, locked in the order of their keys so that none waits for ever."""
    return list(Hazard.objects.on_notice(notice).select_for_update().order_by("pk"))


def _tell(
    hazard: Hazard, notice: Notice, action: Action, *, due_on: date | None, on: date, by: User
) -> None:
    """The hazard's history learns of the notice; an open one is due on the notice's day.

    One already put right, or with a deadline agreed later, keeps its own.
    """
    changes = {}
    newer = hazard.deadlines.in_force_now().agreed_after(on).exists()
    if due_on is not None and hazard.is_open and not newer:
        set_deadline(hazard, due_on=due_on, on=on, by=by, reason=f"通知书{notice.number}")
        changes["due_on"] = due_on
    opinion = notice.opinion if action == Action.NOTICE else None
    write(hazard, action, by=by, on=on, note=notice.number, changes=changes, opinion=opinion)
