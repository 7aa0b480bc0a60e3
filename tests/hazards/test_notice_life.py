"""After a notice is issued: served, returned, reported, done; numbers written by hand."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards import actions, notice_actions
from hazards.actions import ActionDenied
from hazards.models import HazardPhoto, Notice
from hazards.workflow import Action
from tests.factories.files import make_photo
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_site
from township_safety.organisation import numbers, papers
from township_safety.organisation.models import NumberBlock, PrintedForm, Role, SignedCopy

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 6)
SERVED = date(2024, 3, 8)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2024-03-20T04:00:00Z", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def hazard(office):
    return make_hazard(office=office)


def states(notice):
    known = ("draft", "unserved", "late", "returned", "served", "report", "closed", "cancelled")
    return {state for state in known if notice in Notice.objects.in_state(state)}


def close(hazard, *, by):
    actions.claim(hazard, by=by, on=date(2024, 3, 12), measures="已更换")
    actions.pass_check(hazard, by=make_user(Role.CLERK, hazard.office), on=date(2024, 3, 15))


def test_a_notice_goes_its_whole_way(hazard, clerk):
    notice = make_notice(hazard)
    assert states(notice) == {"draft"}
    notice = notice_actions.issue_notice(notice, by=clerk, on=date(2024, 3, 15))
    assert states(notice) == {"unserved"}
    notice = notice_actions.serve_notice(
        notice, by=clerk, on=date(2024, 3, 16), service="in_person", received_by="某丙"
    )
    assert (states(notice), notice.open_steps) == ({"served", "report"}, ("report", "cancel"))
    notice = notice_actions.receive_report(notice, by=clerk, on=date(2024, 3, 18), note="已换")
    assert (states(notice), notice.awaits_report) == ({"served"}, False)
    assert [event.action for event in hazard.events.order_by("pk")][-3:] == [
        Action.NOTICE,
        Action.SERVE,
        Action.REPORTED,
    ]
    close(hazard, by=clerk)
    notice = Notice.objects.with_names().get()
    assert (states(notice), notice.state) == ({"closed"}, "已办结")


def test_one_item_left_keeps_it_open(office, clerk, hazard):
    other = make_hazard(office=office)
    notice = make_notice(hazard, other, issued_on=DAY, served_on=SERVED)
    close(hazard, by=clerk)
    assert (notice.state, states(notice)) == ("已送达", {"served", "report"})


def test_what_is_not_served_in_seven_days_is_late(hazard):
    notice = make_notice(hazard, issued_on=date(2024, 3, 13))
    assert (notice.is_served_late, states(notice)) == (False, {"unserved"})
    with time_machine.travel("2024-03-21T04:00:00Z", tick=False):
        assert (notice.is_served_late, states(notice)) == (True, {"unserved", "late"})


def test_what_is_not_served_by_its_deadline_is_late(hazard):
    notice = make_notice(hazard, issued_on=date(2024, 3, 18), due_on=date(2024, 3, 19))
    assert notice.is_served_late
    assert "late" in states(notice)


def test_a_returned_notice_is_served_by_another_way(hazard, clerk):
    notice = make_notice(hazard, issued_on=date(2024, 3, 14), days=15, due_on=None)
    notice = notice_actions.return_notice(
        notice, by=clerk, on=date(2024, 3, 16), service="post", reason="原址查无此人"
    )
    assert (notice.state, states(notice)) == ("退回未送达", {"unserved", "returned"})
    hazard.refresh_from_db()
    assert hazard.due_on is None
    with pytest.raises(ActionDenied, match="早于上一步"):
        notice_actions.serve_notice(notice, by=clerk, on=date(2024, 3, 15), service="left")
    notice = notice_actions.serve_notice(
        notice, by=clerk, on=date(2024, 3, 18), service="left", witness="某丁"
    )
    assert notice.state == "已送达"
    assert notice.return_reason == "原址查无此人"
    hazard.refresh_from_db()
    assert hazard.due_on == date(2024, 4, 2)
    with pytest.raises(ActionDenied, match="不能登记退回"):
        notice_actions.return_notice(notice, by=clerk, on=date(2024, 3, 19), reason="又退")


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "待送达"), ({"served_on": SERVED, "on": date(2024, 3, 7)}, "早于上一步")],
)
def test_a_report_comes_after_the_service(hazard, clerk, fields, words):
    on = fields.pop("on", date(2024, 3, 18))
    notice = make_notice(hazard, issued_on=DAY, **fields)
    with pytest.raises(ActionDenied, match=words):
        notice_actions.receive_report(notice, by=clerk, on=on)


def test_a_paper_that_orders_nothing_awaits_no_report(hazard):
    hint = make_notice_kind("hint", name="提示单", number_word="提", orders_rectification=False)
    notice = make_notice(hazard, kind=hint, issued_on=DAY, served_on=SERVED)
    assert states(notice) == {"served"}


def test_a_paper_without_hazards_needs_words(office, clerk):
    hint = make_notice_kind("hint", name="提示单", number_word="提", orders_rectification=False)
    notice = make_notice(office=office, kind=hint)
    with pytest.raises(ActionDenied, match="要写正文"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)


def test_its_photos_are_those_of_the_find_and_stay_as_issued(office, clerk, hazard):
    for stage in HazardPhoto.Stage:
        hazard.photos.create(office=office, file=make_photo(office=office, by=clerk), stage=stage)
    notice = make_notice(hazard, issued_on=DAY)
    (photo,) = notice.photos.all()
    assert (photo.file, photo.caption) == (hazard.photos.get(stage="before").file, "第1条")
    later = make_photo(office=office, by=clerk)
    hazard.photos.create(office=office, file=later, stage="before")
    assert notice.photos.count() == 1


def test_a_cancelled_notice_waits_for_no_signed_copy(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    papers.printed_form(notice, form="notice", title="通知书", about="某厂", by=clerk)
    notice_actions.cancel_notice(notice, by=clerk, on=DAY, reason="单位写错")
    assert not PrintedForm.objects.unsigned().exists()


@pytest.fixture
def block(office, clerk):
    block = NumberBlock(
        office=office,
        kind="notice:order",
        name="限期整改通知书",
        word="测安安整",
        year=2024,
        taken_by="某甲",
        taken_on=DAY,
    )
    return numbers.reserve_block(block, count=2, by=clerk)


def test_a_notice_written_by_hand_keeps_its_number_its_day_and_its_paper(
    office, clerk, hazard, block
):
    first, second = block.numbers.all()
    scan = make_photo(office=office, by=clerk)
    notice = notice_actions.issue_notice(
        make_notice(hazard), by=clerk, on=SERVED, reserved=second, scan=scan
    )
    assert (notice.number, notice.issued_on) == ("测安安整〔2024〕2号", SERVED)
    second.refresh_from_db()
    assert (second.state, second.used_on) == ("已用", SERVED)
    assert Notice.objects.on_numbers_of(block) == {second.pk: notice}
    assert SignedCopy.objects.of(notice).get().picture == scan
    numbers.cancel_number(first, by=clerk, on=SERVED, reason="写坏")
    later = make_notice(make_hazard(office=office), issued_on=SERVED)
    assert later.number == "测安安整〔2024〕3号"


@pytest.mark.parametrize(
    "wrong", ["without a scan", "another kind", "before it was taken", "twice"]
)
def test_a_handwritten_number_is_checked(office, clerk, hazard, block, wrong):
    said = {"on": SERVED, "reserved": block.numbers.first()}
    said["scan"] = make_photo(office=office, by=clerk)
    kind, words = make_notice_kind(), ""
    if wrong == "without a scan":
        said["scan"], words = None, "附上扫描件"
    if wrong == "another kind":
        kind, words = make_notice_kind("other", name="督办单"), "不是督办单的文号"
    if wrong == "before it was taken":
        said["on"], words = date(2024, 3, 5), "早于领用日期"
    if wrong == "twice":
        notice_actions.issue_notice(make_notice(make_hazard(office=office)), by=clerk, **said)
        said["scan"], words = make_photo(office=office, by=clerk), "不能再用"
    notice = make_notice(hazard, kind=kind)
    with pytest.raises(ActionDenied, match=words):
        notice_actions.issue_notice(notice, by=clerk, **said)
    notice.refresh_from_db()
    assert (notice.number, notice.reserved) == ("", None)


class TestOneForMany:
    """告知书 to many: each its own paper and number, all of them or none."""

    @pytest.fixture
    def kind(self):
        return make_notice_kind(
            "told", name="安全告知书", number_word="告", orders_rectification=False
        )

    def send(self, client, kind, **said):
        data = {"kind": kind.pk, "content": "汛期请勿下河。", "to": "sites", **said}
        return client.post(reverse("hazards:notice_batch"), data, follow=True)

    def test_the_sites_of_a_village_get_one_each(self, client, office, clerk, kind):
        client.force_login(clerk)
        village = make_village(office=office)
        sites = [make_site(office=office, village=village) for _ in range(2)]
        make_site(office=office)
        answer = self.send(client, kind, villages=[village.pk], issued_on="2024-03-18")
        assert "开给2家，已签发，文号测安告〔2024〕1号至测安告〔2024〕2号" in str(
            next(iter(answer.context["messages"]))
        )
        rows = Notice.objects.order_by("pk")
        assert [(row.addressee, row.site, row.content) for row in rows] == [
            (site.name, site, "汛期请勿下河。") for site in sites
        ]

    def test_typed_names_find_their_sites_and_stay_drafts(self, client, office, clerk, kind):
        client.force_login(clerk)
        site = make_site(office=office, name="甲加工厂")
        self.send(client, kind, to="names", names="甲加工厂\n\n某户\n甲加工厂")
        assert [(row.addressee, row.site, row.number) for row in Notice.objects.order_by("pk")] == [
            ("甲加工厂", site, ""),
            ("某户", None, ""),
        ]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"to": "names"}, "请填写单位、个人"),
            ({"to": "agencies"}, "没有选中任何受文单位"),
            ({"to": "villages", "issued_on": "2024-03-21"}, "在今天之后"),
        ],
    )
    def test_what_cannot_be_sent_is_said_and_nothing_is_kept(
        self, client, office, clerk, kind, said, words
    ):
        client.force_login(clerk)
        make_village(office=office)
        assert words in self.send(client, kind, **said).content.decode()
        assert not Notice.objects.exists()


class TestPages:
    @pytest.fixture
    def signed_in(self, client, clerk):
        client.force_login(clerk)
        return client

    def step(self, client, notice, step, **said):
        address = reverse("hazards:notice_step", args=[notice.pk, step])
        return client.post(address, said, follow=True).content.decode()

    def test_return_service_and_report_from_the_page(self, signed_in, office, clerk, hazard):
        notice = make_notice(hazard, issued_on=DAY)
        assert "逾期未送达" in signed_in.get(notice.get_absolute_url()).content.decode()
        page = self.step(
            signed_in, notice, "return", on="2024-03-08", service="post", reason="搬离"
        )
        assert "退回未送达" in page
        page = self.step(signed_in, notice, "serve", on="2024-03-10", service="posted_up")
        assert "待整改报告" in page
        page = self.step(signed_in, notice, "report", on="2024-03-12", note="已换插座")
        assert "已换插座" in page
        assert "待整改报告" not in page

    def test_a_handwritten_one_is_issued_from_the_page(
        self, signed_in, office, clerk, hazard, block
    ):
        notice = make_notice(hazard)
        number = block.numbers.first()
        page = self.step(signed_in, notice, "issue", on="2024-03-08", reserved=number.pk)
        assert "手写的文书要附上手写件" in page
        scan = make_photo(office=office, by=clerk)
        said = {"on": "2024-03-08", "reserved": number.pk, "scan_kept": scan.uid}
        page = self.step(signed_in, notice, "issue", **said)
        assert number.number in page
        page = signed_in.get(block.get_absolute_url()).content.decode()
        assert notice.addressee in page

    def test_the_addressee_is_what_was_chosen(self, signed_in, office):
        agency = make_agency(office=office)
        hint = make_notice_kind("hint", name="提示单", orders_rectification=False)
        said = {"kind": hint.pk, "agency": agency.pk, "content": "请做好防汛准备。"}
        signed_in.post(reverse("hazards:notice_create"), said)
        assert Notice.objects.get().addressee == agency.name
        page = signed_in.post(reverse("hazards:notice_create"), {**said, "agency": ""})
        assert "请填写受文单位（个人）" in page.content.decode()

    def test_for_hazards_the_usual_order_is_chosen_already(self, signed_in, hazard):
        make_notice_kind("hint", name="提示单", order=1, orders_rectification=False)
        usual = make_notice_kind("usual", name="通知书", order=2)
        make_notice_kind("order", name="指令书", order=3, needs_powers=True)
        create = reverse("hazards:notice_create")
        assert (
            signed_in.get(create, {"hazards": hazard.pk}).context["form"]["kind"].value()
            == usual.pk
        )
        assert signed_in.get(create).context["form"]["kind"].value() is None

    def test_the_list_is_asked_for_each_state(self, signed_in, hazard):
        notice = make_notice(hazard, issued_on=DAY)
        for state, there in (("late", True), ("returned", False), ("report", False)):
            page = signed_in.get(reverse("hazards:notices"), {"state": state}).content.decode()
            assert (notice.number in page) == there

    def test_a_photo_is_left_out_of_the_draft(self, signed_in, office, clerk, hazard):
        for _ in range(2):
            photo = make_photo(office=office, by=clerk)
            hazard.photos.create(office=office, file=photo, stage="before")
        notice = make_notice(hazard, by=clerk)
        keep, _ = notice.photos.all()
        item = notice.items.get()
        data = {
            "kind": notice.kind_id,
            "addressee": "测试厂",
            "due_on": notice.due_on,
            "photos": [keep.pk],
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 1,
            "items-0-id": item.pk,
            "items-0-text": item.text,
            "items-0-demand": item.demand,
        }
        signed_in.post(reverse("hazards:notice_edit", args=[notice.pk]), data)
        assert list(notice.photos.all()) == [keep]
