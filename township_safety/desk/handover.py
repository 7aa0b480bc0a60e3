"""交接清单: what somebody who leaves has in hand, read from the ledger, as a paper to be signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from hazards import handing_over
from hazards.actions import NUMBER_KIND
from hazards.models import Hazard, NoticeKind, Referral
from hazards.models.deadlines import light_of
from hazards.rechecking import NUMBER_KIND as RECHECK_NUMBERS
from reports.models import Report
from reports.newest import newest_reports
from township_safety.activities import handing_over as work_in_hand
from township_safety.activities.models import Informant, Submission
from township_safety.desk import import_drafts, staging
from township_safety.documents import model as paper
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import NumberSequence, Office, User

BLANK = "　" * 6
WHOLE = 160.0


@dataclass(frozen=True)
class Names:
    """Who stands on the paper; empty where it is filled in by hand."""

    leaver: User
    successor: User | None
    supervisor: str
    on: date


@dataclass(frozen=True)
class Section:
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = "条"
    note: str = ""
    # The columns' share of the width; the others have one each.
    shares: tuple[float, ...] = ()

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the word over it, for narrow screens."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    @property
    def sum(self) -> str:
        return f"{self.size}{self.unit}{self.note}"


HAZARD_HEAD = ("编号", "地点", "隐患描述", "整改期限", "情况")
HAZARD_SHARES = (1.7, 2.0, 3.5, 1.8, 1.5)


def inventory(leaver: User, *, office: Office, today: date) -> list[Section]:
    """What belongs to the person; what belongs to the office only for those who keep it."""
    sections = [*_hazards(leaver, office=office, today=today), _papers(leaver, office=office)]
    whole = leaver.records_whole_office(office.pk)
    others = (_tasks(leaver, office=office), _informants(leaver, office=office))
    sections += [section for section in others if whole or section.rows]
    if whole:
        sections += [
            _replies(leaver, office=office),
            _returns(office=office, today=today),
            _reports(leaver, office=office, today=today),
            _numbers(office),
            _sheets(leaver, office=office),
        ]
    return sections


def _hazards(leaver: User, *, office: Office, today: date) -> Iterator[Section]:
    parts = (
        ("交办给本人、未销号的隐患", handing_over.in_hand),
        ("本人登记、没有承办人的隐患", handing_over.not_given_to_anybody),
        ("本人登记、待复查的隐患", handing_over.awaiting_check),
    )
    for title, question in parts:
        found = list(question(leaver, office=office).with_names())
        waiting = Hazard.objects.referred_keys([hazard.pk for hazard in found], on=today)
        states = [_state(hazard, today, is_referred=hazard.pk in waiting) for hazard in found]
        late = states.count("逾期")
        rows = tuple(map(_hazard_row, found, states))
        note = f"，其中逾期{late}条" if late else ""
        yield Section(title, HAZARD_HEAD, rows, note=note, shares=HAZARD_SHARES)


def _hazard_row(hazard: Hazard, state: str) -> tuple[str, ...]:
    where = hazard.site or hazard.village or hazard.place
    return (
        hazard.number,
        str(where),
        hazard.description,
        _day(hazard.due_on),
        state,
    )


def _state(hazard: Hazard, today: date, *, is_referred: bool) -> str:
    word = light_of(hazard.status, hazard.due_on, on=today, until=today, is_referred=is_referred)
    return word if word in {"逾期", "已上报待处置"} else hazard.get_status_display()


def _papers(leaver: User, *, office: Office) -> Section:
    head = ("文号", "文书种类", "受文单位（个人）", "签发日期", "情况")
    rows = tuple(
        (
            notice.number or "（没有编号）",
            str(notice.kind),
            notice.addressee,
            _day(notice.issued_on),
            notice.state,
        )
        for notice in handing_over.papers_under_way(leaver, office=office)
    )
    return Section("未签发、未送达的文书", head, rows, "份", shares=(2.4, 2, 2.6, 1.8, 1.2))


def _tasks(leaver: User, *, office: Office) -> Section:
    rows = tuple(
        (task.text, str(task.meeting), task.responsible, _day(task.due_on))
        for task in work_in_hand.tasks_in_hand(leaver, office=office)
    )
    head = ("议定事项", "会议", "责任单位（责任人）", "完成期限")
    return Section("交给本人、没有完成的议定事项", head, rows, "项", shares=(3.5, 2.4, 2, 1.8))


def _informants(leaver: User, *, office: Office) -> Section:
    """Which reports only: who reported stands on no paper."""
    rows = tuple(
        (_day(one.report.received_on), one.report.get_channel_display(), _answered(one))
        for one in work_in_hand.informants_in_hand(leaver, office=office)
    )
    head = ("收到举报日期", "举报渠道", "情况")
    return Section("本人经办的举报", head, rows, "件", shares=(2, 2, 3))


def _answered(informant: Informant) -> str:
    if informant.answered_on is not None:
        return f"{_day(informant.answered_on)}已答复举报人"
    return "还没有答复举报人"


def _replies(leaver: User, *, office: Office) -> Section:
    waiting = handing_over.awaiting_reply(leaver, office=office)
    referrals = Referral.objects.of_hazards([hazard.pk for hazard in waiting]).unanswered_now()
    rows = tuple(
        (
            referral.hazard.number,
            referral.hazard.description,
            str(referral.to_agency),
            _day(referral.referred_on),
        )
        for referral in referrals.select_related("hazard", "to_agency")
    )
    head = ("编号", "隐患描述", "报送单位", "上报日期")
    return Section("上报移送、还没有回复的", head, rows, "件", shares=(1.7, 3.5, 2.3, 1.8))


def _returns(*, office: Office, today: date) -> Section:
    rows = tuple(
        (str(row), row.addressee, _day(row.due_on))
        for row in Submission.objects.for_offices([office.pk])
        .outstanding(on=today)
        .select_related("kind")
        .order_by("due_on", "pk")
    )
    return Section(
        "应报未报的报表、信息", ("名称", "报送单位", "应报日期"), rows, "件", shares=(3.2, 2.6, 1.3)
    )


def _reports(leaver: User, *, office: Office, today: date) -> Section:
    drafts = Report.objects.for_offices([office.pk]).unissued().newest_first()
    rows = [(str(report), _day(report.last_day), "草稿") for report in drafts]
    rows += [
        (f"{one.latest.label} {one.template}", _day(one.latest.last_day), "还没有编")
        for one in newest_reports(leaver, today=today)
        if one.latest is not None
    ]
    return Section(
        "没有签发的报告", ("名称", "数据截至", "情况"), tuple(rows), "份", shares=(3, 1.2, 1)
    )


def _numbers(office: Office) -> Section:
    """The newest year of each kind: the numbers before it are in the books."""
    words = dict(number_kinds(office))
    newest = {
        given.kind: given
        for given in NumberSequence.objects.for_office(office.pk).order_by("kind", "year")
        if given.last
    }
    rows = tuple(
        (words.get(kind, kind), f"{given.year}年", f"第{given.last}号")
        for kind, given in newest.items()
    )
    return Section("最后用到的文号", ("种类", "年份", "最后一号"), rows, "种", shares=(3, 1, 1))


def number_kinds(office: Office) -> list[tuple[str, str]]:
    """The runs of numbers of the office, in words."""
    notices = NoticeKind.objects.available_to(office)
    return [
        *((f"notice:{kind.code}", f"{kind.name}文号") for kind in notices),
        (RECHECK_NUMBERS, "整改复查意见书文号"),
        (NUMBER_KIND, "隐患编号"),
    ]


def _sheets(leaver: User, *, office: Office) -> Section:
    rows = tuple((name,) for name in _uploads(leaver, office))
    return Section("上传后还没有确认导入的台账 Excel", ("文件名",), rows, "个")


def _uploads(leaver: User, office: Office) -> list[str]:
    drafts = import_drafts.unfinished(by=leaver, office=office)
    return [*staging.names(by=leaver, office=office), *(draft.name for draft in drafts)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


# The paper


def paper_of(sections: Iterable[Section], names: Names, *, office: Office) -> paper.Document:
    blocks: list[paper.Block] = [_line(_opening(names, office=office), indent=True)]
    for section in sections:
        blocks.append(paper.Heading(1, _words(f"{section.title}（{section.sum}）")))
        blocks.append(_table(section) if section.rows else _line("无。", indent=True))
    blocks += _signing()
    return paper.Document(
        title=paper.Title(("工作交接清单",)),
        period_label=chinese_date(names.on),
        addressee=None,
        blocks=tuple(blocks),
        signature=paper.Signature(office.safety_office_name or office.name, names.on),
        meta=paper.Meta(
            author=office.signer,
            subject=f"{names.leaver}工作交接清单",
            keywords=("工作交接",),
            created_at=datetime.combine(names.on, time(), tzinfo=UTC),
        ),
    )


def _opening(names: Names, *, office: Office) -> str:
    taker = str(names.successor) if names.successor else BLANK
    watcher = names.supervisor or BLANK
    return (
        f"{names.leaver}（{office}{names.leaver.role_label}）于{chinese_date(names.on)}"
        f"将下列工作交{taker}办理，由{watcher}监交。以下各项由台账生成，双方逐项核对后签字。"
    )


def _signing() -> list[paper.Block]:
    signers = ("移交人", "接交人", "监交人")
    return [_line("　"), *(_line(f"{signer}（签字）：") for signer in signers)]


def _table(section: Section) -> paper.Table:
    shares = section.shares or (1.0,) * len(section.head)
    rows = tuple(
        tuple(
            paper.TableCell(_words(text), align="left" if share >= 2 else "center")
            for text, share in zip(row, shares, strict=True)
        )
        for row in section.rows
    )
    return paper.Table(
        caption="",
        unit="",
        head=(tuple(paper.TableCell(_words(word)) for word in section.head),),
        rows=rows,
        widths=tuple(WHOLE * share / sum(shares) for share in shares),
    )


def _line(text: str, *, indent: bool = False) -> paper.Paragraph:
    return paper.Paragraph(_words(text), indent=indent, align="left")


def _words(text: str) -> tuple[paper.Run, ...]:
    return (paper.TextRun(text),)
