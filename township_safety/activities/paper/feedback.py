"""整改情况报告 for the body that inspected: what is done, what is not yet, the list behind it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from township_safety.activities.feedback import Progress, progress_of
from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.activities.paper.layout import day, signed_off
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormTable, Meta, Title

_HEADS = (
    ("序号", 12),
    ("反馈问题", 72),
    ("责任单位（责任人）", 34),
    ("整改措施及完成情况", 72),
    ("整改期限", 26),
    ("完成日期", 26),
    ("状态", 22),
)


def report_forms(feedback: Feedback) -> tuple[Form, ...]:
    """As of today; drawn again for every report of progress until all is done."""
    progress = progress_of(feedback, on=timezone.localdate())
    meta = Meta(feedback.office.signer, "整改情况报告", ("督查反馈",), feedback.recorded_at)
    title = Title((f"关于{feedback.title}反馈问题整改情况的报告",))
    letter = Form(title=title, blocks=tuple(_letter(feedback, progress)), meta=meta)
    annex = Form(
        title=Title(("反馈问题整改情况清单",)),
        blocks=(_table(progress),),
        meta=meta,
        landscape=True,
    )
    return letter, annex


def _letter(feedback: Feedback, progress: Progress) -> Iterator[Block]:
    yield forms.line(f"{feedback.body}：")
    yield forms.line(_opening(feedback, progress), indent=True)
    yield forms.line("一、总体进展", indent=True)
    yield forms.line(_sum(progress), indent=True)
    done = [one for one in progress.problems if one.is_settled]
    rest = [one for one in progress.problems if not one.is_settled]
    number = iter("二三四")
    if done:
        yield forms.line(f"{next(number)}、已完成整改的问题", indent=True)
        for place, one in enumerate(done, start=1):
            yield forms.line(f"{place}.{_ended(one.text)}{_done(one)}", indent=True)
    if rest:
        yield forms.line(f"{next(number)}、正在整改的问题", indent=True)
        for place, one in enumerate(rest, start=1):
            yield forms.line(f"{place}.{_ended(one.text)}{_open(one)}", indent=True)
        words = "对尚未完成的问题逐一盯办，完成后再次报送整改情况。"
        yield forms.line(f"{next(number)}、下一步安排", indent=True)
        yield forms.line(words, indent=True)
    yield forms.line("附件：反馈问题整改情况清单", indent=True)
    yield signed_off(feedback.office)


def _opening(feedback: Feedback, progress: Progress) -> str:
    came = f"{day(feedback.on)}，你单位反馈了{feedback.title}发现的问题"
    number = f"（{feedback.number}）" if feedback.number else ""
    return f"{came}{number}，共{progress.total}个。现将截至{day(progress.on)}的整改情况报告如下。"


def _sum(progress: Progress) -> str:
    work = progress.total - progress.hazards
    kinds = f"其中隐患{progress.hazards}处、工作问题{work}个。"
    if not progress.remaining:
        whole = f"（{progress.total}/{progress.total}）"
        return f"反馈问题{progress.total}个，{kinds}已全部完成整改{whole}。"
    late = f"，其中逾期{progress.overdue}个" if progress.overdue else ""
    return (
        f"反馈问题{progress.total}个，{kinds}已完成整改{progress.settled}个，"
        f"正在整改{progress.remaining}个{late}。"
    )


def _done(one: FeedbackProblem) -> str:
    told = _ended(one.told) if one.told else ""
    return f"{told}{day(one.settled_on)}完成整改。"


def _open(one: FeedbackProblem) -> str:
    owner = f"责任单位（责任人）：{one.owner}。" if one.owner else ""
    measure = f"措施：{_ended(one.measure)}" if one.measure else ""
    due = f"整改期限{day(one.due_by)}。" if one.due_by else ""
    return f"{owner}{measure}{due}"


def _ended(text: str) -> str:
    return text if text.endswith(("。", "！", "；")) else f"{text}。"


def _table(progress: Progress) -> FormTable:
    head = forms.row(*(forms.label(name) for name, _ in _HEADS))
    rows = [
        forms.row(*(forms.value(text) for text in _cells(one, progress)))
        for one in progress.problems
    ]
    return FormTable((head, *rows), tuple(float(width) for _, width in _HEADS), head=1)


def _cells(one: FeedbackProblem, progress: Progress) -> tuple[str, ...]:
    return (
        str(one.ordinal),
        one.text,
        one.owner,
        " ".join(part for part in (one.measure, one.told) if part),
        str(one.due_by or ""),
        str(one.settled_on or ""),
        one.state(on=progress.on),
    )
