"""A template of the office: copied, changed step by step, every step a version."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from reports.editing import actions
from reports.editing.records import NoSuchBlock, digest_of, read_path
from reports.models import ReportTemplate
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_template
from township_safety.desk.reference_data import load_list
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

FOUND = {"kind": "paragraph", "text": "排查隐患{hazard.found}处。"}
MET = {"kind": "paragraph", "text": "召开会议{meeting.count}次。"}
HEAD = {"kind": "heading", "level": 1, "text": "主要工作"}


@pytest.fixture
def clerk():
    return make_user(Role.CLERK, make_office())


@pytest.fixture
def template(clerk):
    return make_template(HEAD, FOUND, MET, office=clerk.office)


def texts(template):
    template.refresh_from_db()
    return [block["text"] for block in template.blocks]


def test_a_shipped_template_is_copied_and_stays_as_it_is(clerk):
    load_list("report_templates")
    shipped = ReportTemplate.objects.get(code="monthly")

    copied = actions.copy_template(shipped, office=clerk.office, by=clerk)

    assert (copied.office, copied.copied_from, copied.version) == (clerk.office, shipped, 1)
    assert copied.blocks == shipped.blocks
    assert copied.code != shipped.code
    with pytest.raises(Refused, match="复制为本单位模板"):
        actions.remove_block(shipped, (0,), seen=digest_of(shipped.blocks[0]), by=clerk)


def test_two_copies_have_names_of_their_own(clerk):
    load_list("report_templates")
    shipped = ReportTemplate.objects.get(code="monthly")
    names = {actions.copy_template(shipped, office=clerk.office, by=clerk).name for _ in range(3)}

    assert len(names) == 3


def test_blocks_move_and_the_first_and_last_stay(template, clerk):
    actions.move_block(template, (2,), seen=digest_of(MET), step=-1, by=clerk)
    assert texts(template) == ["主要工作", MET["text"], FOUND["text"]]

    actions.move_block(template, (0,), seen=digest_of(HEAD), step=-1, by=clerk)
    actions.move_block(template, (2,), seen=digest_of(FOUND), step=1, by=clerk)
    assert texts(template) == ["主要工作", MET["text"], FOUND["text"]]


def test_a_block_that_moved_meanwhile_is_still_found(template, clerk):
    actions.move_block(template, (2,), seen=digest_of(MET), step=-1, by=clerk)

    actions.remove_block(template, (2,), seen=digest_of(MET), by=clerk)

    assert texts(template) == ["主要工作", FOUND["text"]]


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(template, clerk):
    other = make_user(Role.CLERK, clerk.office, full_name="某乙")
    theirs = {**FOUND, "text": "共排查隐患{hazard.found}处。"}
    actions.write_block(template, (1,), seen=digest_of(FOUND), record=theirs, by=other)

    with pytest.raises(actions.BlockChanged) as refused:
        actions.write_block(template, (1,), seen=digest_of(FOUND), record=MET, by=clerk)

    assert (refused.value.theirs, refused.value.who) == (theirs, other)
    assert texts(template)[1] == theirs["text"]


def test_every_change_is_a_version_that_says_who_and_what(template, clerk):
    actions.remove_block(template, (2,), seen=digest_of(MET), by=clerk)
    template.refresh_from_db()

    newest, first = template.saved_versions()

    assert (newest.version, newest.history_user, newest.history_change_reason) == (
        2,
        clerk,
        "移出第3段",
    )
    assert (first.version, len(first.blocks)) == (1, 3)
    assert AuditEvent.objects.filter(action="修改报告模板", by=clerk).count() == 1


def test_an_old_version_comes_back_as_the_newest(template, clerk):
    actions.remove_block(template, (2,), seen=digest_of(MET), by=clerk)

    saved = actions.restore_version(template, 1, by=clerk)

    assert saved.version == 3
    assert texts(template) == ["主要工作", FOUND["text"], MET["text"]]
    assert [one.version for one in template.saved_versions()] == [3, 2, 1]
    with pytest.raises(Refused):
        actions.restore_version(template, 9, by=clerk)


def test_a_block_left_out_keeps_its_wording(template, clerk):
    actions.switch_block(template, (1,), seen=digest_of(FOUND), by=clerk)
    template.refresh_from_db()
    off = template.blocks[1]
    assert off == {**FOUND, "off": True}

    actions.switch_block(template, (1,), seen=digest_of(off), by=clerk)
    assert texts(template)[1] == FOUND["text"]


def test_settings_and_blocks_changed_by_two_do_not_disturb_each_other(template, clerk):
    actions.remove_block(template, (2,), seen=digest_of(MET), by=clerk)

    saved = actions.change_settings(template, version=1, values={"rounding": "over"}, by=clerk)

    assert (saved.rounding, saved.version, len(saved.blocks)) == ("over", 3, 2)


def test_settings_changed_by_somebody_else_are_not_overwritten(template, clerk):
    other = make_user(Role.CLERK, clerk.office)
    actions.change_settings(template, version=1, values={"signature": "青山乡安办"}, by=other)

    with pytest.raises(actions.SettingsChanged) as refused:
        actions.change_settings(template, version=1, values={"signature": "甲"}, by=clerk)

    assert refused.value.who == other
    template.refresh_from_db()
    assert template.signature == "青山乡安办"


def test_sectors_are_taken_in_and_ordered(template, clerk):
    for code in ("fire", "gas", "school"):
        make_sector(code)
        actions.change_sectors(template, code=code, step="add", by=clerk)
    actions.change_sectors(template, code="school", step="up", by=clerk)
    saved = actions.change_sectors(template, code="fire", step="down", by=clerk)
    assert saved.sectors == ["school", "fire", "gas"]

    saved = actions.change_sectors(template, code="fire", step="remove", by=clerk)
    assert saved.sectors == ["school", "gas"]
    for code, step in (("fire", "up"), ("no_such", "add"), ("gas", "?")):
        with pytest.raises(Refused):
            actions.change_sectors(template, code=code, step=step, by=clerk)


def test_a_passage_of_the_library_gets_a_name_of_its_own(template, clerk):
    slot = {"kind": "slot", "name": "next", "label": "下步打算", "hint": ""}
    for _ in range(2):
        template.refresh_from_db()
        actions.add_block(template, (len(template.blocks),), record=slot, by=clerk)
    template.refresh_from_db()

    assert [one["name"] for one in template.blocks[-2:]] == ["next", "next-2"]


def test_retired_today_it_is_offered_no_more(template, clerk):
    actions.retire_template(template, on=localdate(), by=clerk)
    assert template not in ReportTemplate.objects.valid(on=localdate())

    actions.reopen_template(template, by=clerk)
    assert template in ReportTemplate.objects.valid(on=localdate())


@pytest.mark.parametrize("text", ["", "0", "a", "1-", "-1", "1--2", "１"])
def test_an_address_that_is_no_place_is_refused(text):
    with pytest.raises(NoSuchBlock):
        read_path(text)


def test_the_snapshot_holds_what_a_composition_asks(template):
    snapshot = actions.template_snapshot(template)

    assert snapshot["blocks"] == template.blocks
    assert snapshot["version"] == 1
    assert {"title", "numbering", "rounding", "addressee", "sectors"} <= set(snapshot)
    assert actions.template_snapshot(template.saved_version(1)) == snapshot
