"""Notices that come in from ledgers."""

from datetime import date

import pytest

from hazards.models import (
    Notice,
)
from tests.factories.hazards import (
    make_hazard,
    make_notice,
    make_notice_kind,
)
from tests.workbook.tables import counts, said, table
from township_safety.organisation import numbers
from township_safety.organisation.models import NumberBlock

pytestmark = pytest.mark.django_db


class TestNotices:
    headers = ["文书种类", "文号", "受文单位（个人）", "签发日期", "整改期限"]

    def test_given_numbers_stay_and_move_the_counter(self, load, office):
        make_notice_kind(name="限期整改通知书")
        result = load(
            table(
                "整改通知书",
                self.headers,
                ["限期整改通知书", "测安安整〔2024〕6号", "甲厂", "2024-3-5", "2024-4-5"],
                ["限期整改通知书", "", "乙厂", "2024-3-8", "2024-4-5"],
                ["限期整改通知书", "", "丙厂", "2024-3-7", "2024-4-5"],
                ["限期整改通知书", "", "丁厂", "", "2024-4-5"],
            )
        )
        assert said(result) == []
        numbers = dict(Notice.objects.values_list("addressee", "number"))
        assert numbers == {
            "甲厂": "测安安整〔2024〕6号",
            "丙厂": "测安安整〔2024〕7号",
            "乙厂": "测安安整〔2024〕8号",
            "丁厂": "",
        }

    def test_a_number_taken_for_writing_by_hand_comes_in_by_its_own_page(self, load, office, clerk):
        kind = make_notice_kind(name="限期整改通知书")
        block = NumberBlock(office=office, kind=kind.sequence, name="通知书", word="测安安整")
        block.year, block.taken_by, block.taken_on = 2024, "某甲", date(2024, 3, 1)
        numbers.reserve_block(block, count=1, by=clerk)
        row = ["限期整改通知书", "测安安整〔2024〕1号", "甲厂", "2024-3-5", "2024-4-5"]
        assert "领用的手工文号" in said(load(table("整改通知书", self.headers, row)))[0]

    def test_days_from_receipt_become_a_date(self, load, office):
        make_notice_kind(name="限期整改通知书")
        headers = ["文书种类", "文号", "受文单位（个人）", "签发日期", "自收到之日起几日内"]
        headers += ["送达日期", "送达方式"]
        row = ["限期整改通知书", "测〔2024〕1号", "甲厂", "2024-3-5", 5, "2024-3-8", "当面送达"]
        assert said(load(table("整改通知书", headers, row))) == []
        assert Notice.objects.get().due_on == date(2024, 3, 13)
        again = load(table("整改通知书", headers, row))
        assert counts(again, "notices") == (0, 0, 1, 0)
        late = [*row[:1], "测〔2024〕2号", "乙厂", "2090-3-5", 5, "", ""]
        assert "在今天之后" in said(load(table("整改通知书", headers, late)))[0]
        wrong = [*row[:1], "测〔2024〕3号", "丙厂", "没有", 5, "", ""]
        assert "签发日期" in said(load(table("整改通知书", headers, wrong)))[0]

    def test_a_number_left_out_stays(self, load, office):
        notice = make_notice(make_hazard(office=office), issued_on=date(2024, 3, 6))
        row = ["限期整改通知书", "", "测试厂", "2024-3-6", notice.due_on]
        result = load(table("整改通知书", self.headers, row))
        assert counts(result, "notices") == (0, 0, 1, 0)

    def test_issued_words_stay(self, load, office):
        notice = make_notice(make_hazard(office=office), issued_on=date(2024, 3, 6))
        row = ["限期整改通知书", notice.number, "别的单位", "2024-3-6", notice.due_on]
        result = load(table("整改通知书", self.headers, row))
        assert "已签发的通知书" in said(result)[0]
        items = table(
            "通知书事项",
            ["文号", "隐患编号", "存在问题"],
            [notice.number, notice.items.get().hazard.number, "别的话"],
        )
        assert "事项不能再改" in said(load(items))[0]

    def test_items_without_a_place_follow_the_rows(self, load, office):
        make_notice_kind(name="限期整改通知书")
        first, second = make_hazard(office=office), make_hazard(office=office)
        result = load(
            table(
                "整改通知书",
                self.headers,
                ["限期整改通知书", "测〔2024〕1号", "甲厂", "2024-3-5", "2024-4-5"],
            ),
            table(
                "通知书事项",
                ["文号", "隐患编号", "存在问题"],
                ["测〔2024〕1号", second.number, "甲"],
                ["测〔2024〕1号", first.number, "乙"],
            ),
        )
        assert said(result) == []
        notice = Notice.objects.get()
        items = notice.items.values_list("position", "hazard")
        assert list(items) == [(1, second.pk), (2, first.pk)]
        again = table(
            "通知书事项",
            ["文号", "隐患编号", "存在问题", "第几项"],
            ["测〔2024〕1号", second.number, "甲", ""],
        )
        assert counts(load(again), "notice_items") == (0, 0, 1, 0)
