"""Signed papers come back: each page finds its paper by the code in the foot."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.documents.blanks import record
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.organisation import make_office, make_user
from tests.factories.scans import bound, scanned
from township_safety.documents import rendering
from township_safety.organisation import papers
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import PrintedForm, Role, SignedCopy, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def notices(office):
    return [make_notice(make_hazard(office=office)) for _ in range(3)]


def printed(notice, by, **more):
    words = {"form": "notice", "title": "限期整改通知书", "about": f"{notice} {notice.addressee}"}
    return papers.printed_form(notice, by=by, **{**words, **more})


def paper(form):
    return rendering.pdf_of(record("消火栓无水。", code=form.code), substitute=True)


def upload(data, name="扫描.pdf"):
    return SimpleUploadedFile(name, data)


def test_a_scan_of_three_signed_pages_is_matched_to_its_three_documents(office, clerk, notices):
    forms = [printed(notice, clerk) for notice in notices]
    pages = [page for form in forms for page in scanned(paper(form), turn=2)]
    taken = papers.take_in([upload(bound(pages))], office=office, by=clerk)

    assert (len(taken.matched), taken.unmatched, taken.refused) == (3, [], [])
    for notice, form in zip(notices, forms, strict=True):
        (copy,) = SignedCopy.objects.of(notice)
        assert copy.form == form
        assert copy.was_matched_by_code
        assert copy.picture.is_picture
        assert copy.source.content_type == "application/pdf"
    assert StoredFile.objects.filter(claimed=False).count() == 0
    assert not PrintedForm.objects.unsigned().exists()


def test_photos_of_pages_are_matched_too_and_the_same_one_is_kept_once(office, clerk, notices):
    form = printed(notices[0], clerk)
    (page,) = scanned(paper(form), turn=-1)
    again = [upload(page, "一.jpg"), upload(page, "二.jpg")]
    taken = papers.take_in(again, office=office, by=clerk)
    assert (len(taken.matched), taken.twice) == (1, 1)
    assert SignedCopy.objects.get().source is None


def test_a_page_without_a_code_waits_and_is_matched_by_hand(office, clerk, notices):
    form = printed(notices[0], clerk)
    (page,) = scanned(rendering.pdf_of(record("手写", code=""), substitute=True))
    (copy,) = papers.take_in([upload(page, "手写.jpg")], office=office, by=clerk).unmatched
    assert list(SignedCopy.objects.unmatched()) == [copy]
    papers.match(copy, form=form, by=clerk)
    assert list(SignedCopy.objects.of(notices[0])) == [copy]
    with pytest.raises(Refused, match="已经认领过"):
        papers.match(copy, form=form, by=clerk)
    papers.unmatch(copy, by=clerk)
    papers.drop(copy, by=clerk)
    assert not SignedCopy.objects.exists()


def test_another_office_s_paper_is_not_matched(clerk, notices):
    foreign = make_notice(make_hazard())
    form = printed(foreign, make_user(Role.CLERK, foreign.office))
    (page,) = scanned(paper(form))
    taken = papers.take_in([upload(page, "外单位.jpg")], office=clerk.office, by=clerk)
    assert (taken.matched, len(taken.unmatched)) == ([], 1)
    with pytest.raises(Refused, match="不属于同一单位"):
        papers.match(taken.unmatched[0], form=form, by=clerk)


def test_a_broken_file_is_named_and_the_others_are_taken(office, clerk, notices):
    (page,) = scanned(paper(printed(notices[0], clerk)))
    files = [upload(b"%PDF-1.7 broken", "坏的.pdf"), upload(page, "好的.jpg")]
    taken = papers.take_in(files, office=office, by=clerk)
    assert len(taken.matched) == 1
    (words,) = taken.refused
    assert words.startswith("“坏的.pdf”不完整")


def test_the_same_words_keep_their_code_and_new_words_get_another(clerk, notices):
    first = printed(notices[0], clerk, document={"text": "一"})
    assert printed(notices[0], clerk, document={"text": "一"}) == first
    changed = printed(notices[0], clerk, document={"text": "二"})
    assert changed.code != first.code
    assert list(PrintedForm.objects.unsigned()) == [changed]


def test_a_copy_of_an_earlier_print_is_enough(office, clerk, notices):
    first = printed(notices[0], clerk, document={"text": "一"})
    printed(notices[0], clerk, document={"text": "二"})
    (page,) = scanned(paper(first))
    papers.take_in([upload(page, "页.jpg")], office=office, by=clerk)
    assert not PrintedForm.objects.unsigned().exists()


def test_no_copy_will_come_when_it_is_said_why(clerk, notices):
    form = printed(notices[0], clerk)
    with pytest.raises(Refused, match="写明"):
        papers.excuse(form, by=clerk, reason=" ")
    papers.excuse(form, by=clerk, reason="企业已搬离")
    assert not PrintedForm.objects.unsigned().exists()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("k7m3qxa9", "K7M3-QXA9"), (" Ｋ７Ｍ３－ＱＸＡ９ ", "K7M3-QXA9"), ("K7M3", ""), ("", "")],
)
def test_a_code_is_read_however_it_is_typed(typed, code):
    assert papers.read_code(typed) == code
