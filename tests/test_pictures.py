"""Pictures from outside: only dots go on, and only from what is a picture and nothing else."""

import io

import pytest
from PIL import Image, ImageFile

from tests.factories.files import PDF, TAKEN, archive, camera_tags, hollow_png, picture
from township_safety import jobs, pictures

JPEG = picture()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def opened(content):
    return Image.open(io.BytesIO(content))


def developed(content, taken=""):
    new, thumbnail, moment = pictures.develop(content, taken)
    return opened(new), opened(thumbnail), moment


def refusal(content):
    with pytest.raises(jobs.Refused) as refused:
        pictures.develop(content, "")
    return str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew(kind):
    content = picture(kind)
    new, _, _ = pictures.develop(content, "")

    assert new != content
    assert (opened(new).format, opened(new).size) == ("JPEG", (60, 40))


POLYGLOTS = {
    "svg": SVG,
    "html": HTML,
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "pdf": PDF,
    "zip": archive(),
    "gif with an archive": picture("GIF") + archive(),
    "jpeg with an archive": JPEG + archive(),
    "png with an archive": picture("PNG") + archive(),
    "webp with an archive": picture("WEBP") + archive(),
    "jpeg with a paper in its comment": picture(comment=PDF),
    "jpeg with a page in its comment": picture(comment=HTML),
    "jpeg with a page behind it": JPEG + HTML,
    "png with a page in a text": picture("PNG", pnginfo=None) + b"<script>alert(1)</script>",
    "svg behind a jpeg's first bytes": b"\xff\xd8\xff" + SVG,
    "script as jpeg": b"\xff\xd8\xff/*" + b"*/=alert(1)",
    "empty": b"",
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_something_else_is_refused(name):
    assert refusal(POLYGLOTS[name]) in {pictures.NOT_A_PHOTO, pictures.DOUBLE, pictures.BROKEN}


def test_a_phones_own_format_is_named():
    assert "HEIC" in refusal(b"\x00\x00\x00\x18ftypheic" + bytes(200))


def test_nothing_but_the_moment_goes_on():
    new, thumbnail, moment = developed(picture(exif=camera_tags(), comment=b"secret"))
    tags = new.getexif()

    assert moment == TAKEN
    assert tags.get_ifd(0x8825) == {}
    assert tags.get_ifd(0x8769) == {0x9003: TAKEN}
    assert set(tags) == {0x8769}
    assert "comment" not in new.info
    assert dict(thumbnail.getexif()) == {}


def test_the_moment_may_be_told_beside_the_picture():
    assert developed(JPEG, TAKEN)[2] == TAKEN
    assert developed(picture(exif=camera_tags()), "2020:01:01 00:00:00")[2] == TAKEN


@pytest.mark.parametrize("words", ["", "0000:00:00 00:00:00", "2024-03-05", "<script>", "9" * 5000])
def test_a_moment_that_is_none(words):
    assert developed(JPEG, words)[2] == ""


# The left half red, the right half blue, as the camera held upside down or sideways stores it.
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (60, 40), "red"),
        (2, (60, 40), "blue"),
        (3, (60, 40), "blue"),
        (4, (60, 40), "red"),
        (5, (40, 60), "red"),
        (6, (40, 60), "red"),
        (7, (40, 60), "blue"),
        (8, (40, 60), "blue"),
        (99, (60, 40), "red"),
    ],
)
def test_it_stands_upright(orientation, size, corner):
    halves = Image.new("RGB", (60, 40), "red")
    halves.paste("blue", (30, 0, 60, 40))
    file = io.BytesIO()
    halves.save(file, "JPEG", quality=95, exif=camera_tags(orientation=orientation))

    new, thumbnail, _ = developed(file.getvalue())
    red, _, blue = new.getpixel((2, 2))

    assert (new.size, thumbnail.size) == (size, size)
    assert ("red" if red > blue else "blue") == corner


def test_the_long_side_is_limited():
    new, thumbnail, _ = developed(picture(size=(4000, 3000)))
    assert (new.size, thumbnail.size) == ((1920, 1440), (320, 240))


def test_a_small_picture_is_not_blown_up():
    assert developed(picture(size=(20, 10)))[0].size == (20, 10)


def test_transparent_becomes_white():
    new, _, _ = developed(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert new.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "kind"), [("L", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG")])
def test_modes(mode, kind):
    assert developed(picture(kind, mode=mode, colour=0))[0].mode == "RGB"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("lenient", [False, True])
def test_cut_off(share, lenient, monkeypatch):
    """Also after a PDF was drawn in the same process: that makes Pillow fill up half pictures."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = picture(size=(800, 600))
    assert refusal(whole[: int(len(whole) * share)]) == pictures.BROKEN


def test_broken_tags_are_no_hindrance():
    content = picture(exif=camera_tags(orientation=6))
    broken = content.replace(b"MM\x00*", b"MM\xff*").replace(b"II*\x00", b"II*\xff")
    assert broken != content
    assert developed(broken)[0].size == (60, 40)


def test_dots_at_the_limit_and_beyond():
    assert developed(hollow_png(8000, 5000))[0].size == (1920, 1200)
    assert refusal(hollow_png(8000, 5001)) == pictures.TOO_LARGE


@pytest.mark.parametrize("side", [13_000, 20_000])
def test_few_bytes_that_would_fill_the_memory(side):
    """169 million dots are only a warning to the decoder, 400 million an error."""
    bomb = hollow_png(side, side)
    assert len(bomb) < 200_000
    assert refusal(bomb) == pictures.TOO_LARGE


class TestScans:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [(PDF, pictures.PDF), (JPEG, pictures.JPEG), (picture("PNG"), pictures.PNG)],
    )
    def test_kinds(self, content, kind):
        assert pictures.inspect(content) == kind

    @pytest.mark.parametrize(
        "content",
        [
            SVG,
            HTML,
            archive(),
            b"\n" + PDF,
            PDF[:-7],
            PDF + archive(),
            JPEG + archive(),
            JPEG[:300],
            picture("WEBP"),
            hollow_png(8000, 5001),
        ],
    )
    def test_refused(self, content):
        with pytest.raises(jobs.Refused):
            pictures.inspect(content)


def test_a_kept_picture_is_made_smaller_for_print():
    large = picture(size=(1600, 800))

    assert opened(pictures.reduced(large, 400)).size == (400, 200)
    assert pictures.reduced(large, 1600) == large


@pytest.mark.parametrize("content", [b"", SVG, JPEG[: len(JPEG) // 2]])
def test_what_cannot_be_printed_is_refused(content):
    with pytest.raises(jobs.Refused):
        pictures.reduced(content, 400)
