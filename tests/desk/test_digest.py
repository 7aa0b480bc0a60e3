"""待办汇总: the page, the paper, the text; and its way out, tried again and kept in a log."""

from __future__ import annotations

import json
import logging
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.desk.digest import robots
from township_safety.desk.digest.content import digest_of, text_of
from township_safety.desk.digest.masking import Mask
from township_safety.desk.digest.sending import BACKOFF, attempt, queue, send_due, send_now
from township_safety.desk.models import DigestChannel, Push
from township_safety.jobs import Refused
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Holiday

TODAY = date(2026, 6, 10)  # a Wednesday
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret-key"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=very-secret-key"


class TestMask:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("联系13800001234", "联系138****1234"),
            ("电话0512-65551234。", "电话0512-65****34。"),
            ("身份证110101199003070011", "身份证110*************11"),
            ("李小明、李小明明到场", "李某、李某到场"),
            ("2026年6月10日 编号20260001", "2026年6月10日 编号20260001"),
        ],
    )
    def test_persons_and_numbers_are_hidden(self, text, masked):
        assert Mask(["李小明", "李小明明", ""])(text) == masked


class TestRobots:
    @pytest.mark.parametrize(
        "address",
        [
            "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
            "https://127.0.0.1/send",
            "https://qyapi.weixin.qq.com.example.com/send",
            "https://user@qyapi.weixin.qq.com/send",
            "https://qyapi.weixin.qq.com:8443/send",
            "https://qyapi.weixin.qq.com:x/send",
            "file:///etc/passwd",
            "",
        ],
    )
    def test_nothing_is_posted_elsewhere(self, address):
        assert robots.problem_with(address, hosts=["qyapi.weixin.qq.com"])

    @pytest.mark.parametrize("address", [WECOM, WECOM.replace(".com/", ".com:443/")])
    def test_the_makers_own_address_is_fine(self, address):
        assert robots.problem_with(address, hosts=["qyapi.weixin.qq.com"]) == ""

    def test_a_name_that_leads_inside_is_refused(self):
        with pytest.raises(Refused, match="内网"):
            robots.public_address("localhost")

    def test_the_signature_is_the_makers(self):
        found = robots.signed(DINGTALK, secret="SEC1", at=1600000000.0)
        assert found.startswith(f"{DINGTALK}&timestamp=1600000000000&sign=")
        assert found.endswith("%3D")
        assert robots.signed(DINGTALK, secret="", at=1.0) == DINGTALK

    def test_a_text_too_long_is_cut_at_a_line(self):
        text = "\n".join(["逾期隐患" * 10] * 50)
        body = robots.body_of("wecom", text)
        content = json.loads(body)["text"]["content"]
        assert len(content.encode()) <= 2048
        assert content.endswith("……全文请登录系统查看")
        assert json.loads(robots.body_of("wecom", "短"))["text"]["content"] == "短"

    @contextmanager
    def robot(self, status, answer):
        got = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield HTTPConnection("127.0.0.1", server.server_port, timeout=5), got
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def test_a_message_taken(self):
        with self.robot(200, b'{"errcode": 0, "errmsg": "ok"}') as (connection, got):
            robots.exchange(connection, "/send?key=1", b"{}")
        assert got == [b"{}"]

    @pytest.mark.parametrize(
        ("status", "answer", "words"),
        [
            (200, b'{"errcode": 310000, "errmsg": "sign"}', "错误码310000"),
            (200, b"<html>", "看不懂"),
            (200, b"[]", "看不懂"),
            (302, b"", "HTTP 302"),
            (500, b"", "HTTP 500"),
        ],
    )
    def test_a_message_not_taken(self, status, answer, words):
        with (
            self.robot(status, answer) as (connection, _),
            pytest.raises(Refused, match=words),
        ):
            robots.exchange(connection, "/send", b"{}")

    def test_nobody_there(self):
        with pytest.raises(Refused, match="连不上"):
            robots.exchange(HTTPConnection("127.0.0.1", 9, timeout=2), "/send", b"{}")


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office, full_name="李小明")


@pytest.fixture
def channel(office, clerk):
    return DigestChannel.objects.create(
        office=office,
        kind="email",
        name="邮箱",
        recipient=clerk,
        address="a@example.com，b@example.com",
    )


@pytest.fixture
def outbox(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def no_server(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def morning():
    with time_machine.travel("2026-06-10 08:30+08:00") as clock:
        yield clock


@pytest.mark.django_db
class TestContent:
    def test_the_text_names_no_person(self, office, clerk, morning):
        for number in range(9):
            make_hazard(
                office=office,
                by=clerk,
                found_on=date(2026, 6, 1),
                due_on=date(2026, 6, 9),
                description=f"第{number}处，找李小明13800001234",
            )
        digest = digest_of(clerk, today=TODAY)
        text = text_of(digest, mask=Mask.of_office(office))
        assert text.startswith("【青山乡待办汇总】\n截至2026年6月10日，共")
        assert "逾期（9项）" in text
        assert "其余1项请登录系统查看" in text
        assert "李某" in text
        assert "李小明" not in text
        assert "13800001234" not in text

    def test_nothing_to_do_is_said(self, office, clerk, morning):
        digest = digest_of(clerk, today=TODAY)
        assert "没有待办事项" in text_of(digest, mask=Mask())

    def test_page_and_paper(self, client, office, clerk, morning, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        make_hazard(office=office, by=clerk, found_on=date(2026, 6, 1), due_on=date(2026, 6, 9))
        client.force_login(clerk)
        page = client.get(reverse("todos"))
        numbers = {group.duty.label: group.duty.number for group in page.context["digest"].groups}
        home = client.get(reverse("home")).context["duties"]
        assert numbers == {duty.label: duty.number for duty in home}
        assert client.get(reverse("todos_pdf")).content.startswith(b"%PDF-")


@pytest.mark.django_db
class TestSending:
    def test_off_by_default(self, channel, morning):
        assert channel.is_on is False
        assert send_due(at=timezone.now()) == []

    def test_each_mailbox_gets_its_own(self, channel, clerk, outbox, morning):
        delivery = send_now(channel, by=clerk)
        assert delivery.state == Push.State.SENT
        assert delivery.attempts.get().is_sent
        (file,) = outbox.iterdir()
        text = file.read_text()
        assert text.count("To: a@example.com") == 1
        assert text.count("To: b@example.com") == 1

    def test_once_a_day_by_the_schedule(self, channel, outbox, morning):
        DigestChannel.objects.update(is_on=True)
        assert [one.state for one in send_due(at=timezone.now())] == ["sent"]
        assert send_due(at=timezone.now()) == []
        morning.shift(timedelta(days=1))
        assert len(send_due(at=timezone.now())) == 1

    @pytest.mark.parametrize(("clock", "number"), [("07:59:00", 0), ("08:00:01", 1)])
    def test_not_before_the_day_begins(self, channel, outbox, clock, number):
        DigestChannel.objects.update(is_on=True)
        with time_machine.travel(f"2026-06-10 {clock}+08:00"):
            assert len(send_due(at=timezone.now())) == number

    @pytest.mark.parametrize(("everyday", "number"), [(False, 0), (True, 1)])
    def test_days_off(self, channel, office, outbox, morning, everyday, number):
        Holiday.objects.create(office=office, day=TODAY, is_workday=False, name="本地节日")
        DigestChannel.objects.update(is_on=True, working_days_only=not everyday)
        assert len(send_due(at=timezone.now())) == number

    def test_tried_again_later_and_later_then_given_up(self, channel, no_server, morning):
        DigestChannel.objects.update(is_on=True)
        (delivery,) = send_due(at=timezone.now())
        for wait in BACKOFF:
            delivery.refresh_from_db()
            assert delivery.state == "waiting"
            tried_at = delivery.attempts.last().at
            assert abs(delivery.next_at - tried_at - wait) < timedelta(seconds=5)
            morning.move_to(delivery.next_at - timedelta(seconds=20))
            assert send_due(at=timezone.now()) == []
            morning.move_to(delivery.next_at)
            assert len(send_due(at=timezone.now())) == 1
        delivery.refresh_from_db()
        assert delivery.state == "failed"
        assert delivery.attempts.count() == len(BACKOFF) + 1
        assert "没有设置邮件服务器" in delivery.attempts.first().words
        assert send_due(at=timezone.now()) == []

    def test_two_at_once_send_it_once(self, channel, clerk, outbox, morning):
        delivery = queue(channel, on=TODAY, by=clerk)
        same = Push.objects.get(pk=delivery.pk)
        attempt(delivery)
        attempt(same)
        assert delivery.attempts.count() == 1

    def test_a_reader_who_left_is_told_of(self, channel, clerk, morning):
        DigestChannel.objects.update(is_on=True)
        clerk.is_active = False
        clerk.save()
        send_due(at=timezone.now())
        delivery = Push.objects.get()
        assert delivery.state == "failed"
        assert "换一个人" in delivery.attempts.get().words

    def test_a_robot_that_leads_inside(self, channel, clerk, settings, tmp_path, morning, caplog):
        settings.DATA_DIR = tmp_path
        settings.DIGEST_ROBOT_HOSTS = ["localhost"]
        channel.kind, channel.address = "wecom", "https://localhost/send?key=very-secret-key"
        channel.save()
        with caplog.at_level(logging.DEBUG):
            delivery = send_now(channel, by=clerk)
        assert delivery.attempts.get().words == "机器人的地址指向内网，没有发出"
        assert "very-secret-key" not in caplog.text

    def test_the_command_says_what_it_did(self, channel, outbox, morning, capsys):
        DigestChannel.objects.update(is_on=True)
        call_command("senddigest")
        assert "邮箱（电子邮件） 2026-06-10 已发出" in capsys.readouterr().out


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def said(self, clerk):
        return {"kind": "wecom", "name": "工作群", "recipient": clerk.pk, "address": WECOM}

    @pytest.fixture
    def page(self, client, clerk):
        client.force_login(clerk)
        return client

    def test_an_address_is_shown_to_nobody_again(self, page, said):
        page.post(reverse("digest_channel_new"), said)
        channel = DigestChannel.objects.get()
        assert channel.address == WECOM
        for where in (reverse("digest_channels"), channel.get_absolute_url()):
            assert "very-secret-key" not in page.get(where).content.decode()
        for event in AuditEvent.objects.all():
            assert "very-secret-key" not in f"{event.summary}{event.changes}"

    def test_left_empty_it_stays(self, page, said):
        page.post(reverse("digest_channel_new"), said)
        channel = DigestChannel.objects.get()
        page.post(channel.get_absolute_url(), said | {"address": "", "is_on": "on"})
        channel.refresh_from_db()
        assert channel.address == WECOM
        assert channel.is_on

    def test_another_kind_needs_another_address(self, page, said):
        page.post(reverse("digest_channel_new"), said)
        where = DigestChannel.objects.get().get_absolute_url()
        form = page.post(where, said | {"kind": "dingtalk", "address": ""}).context["form"]
        assert form.errors["address"] == ["请填写地址"]

    @pytest.mark.parametrize(
        ("kind", "address", "words"),
        [
            ("wecom", DINGTALK, "只能发到qyapi.weixin.qq.com"),
            ("dingtalk", "http://oapi.dingtalk.com/robot/send", "https"),
            ("email", "a@example.com,张三", "有的邮箱写得不对"),
            ("email", ",".join(["a@example.com"] * 21), "最多20个邮箱"),
        ],
    )
    def test_an_address_that_cannot_be(self, page, said, kind, address, words):
        asked = said | {"kind": kind, "address": address}
        form = page.post(reverse("digest_channel_new"), asked).context["form"]
        assert words in form.errors["address"][0]

    def test_try_out_then_the_log(self, page, channel, no_server):
        page.post(reverse("digest_send", args=[channel.pk]), follow=True)
        text = page.get(reverse("deliveries")).content.decode()
        assert "没有设置邮件服务器" in text
        assert "待发" in text
        Push.objects.update(state="failed", next_at=None)
        again = reverse("delivery_again", args=[Push.objects.get().pk])
        page.post(again)
        assert Push.objects.get().attempts.count() == 2
        answer = page.post(again, follow=True) if Push.objects.get().state != "failed" else None
        assert answer is None or "不用再发" in answer.content.decode()
