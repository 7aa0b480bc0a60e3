"""Photos and drafts as a clerk and a village inspector meet them in the browser."""

from __future__ import annotations

import base64
import io
import re

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from hazards.models import Hazard
from tests.factories.files import TAKEN, camera_tags, picture
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.models import Role, StoredFile

pytestmark = pytest.mark.django_db(transaction=True)

CREATE = reverse("hazards:create")
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SAVED = re.compile(r"/hazards/\d+/$")
SAVE = "button[type=submit]:has-text('保存') >> nth=0"
ITEM = ".photos__item"
DONE = f"{ITEM} input[type=hidden]"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module", autouse=True)
def _no_child_left():
    yield
    jobs.stop()


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def camera_picture(**tags):
    """Large enough that the browser draws it smaller."""
    file = io.BytesIO()
    noise = Image.effect_noise((3000, 2000), 80).convert("RGB")
    noise.save(file, "JPEG", quality=90, exif=camera_tags(**tags))
    return file.getvalue()


def chosen(content, name="现场.jpg", kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, *files):
    page.set_input_files("input[type=file][multiple]", list(files))


DROP = """([selector, content, kind]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "拖来.png", { type: "image/png" }));
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  const said = { clipboardData: data, dataTransfer: data, bubbles: true, cancelable: true };
  document.querySelector(selector).dispatchEvent(new Kind(kind, said));
}"""


def bring(page, kind, selector, content):
    page.evaluate(DROP, [selector, base64.b64encode(content).decode(), kind])


def test_chosen_shrunk_upright_and_saved(open_page, clerk):
    page = open_page(clerk, CREATE)
    content = camera_picture(orientation=6)
    with page.expect_request("**/files/upload/") as sent:
        choose(page, chosen(content))
    assert int(sent.value.all_headers()["content-length"]) < len(content) / 2
    expect(page.locator(DONE)).to_have_count(1)
    expect(page.locator(f"{ITEM} img")).to_have_attribute("alt", "照片：现场.jpg")
    assert page.evaluate(FITS)
    page.fill("#id_description", "插座外壳破损")
    page.click(SAVE)
    page.wait_for_url(SAVED)
    expect(page.locator(".gallery__picture img")).to_have_count(1)

    photo = Hazard.objects.get().photos.get()
    with Image.open(photo.file.file) as kept:
        assert kept.size == (1280, 1920)
    assert photo.taken_at.astimezone().strftime("%Y:%m:%d %H:%M:%S") == TAKEN


def test_dragged_and_pasted(open_page, clerk):
    page = open_page(clerk, CREATE)
    bring(page, "drop", ".photos__zone", picture("PNG", colour="blue"))
    bring(page, "paste", "body", picture("PNG", colour="green"))
    expect(page.locator(DONE)).to_have_count(2)
    expect(page.locator(".photos__state")).to_have_text("已上传2张")


def test_removed_by_keyboard(open_page, clerk):
    page = open_page(clerk, CREATE)
    choose(page, *(chosen(picture(colour=colour)) for colour in ("red", "blue")))
    expect(page.locator(DONE)).to_have_count(2)
    page.locator(f"{ITEM} button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(ITEM)).to_have_count(1)
    expect(page.locator(f"{ITEM} button")).to_be_focused()


def test_more_than_nine_and_what_is_no_photo(open_page, clerk):
    page = open_page(clerk, CREATE)
    many = [chosen(picture(size=(30 + n, 30))) for n in range(10)]
    choose(page, *many, chosen(b"%PDF-1.7", "a.pdf", "application/pdf"))
    expect(page.locator(DONE)).to_have_count(9)


def test_what_the_server_refuses_can_only_be_removed(open_page, clerk, complaints):
    page = open_page(clerk, CREATE)
    choose(page, chosen(b"\xff\xd8\xff broken"))
    expect(page.locator(".photos__problem")).to_contain_text("不完整或已损坏")
    expect(page.locator(f"{ITEM} button")).to_have_text(["移除"])
    complaints.clear()  # the browser itself reports the answer 400


def test_a_broken_connection_loses_nothing(open_page, clerk, complaints):
    page = open_page(clerk, CREATE)
    page.route("**/files/upload/", lambda route: route.abort())
    choose(page, chosen(picture()))
    expect(page.locator(".photos__problem")).to_contain_text("网络可能断了")
    page.fill("#id_description", "插座外壳破损")
    page.click(SAVE)
    expect(page.locator(".photos__state")).to_contain_text("请重传或移除后再保存")

    page.unroute("**/files/upload/")
    page.get_by_role("button", name="重传照片现场.jpg").click()
    expect(page.locator(DONE)).to_have_count(1)
    complaints.clear()  # the browser itself reports the cut connection


def test_saving_waits_for_the_upload(open_page, clerk):
    page = open_page(clerk, CREATE)
    page.fill("#id_description", "插座外壳破损")
    choose(page, chosen(camera_picture()))
    page.click(SAVE)
    page.wait_for_url(SAVED)
    assert Hazard.objects.get().photos.count() == 1


def test_the_camera_of_a_phone(open_page, office):
    village = make_village(office=office)
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    page = open_page(inspector, CREATE, width=390, height=844, has_touch=True, is_mobile=True)
    expect(page.get_by_role("button", name="拍照")).to_be_visible()
    page.set_input_files("input[capture]", [chosen(camera_picture())])
    expect(page.locator(DONE)).to_have_count(1)
    assert page.evaluate(FITS)


def test_without_script(open_page, clerk):
    page = open_page(clerk, CREATE, java_script_enabled=False)
    choose(page, chosen(picture()))
    page.click(SAVE)
    expect(page.locator("input[type=checkbox][name=photos]")).to_be_checked()
    page.fill("#id_description", "插座外壳破损")
    page.click(SAVE)
    expect(page.locator(".gallery__picture img")).to_have_count(1)


class TestDraft:
    OFFER = ".draft-offer"

    def typed(self, open_page, user):
        page = open_page(user, CREATE)
        page.fill("#id_description", "配电箱无盖板")
        choose(page, chosen(picture()))
        expect(page.locator(DONE)).to_have_count(1)
        page.check("input[name=grade][value=major]")
        page.wait_for_timeout(900)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def test_offered_again_after_a_crash(self, open_page, clerk):
        page = self.typed(open_page, clerk)
        again = page.context.new_page()
        page.close(run_before_unload=False)
        again.goto(CREATE)
        again.click("text=恢复未保存的内容")

        expect(again.locator("#id_description")).to_have_value("配电箱无盖板")
        expect(again.locator("input[name=grade][value=major]")).to_be_checked()
        expect(again.locator(DONE)).to_have_count(1)
        assert StoredFile.objects.count() == 1

    def test_gone_after_a_save(self, open_page, clerk):
        page = self.typed(open_page, clerk)
        page.check("input[name=grade][value=general]")
        page.click("button:has-text('保存并再登记一条')")
        expect(page.locator(".notice--success")).to_be_visible()
        expect(page.locator(self.OFFER)).to_have_count(0)
        page.goto(CREATE)
        expect(page.locator(self.OFFER)).to_have_count(0)
        assert Hazard.objects.count() == 1

    def test_kept_when_the_session_had_ended(self, open_page, clerk, client):
        page = self.typed(open_page, clerk)
        client.logout()
        page.click(SAVE)
        page.wait_for_url("**/login/**")
        client.force_login(clerk)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies(
            [{"name": "sessionid", "value": cookie, "url": page.url.split("/login")[0]}]
        )
        page.goto(CREATE)
        expect(page.locator(self.OFFER)).to_contain_text("填的内容没有保存")
        page.click("text=不要了")
        page.reload()
        expect(page.locator(self.OFFER)).to_have_count(0)

    def test_nobody_else_on_the_computer_sees_it(self, open_page, clerk, office, client):
        page = self.typed(open_page, clerk)
        client.force_login(make_user(Role.CLERK, office))
        cookie = client.cookies["sessionid"].value
        root = page.url.split("/hazards")[0]
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": root}])
        page.goto(CREATE)
        expect(page.locator(self.OFFER)).to_have_count(0)

    def test_signing_out_leaves_nothing(self, open_page, clerk):
        page = self.typed(open_page, clerk)
        page.click(".user-menu summary")
        page.click(".user-menu button")
        page.wait_for_url("**/login/**")
        assert (
            page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('draft:'))") == []
        )
