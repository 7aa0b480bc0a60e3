"""manage.py setup, run as an administrator runs it."""

import io
import re
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from tests.factories.organisation import make_office, make_user
from township_safety.desk import demonstration
from township_safety.desk.management.commands.setup import level_of
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import AuditEvent, Level, Office, Role, User
from township_safety.register.key_periods import add_key_periods, planned
from township_safety.register.models import KeyPeriod, Sector

pytestmark = pytest.mark.django_db


def run(command: str = "setup", *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def secret_in(output: str) -> str:
    found = re.search(r"一次性密码：(\S+)", output)
    assert found, output
    return found[1]


def test_founds_the_office_with_one_administrator():
    output = run("setup", "--office", "青山镇", "--started-on", "2024年5月6日")

    office = Office.objects.get()
    assert (office.name, office.level, office.started_on) == (
        "青山镇",
        Level.ZHEN,
        date(2024, 5, 6),
    )
    user = User.objects.get()
    assert user.must_change_password
    assert [m.role for m in user.memberships.all()] == [Role.ADMIN]
    assert (
        authenticate(RequestFactory().post("/"), username="admin", password=secret_in(output))
        == user
    )
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {
        "建立单位",
        "任命管理员",
    }


def test_the_secret_is_kept_nowhere_but_as_a_hash():
    secret = secret_in(run("setup", "--office", "青山乡"))
    kept = [*User.objects.values_list("password", flat=True)]
    kept += [f"{event.summary}{event.changes}" for event in AuditEvent.objects.all()]
    assert not any(secret in text for text in kept)


def test_a_second_run_changes_nothing_and_prints_no_secret():
    run("setup", "--office", "青山乡")
    before = (User.objects.values_list("password", flat=True).get(), Sector.objects.count())

    output = run("setup")

    assert "一次性密码" not in output
    assert (User.objects.values_list("password", flat=True).get(), Sector.objects.count()) == before
    assert Office.objects.count() == 1


def test_another_office_is_refused():
    run("setup", "--office", "青山乡")
    with pytest.raises(CommandError, match="已有单位“青山乡”"):
        run("setup", "--office", "绿水乡")


def test_a_date_that_is_none_is_refused_before_anything_is_made():
    with pytest.raises(CommandError, match="启用日期"):
        run("setup", "--office", "青山乡", "--started-on", "2024-02-30")
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("青山乡", Level.XIANG),
        ("青山镇", Level.ZHEN),
        ("东门街道", Level.STREET),
        ("东门街道办事处", Level.STREET),
        ("青山县", Level.COUNTY),
        ("幸福社区", Level.VILLAGE),
        ("安全办", Level.XIANG),
    ],
)
def test_the_name_tells_the_level(name, level):
    assert level_of(name) == level


def test_reference_data_keeps_what_the_office_edited():
    load_reference_data()
    fire = Sector.objects.get(code="fire")
    fire.name = "消防安全"
    fire.save()
    Sector.objects.get(code="pipeline").delete()

    assert load_reference_data() == 1

    assert Sector.objects.get(code="fire").name == "消防安全"
    assert [entry.name for entry in fire.history.order_by("pk")] == ["消防", "消防安全"]


def test_an_office_of_its_own_code_does_not_hide_the_shared_entry():
    Sector.objects.create(code="fire", name="本乡消防", office=make_office())
    load_reference_data()
    assert Sector.objects.filter(code="fire").count() == 2


def test_key_periods_follow_the_official_holidays():
    days = {period.name: (period.first_day, period.last_day) for period in planned(2024)}
    assert days["2024年国庆节"] == (date(2024, 10, 1), date(2024, 10, 7))
    # Monday 10 June with the week-end before it.
    assert days["2024年端午节"] == (date(2024, 6, 8), date(2024, 6, 10))
    # The break that began in the old year.
    assert days["2024年元旦"] == (date(2023, 12, 30), date(2024, 1, 1))
    assert days["2024年岁末年初"] == (date(2024, 12, 1), date(2025, 2, 28))
    assert days["2024年安全生产月"] == (date(2024, 6, 1), date(2024, 6, 30))


def test_a_year_without_published_holidays_has_the_fixed_periods():
    names = {period.name for period in planned(2099)}
    assert "2099年安全生产月" in names
    assert "2099年国庆节" not in names


def test_key_periods_are_added_once():
    office = make_office()
    assert add_key_periods(office, year=2024) == len(planned(2024))
    KeyPeriod.objects.filter(name="2024年汛期").update(first_day=date(2024, 4, 15))
    assert add_key_periods(office, year=2024) == 0
    assert KeyPeriod.objects.get(name="2024年汛期").first_day == date(2024, 4, 15)


def test_setup_makes_the_key_periods_since_the_start():
    with time_machine.travel(date(2025, 3, 1)):
        run("setup", "--office", "青山乡", "--started-on", "2024-05-06")
    names = set(KeyPeriod.objects.values_list("name", flat=True))
    assert {"2024年春节", "2025年国庆节"} <= names


def test_a_lost_password_is_renewed():
    user = make_user(Role.ADMIN, username="admin")
    secret = secret_in(run("renewsecret", "admin"))
    user.refresh_from_db()
    assert user.check_password(secret)
    assert user.must_change_password
    with pytest.raises(CommandError, match="没有登录名"):
        run("renewsecret", "nobody")


class TestDemonstration:
    """The generator itself is replaced: here it matters what is cleared and what is kept."""

    @pytest.fixture(autouse=True)
    def _township(self, monkeypatch, tmp_path):
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
        monkeypatch.setattr(demonstration, "import_module", lambda name: self)
        self.loaded = []

    def load(self, *, today, stdout):
        self.loaded.append(today)
        make_user(Role.CLERK, make_office(name="演示乡"), username="wang", full_name="王某")

    def prepare(self, today=date(2024, 6, 1)):
        out = io.StringIO()
        demonstration.prepare(today=today, stdout=out)
        return out.getvalue()

    def test_a_real_office_is_never_touched(self):
        make_office(name="青山乡")
        with pytest.raises(CommandError, match="真实单位"):
            self.prepare()
        demonstration.clear_when_outdated(today=date(2024, 6, 1), stdout=io.StringIO())
        assert Office.objects.filter(name="青山乡").exists()
        assert self.loaded == []

    def test_the_accounts_are_printed_with_a_password_that_works(self):
        output = self.prepare()
        password = re.search(r"密码都是：(\S+)", output)[1]
        assert "wang　王某　安办工作人员" in output
        assert User.objects.get(username="wang").check_password(password)

    def test_the_same_day_loads_once_and_changes_the_password(self):
        assert self.prepare() != self.prepare()
        assert self.loaded == [date(2024, 6, 1)]

    def test_another_day_clears_first(self, monkeypatch):
        self.prepare()
        called = []
        monkeypatch.setattr(demonstration, "connection", _OtherDatabase())
        monkeypatch.setattr(demonstration, "call_command", lambda *a, **k: called.append(a[0]))

        demonstration.clear_when_outdated(today=date(2024, 6, 1), stdout=io.StringIO())
        assert called == []
        demonstration.clear_when_outdated(today=date(2024, 6, 2), stdout=io.StringIO())
        assert called == ["flush"]
        assert demonstration._made_on() == ""

    def test_a_database_that_was_removed_is_filled_again(self):
        self.prepare()
        User.objects.all().delete()
        Office.objects.all().delete()

        assert "wang" in self.prepare()

    def test_a_load_cut_short_is_done_again(self, monkeypatch):
        monkeypatch.setattr(self, "load", None)
        with pytest.raises(TypeError):
            self.prepare()
        assert demonstration._made_on() == "unfinished"


class _OtherDatabase:
    vendor = "postgresql"
