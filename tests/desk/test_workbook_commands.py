"""loadworkbook and dumpworkbook on the command line."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_agency
from township_safety.organisation.models import AuditEvent, Village
from township_safety.register.models import Agency
from township_safety.spreadsheets import SheetOut, read_workbook, write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office(name="青山乡")


def written(path, *rows, headers=("名称", "类别", "电话")):
    write_workbook([SheetOut("站所单位", list(headers), rows)], path)
    return str(path)


def run(*args, **options):
    said = io.StringIO()
    call_command(*args, stdout=said, **options)
    return said.getvalue().splitlines()


def test_one_line_per_sheet(office, tmp_path):
    file = written(tmp_path / "a.xlsx", ["甲所", "", ""], ["乙所", "协作部门", ""])
    assert run("loadworkbook", file) == ["站所单位：读取2 新增2 更新0 未变0 拒绝0"]
    assert run("loadworkbook", file) == ["站所单位：读取2 新增0 更新0 未变2 拒绝0"]
    event = AuditEvent.objects.get(action="导入台账")
    assert (event.office, event.summary) == (office, "a.xlsx：写入 2 行")
    assert event.changes == {"站所单位": {"新增": 2, "更新": 0, "拒绝": 0}}


def test_a_wrong_row_stops_all_and_the_command_fails(office, tmp_path):
    file = written(tmp_path / "a.xlsx", ["甲所", "", ""], ["乙所", "飞碟", ""])
    said = io.StringIO()
    with pytest.raises(CommandError, match="有 1 处问题，没有导入任何内容") as failure:
        call_command("loadworkbook", file, stdout=said)
    assert failure.value.returncode == 1
    count, problem = said.getvalue().splitlines()
    assert count == "站所单位：读取2 新增1 更新0 未变0 拒绝1"
    assert problem.startswith("工作表“站所单位”第3行“类别”列：“飞碟”不在选项中")
    assert not Agency.objects.exists()
    with pytest.raises(CommandError, match="其余已导入"):
        call_command("loadworkbook", file, "--accept-good", stdout=said)
    assert Agency.objects.get().name == "甲所"


def test_a_dry_run_only_checks(office, tmp_path):
    file = written(tmp_path / "a.xlsx", ["甲所", "", ""])
    assert run("loadworkbook", file, "--dry-run") == ["站所单位：读取1 新增1 更新0 未变0 拒绝0"]
    assert not Agency.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_column_may_be_left_out_on_purpose(office, tmp_path):
    file = written(tmp_path / "a.xlsx", ["甲所", "x"], headers=["名称", "咒语"])
    with pytest.raises(CommandError):
        run("loadworkbook", file)
    run("loadworkbook", file, "--ignore-column", "咒语")
    assert Agency.objects.exists()


def test_what_cannot_be_read_is_said(office, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(CommandError, match="这不是"):
        run("loadworkbook", str(tmp_path / "a.xlsx"))
    with pytest.raises(CommandError, match="没有找到文件"):
        run("loadworkbook", str(tmp_path / "b.xlsx"))


def test_with_several_offices_one_must_be_named(office, tmp_path):
    other = make_office(name="绿水镇")
    file = written(tmp_path / "a.xlsx", ["甲所", "", ""])
    with pytest.raises(CommandError, match="绿水镇"):
        run("loadworkbook", file)
    run("loadworkbook", file, "--township", "绿水镇")
    assert Agency.objects.get().office == other


def test_dump_and_load_into_an_empty_database_and_dump(office, tmp_path):
    make_village(office=office, name="东村")
    make_agency(office=office, name="甲所", phone="13800001111")
    first, second = str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")
    assert "站所单位：导出1" in run("dumpworkbook", first)
    for model in (Agency, Village):
        model.objects.all().delete()
    run("loadworkbook", first)
    run("dumpworkbook", second)
    assert read_workbook(first) == read_workbook(second)
    assert AuditEvent.objects.filter(action="导出台账").count() == 2


def test_days_limit_the_dump(office, tmp_path):
    file = str(tmp_path / "a.xlsx")
    run("dumpworkbook", file, "--from", "2024.1.1", "--to", "2024-12-31")
    with pytest.raises(CommandError, match="不是一个日期"):
        run("dumpworkbook", file, "--from", "去年")


def test_the_empty_template(office, tmp_path):
    file = str(tmp_path / "a.xlsx")
    assert run("dumpworkbook", file, "--empty") == []
    assert run("loadworkbook", file)[0].endswith("读取0 新增0 更新0 未变0 拒绝0")


def test_a_failed_dump_leaves_the_old_file_and_no_debris(office, tmp_path, monkeypatch):
    from township_safety.desk.management.commands import dumpworkbook

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(dumpworkbook, "dump_workbook", fails)
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        run("dumpworkbook", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
    assert file.read_bytes() == b"old"


def test_no_office_yet(tmp_path):
    with pytest.raises(CommandError, match="setup"):
        run("dumpworkbook", str(tmp_path / "a.xlsx"))
    with pytest.raises(CommandError, match="没有"):
        run("dumpworkbook", str(tmp_path / "a.xlsx"), "--township", "无名乡")


def test_a_dump_of_every_register_with_its_notes_is_read_again(office, tmp_path):
    """Each sheet with notes is four files inside the workbook: some two hundred in all."""
    make_village(office=office)
    out = tmp_path / "all.xlsx"

    call_command("dumpworkbook", str(out), stdout=io.StringIO())

    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) > 190
    assert len(read_workbook(out)) > 40
