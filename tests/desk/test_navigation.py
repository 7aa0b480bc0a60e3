"""The menu shows what a person may use and marks where they are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories.organisation import make_user
from township_safety.desk.context import navigation
from township_safety.desk.navigation import MENU, Entry, Group, menu
from township_safety.desk.registers import registers
from township_safety.organisation.models import Role
from township_safety.organisation.permissions import Permission

pytestmark = pytest.mark.django_db

START = Group("工作概览", "home", view="home")
HELP = Group(
    "帮助",
    "help",
    (Entry("目录", "help"), Entry("登记隐患", "help_page", ("hazard",))),
)
ACCOUNTS = Group("设置", "settings", (Entry("账号", "help", permission=Permission.ACCOUNTS),))


def labels(groups):
    return [group.label for group in groups]


def test_current_page_is_marked_once():
    path = reverse("help_page", args=["hazard"])

    start, helped = menu(make_user(), path=path, groups=(START, HELP))

    assert not start.current
    assert helped.current
    assert [item.current for item in helped.items] == [False, True]


def test_start_page_is_current_only_on_itself():
    start, helped = menu(make_user(), path=reverse("home"), groups=(START, HELP))

    assert start.current
    assert not helped.current


def test_group_without_usable_entries_is_left_out():
    clerk = make_user(Role.CLERK)
    administrator = make_user(Role.ADMIN)

    assert labels(menu(clerk, path="/", groups=(ACCOUNTS, START))) == ["工作概览"]
    assert labels(menu(administrator, path="/", groups=(ACCOUNTS, START))) == ["设置", "工作概览"]


def test_administrator_sees_no_ledgers():
    shown = labels(menu(make_user(Role.ADMIN), path="/"))

    assert "隐患台账" not in shown
    assert "报告" not in shown


def test_icons_of_the_menu_are_named():
    assert all(group.icon for group in MENU)


def test_stranger_gets_no_menu(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert navigation(request)["navigation"] == []


def test_request_cut_short_gets_no_menu(rf):
    assert navigation(rf.get("/"))["navigation"] == []


def test_frame_names_office_role_and_version(rf):
    user = make_user(Role.CLERK)
    request = rf.get("/")
    request.user = user

    shown = navigation(request)

    assert shown["office_name"] == str(user.office)
    assert shown["role_name"] == "安办工作人员"
    assert shown["version"][0].isdigit()


# Words of the office that no sheet of a workbook may be called by.
LONGER_IN_THE_MENU = {"nil_returns", "operations", "letters"}


def test_menu_and_page_call_a_register_alike():
    labels = {
        entry.args[0]: entry.label
        for group in MENU
        for entry in group.items
        if entry.view == "records:list"
    }
    for key in labels.keys() - LONGER_IN_THE_MENU:
        assert labels[key] == registers()[key].title
