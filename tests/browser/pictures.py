"""`make pictures`: takes the pictures of the help pages and the README from the demonstration."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl.workbook.workbook import Workbook
from PIL import Image
from playwright.sync_api import Browser, FilePayload, FloatRect, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "township_safety" / "static" / "help"
# At this width the content beside the menu, with a little margin, is WIDEST pixels wide.
WINDOW = ViewportSize(width=1324, height=900)
WIDEST = 1100
MOST_BYTES = 120_000


@dataclass(frozen=True)
class Picture:
    """What to open, what to do there, and how much of it to keep."""

    name: str
    path: str
    height: int
    prepare: Callable[[Page], None] = lambda page: None
    # The whole window, with header and menu, or the content only.
    is_whole: bool = False


def _first_row(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main tbody a").first.click()


def _referral(page: Page) -> None:
    """It stands low on the page."""
    _first_row(page)
    page.get_by_role("heading", name="上报移送").evaluate("heading => heading.scrollIntoView()")


def _first_number(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main tbody td a").nth(1).click()


def _paper(page: Page) -> None:
    _first_row(page)
    with page.expect_navigation():
        page.get_by_role("link", name="打印通知书").click()


def _describe(page: Page) -> None:
    page.get_by_label("隐患部位").fill("二楼楼梯口")
    page.get_by_label("隐患描述").fill("楼梯口堆放纸箱，灭火器压力表指针在红区")


def _operation(page: Page) -> None:
    page.get_by_label("主题").fill("消防安全联合检查")
    page.get_by_label("出动人次").fill("8")
    page.get_by_label("出动车辆台次").fill("2")


def _visit(page: Page) -> None:
    """The outing that has sites left to see, and the first of them."""
    left = 'main tbody tr:not(:has(td[data-label="未查"]:text-is("0"))) a'
    with page.expect_navigation():
        page.locator(left).first.click()
    page.locator("[data-state]", has_text="已装入").wait_for()
    page.locator(".shop[data-outcome=pending] a").first.click()
    ask = page.locator("[data-shop] [data-ask]").first
    ask.get_by_role("radio", name="否", exact=True).check()


def _counted(page: Page) -> None:
    page.get_by_label("当场整改").check()
    page.get_by_label("排查发现（处）").fill("426")
    page.get_by_label("已整改（处）").fill("426")


def _monthly(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="安全生产工作月报告").first.click()


def _prior(page: Page) -> None:
    page.get_by_label("来源文件").first.fill("2023年12月月报")
    numbers = page.locator("main tbody input")
    for place, number in enumerate(("58", "57", "1")):
        numbers.nth(place).fill(number)


def _upload(page: Page) -> None:
    page.get_by_label("工作簿文件").set_input_files(
        {
            "name": "会议台账.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": _meetings(),
        }
    )
    with page.expect_navigation():
        page.get_by_role("button", name="上传并检查").click()


def _meetings() -> bytes:
    """An office's own list of meetings: three ways to write a day, one day that does not exist."""
    book = Workbook()
    sheet = book.create_sheet("会议台账", 0)
    for row in (
        ("会议时间", "会议类别", "会议主题", "主持人", "参会人数"),
        ("2024.3.5", "安全例会", "三月份安全生产工作例会", "沈知行", 32),
        ("2024年3月18日", "隐患会商会", "隐患会商会", "沈知行", 11),
        ("２０２４－３－２６", "部署动员会", "清明节前安全防范部署会", "沈知行", 45),
        ("2024.2.30", "安全例会", "二月份安全生产工作例会", "沈知行", 30),
    ):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _ledger(page: Page) -> None:
    """Last year's ledger: a title, a column of its own, 已整改 without a day."""
    book = Workbook()
    sheet = book.create_sheet("2023年", 0)
    for row in (
        ("2023年安全隐患排查治理台账",),
        ("检查时间", "单位名称", "存在问题", "整改时限", "整改情况", "流转号"),
        ("2023.3.5", "广源超市", "安全出口堆放杂物", "3日内", "已整改", "甲-12"),
        ("2023.3.18", "东村粮站", "配电箱没有盖板", "立即整改", "已整改", "甲-13"),
        ("2023.11.26", "东村粮站", "消火栓无水", "2023.12.10", "未整改", "甲-58"),
        ("合计", 3),
    ):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    file: FilePayload = {
        "name": "2023年隐患台账.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": kept.getvalue(),
    }
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_label("历史台账导入").check()
    with page.expect_navigation():
        page.get_by_role("button", name="读取表格").click()
    page.locator("h2", has_text="各列").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(300)


HELP: tuple[Picture, ...] = (
    Picture("start", "/", 560, is_whole=True),
    Picture("hazard", "/hazards/new/", 640, _describe),
    Picture("recheck", "/hazards/?state=rectified", 520, _first_row),
    Picture("above", "/hazards/?duty=urge", 760, _referral),
    Picture("notice", "/hazards/notices/?state=unserved", 480, _first_row),
    Picture("papers", "/hazards/notices/?state=report", 640, _paper),
    Picture("counts", "/hazards/counts/new/", 560, _counted),
    Picture("inspection", "/registers/operations/new/", 640, _operation),
    Picture("outing", "/outings/", 640, _visit),
    Picture("registers", "/registers/meetings/", 440),
    Picture("files", "/map/", 620),
    Picture("workbook", "/workbook/", 560, _upload),
    Picture("imports", "/imports/", 560, _ledger),
    Picture("report", "/reports/", 860, _monthly, is_whole=True),
    Picture("figures", "/reports/figures/", 460, _first_number),
    Picture("midyear", "/reports/prior/month/", 480, _prior),
    Picture("holidays", "/reference/holidays/", 400),
)


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a fresh demonstration and its password."""
    port = _free_port()
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/ledger.sqlite3",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    said = _manage("setup", "--demo", environment=environment)
    _manage("collectstatic", "--noinput", environment=environment)
    found = re.search(r"密码都是：(\S+)", said)
    if found is None:
        raise SystemExit(f"没有找到演示密码：\n{said}")
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:township_safety.server"]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)  # noqa: S603 -- our own server
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", found[1]
        _print_report(environment)
    finally:
        server.terminate()
        server.wait()


def _manage(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(  # noqa: S603 -- our own commands
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _print_report(environment: dict[str, str]) -> None:
    """The first page of last month's report as it comes out of the printer."""
    month = time.localtime()
    year, number = (
        (month.tm_year, month.tm_mon - 1) if month.tm_mon > 1 else (month.tm_year - 1, 12)
    )
    pdf = Path(environment["DATA_DIR"]) / "report.pdf"
    asked = ("--template", "monthly", "--period", f"{year}-{number:02}", "--output", str(pdf))
    _manage("report", *asked, environment=environment)
    command = ["pdftoppm", "-png", "-singlefile", "-r", "72", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True)  # noqa: S603 -- a fixed program on our own file
    _keep("report-pdf", pdf.with_suffix(".png").read_bytes())


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("演示没有启动")


def take(browser: Browser, address: str, password: str) -> None:
    context = browser.new_context(viewport=WINDOW, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("form button[type=submit]").click()
    for picture in HELP:
        page.goto(picture.path)
        picture.prepare(page)
        page.evaluate("document.activeElement.blur()")
        _keep(picture.name, page.screenshot(clip=_area(picture)))


def _area(picture: Picture) -> FloatRect:
    if picture.is_whole:
        return {"x": 0, "y": 0, "width": WINDOW["width"], "height": picture.height}
    left = WINDOW["width"] - WIDEST - 10
    return {"x": left, "y": 56, "width": WIDEST, "height": picture.height}


def _keep(name: str, content: bytes) -> None:
    """Few colours are enough for text, and make the file small."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    if image.width > WIDEST:
        size = (WIDEST, round(image.height * WIDEST / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    path = PICTURES / f"{name}.png"
    image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}：{path.stat().st_size // 1000} kB")
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} 太大，请截小一些")


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("没有找到 chromium，请先安装（Debian：apt-get install chromium）")
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder)) as (address, password),
        sync_playwright() as playwright,
        # The fields for days follow the language of the browser, which it takes from LANGUAGE.
        playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], env={**os.environ, "LANGUAGE": "zh_CN"}
        ) as browser,
    ):
        take(browser, address, password)


if __name__ == "__main__":
    main()
