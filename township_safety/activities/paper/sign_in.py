"""签到表: the list as it was drawn up, with room for those who come besides."""

from __future__ import annotations

from township_safety.activities.models import Attendee, Drill, Training
from township_safety.activities.models.attendance import Gathering
from township_safety.activities.paper.layout import SIGN_HEIGHT, day, paper
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable

_HEADS = (("序号", 12), ("姓名", 26), ("单位", 48), ("职务", 26), ("签名", 30), ("备注", 22))
# As many as fit on one page.
_ROWS_AT_LEAST = 16
_MORE = 4


def sign_in_forms(gathering: Gathering) -> tuple[Form, ...]:
    word = gathering._meta.verbose_name
    listed = list(Attendee.objects.of(gathering))
    empty = max(_ROWS_AT_LEAST - len(listed), _MORE)
    head = forms.row(*(forms.label(name) for name, _ in _HEADS))
    rows = [_row(number, one) for number, one in enumerate(listed, start=1)]
    rows += [_row(number, None) for number in range(len(listed) + 1, len(listed) + empty + 1)]
    table = FormTable((head, *rows), tuple(float(width) for _, width in _HEADS), head=1)
    facts = (
        forms.line(f"{_subject_word(gathering)}：{gathering.topic or gathering.kind}"),
        forms.line(f"时间：{day(gathering.on)}　　　地点：{gathering.place or '　　　　　　　　'}"),
    )
    foot = forms.line("应到　　　人，实到　　　人。　　　记录人（签名）：")
    return (paper(gathering, f"{word}签到表", (*facts, table, foot)),)


def _subject_word(gathering: Gathering) -> str:
    if isinstance(gathering, Training):
        return "培训内容"
    return "演练科目" if isinstance(gathering, Drill) else "会议名称"


def _row(number: int, one: Attendee | None) -> FormRow:
    texts = (one.name, one.unit, one.post) if one is not None else ("", "", "")
    cells = [forms.value(f"{number}", align="center")]
    cells += [forms.value(text) for text in (*texts, "", "")]
    return forms.row(*cells, height=SIGN_HEIGHT)
