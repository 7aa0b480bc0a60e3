"""乡镇地图: villages and sites on a sketch or by coordinates, without the internet."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from tests.factories.files import picture, upload
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.desk.map.actions import keep_place, keep_sketch, place_of, put_on_sketch
from township_safety.desk.map.contents import township
from township_safety.desk.map.drawing import points_of
from township_safety.desk.map.pictures import jpeg_size
from township_safety.desk.models import Place, SketchMap
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import store_photo
from township_safety.organisation.models import Role
from township_safety.values import ValueProblem

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-03-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office, name="柳湾村")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office, village):
    return make_site(
        office=office, village=village, name="测试厂", risk_level="red", risk_set_on=TODAY
    )


@pytest.fixture
def sketch(office, clerk):
    photo = store_photo(upload(picture(size=(800, 400))), office=office, by=clerk)
    return keep_sketch(photo, office=office, by=clerk)


def in_degrees(subject, longitude, latitude, *, by, **more):
    place = place_of(subject)
    place.longitude, place.latitude = Decimal(longitude), Decimal(latitude)
    for name, value in more.items():
        setattr(place, name, value)
    return keep_place(place, by=by)


def test_the_size_of_a_picture_is_read_from_the_picture():
    assert jpeg_size(picture(size=(640, 480))) == (640, 480)
    with pytest.raises(ValueError, match="不是"):
        jpeg_size(b"GIF89a")


def test_a_site_stands_on_the_sketch_where_it_was_put(office, clerk, site, sketch):
    put_on_sketch(place_of(site), x=250, y=500, by=clerk)
    drawing = township(office, reader=clerk, on=TODAY).drawing_on_sketch
    assert (sketch.width, sketch.height) == (800, 400)
    (mark,) = drawing.sites
    assert (mark.x, mark.y, drawing.height) == ("250.0", "250.0", "500.0")


def test_colour_goes_with_a_character_and_a_shape(office, clerk, village, sketch):
    for level in ("red", "orange", "yellow", "blue", ""):
        made = make_site(
            office=office, village=village, risk_level=level, risk_set_on=TODAY if level else None
        )
        put_on_sketch(place_of(made), x=1, y=1, by=clerk)
    marks = township(office, reader=clerk, on=TODAY).drawing_on_sketch.sites
    assert {mark.sign for mark in marks} == set("红橙黄蓝未")
    assert len({mark.shape for mark in marks}) == 5


def test_more_open_hazards_make_a_mark_larger(office, village, clerk, site, sketch):
    put_on_sketch(place_of(site), x=1, y=1, by=clerk)
    (small,) = township(office, reader=clerk, on=TODAY).drawing_on_sketch.sites
    for _ in range(2):
        make_hazard(office=office, village=village, site=site, by=clerk)
    (large,) = township(office, reader=clerk, on=TODAY).drawing_on_sketch.sites
    assert (small.open, large.open) == (0, 2)
    assert float(large.scale) > float(small.scale)
    assert "未整改2条" in large.told


def test_by_degrees_north_is_above_and_east_at_the_right(office, village, clerk, site):
    other = make_site(office=office, village=village, name="北东")
    in_degrees(site, "112.10", "28.10", by=clerk)
    in_degrees(other, "112.20", "28.20", by=clerk)
    marks = {m.name: m for m in township(office, reader=clerk, on=TODAY).drawing_by_degrees.sites}
    assert float(marks["北东"].x) > float(marks["测试厂"].x)
    assert float(marks["北东"].y) < float(marks["测试厂"].y)


def test_a_single_point_stands_in_the_middle(office, clerk, site):
    in_degrees(site, "112.10", "28.10", by=clerk)
    drawing = township(office, reader=clerk, on=TODAY).drawing_by_degrees
    assert drawing.sites[0].x == "500.0"
    assert float(drawing.sites[0].y) == float(drawing.height) / 2


def test_the_border_of_a_village_is_drawn(office, village, clerk):
    outline = "112.1,28.1\n112.2，28.1\n112.2,28.2"
    in_degrees(village, "112.15", "28.12", by=clerk, outline=outline)
    (mark,) = township(office, reader=clerk, on=TODAY).drawing_by_degrees.villages
    assert len(mark.outline.split()) == 3


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ("112.1", "第1行"),
        ("112.1,28.1\n甲,乙", "第2行"),
        ("200,28", "超出"),
        ("112,28\n112,29", "三个点"),
    ],
)
def test_a_border_that_is_none_is_refused_with_its_line(outline, said):
    with pytest.raises(ValueProblem, match=said):
        points_of(outline)


def test_coordinates_of_two_kinds_are_told(office, village, clerk, site):
    other = make_site(office=office, village=village)
    in_degrees(site, "112.1", "28.1", by=clerk)
    in_degrees(other, "112.2", "28.1", by=clerk)
    assert not township(office, reader=clerk, on=TODAY).mixes_datums
    in_degrees(other, "112.2", "28.1", by=clerk, datum=Place.Datum.GCJ02)
    assert township(office, reader=clerk, on=TODAY).mixes_datums


def test_a_click_on_the_picture_puts_the_site_there(client, clerk, site, sketch):
    client.force_login(clerk)
    where = reverse("map_place", args=["site", site.pk])
    client.post(where, {"spot.x": "480", "spot.y": "120"})
    place = Place.objects.get(site=site)
    assert (place.x, place.y) == (500, 250)


@pytest.mark.parametrize(
    "spot", [{"spot.x": "x", "spot.y": "1"}, {"spot.x": "9999", "spot.y": "1"}]
)
def test_a_click_beside_the_picture_puts_it_nowhere(client, clerk, site, sketch, spot):
    client.force_login(clerk)
    answer = client.post(reverse("map_place", args=["site", site.pk]), spot, follow=True)
    assert not Place.objects.exists()
    assert "点" in "".join(str(message) for message in answer.context["messages"])


def test_numbers_may_be_typed_instead(client, clerk, village):
    client.force_login(clerk)
    where = reverse("map_place", args=["village", village.pk])
    client.post(where, {"save": "1", "longitude": "112.1", "latitude": "28.1", "datum": "wgs84"})
    assert Place.objects.get(village=village).longitude == Decimal("112.1")


def test_a_longitude_without_latitude_is_refused(client, clerk, village):
    client.force_login(clerk)
    where = reverse("map_place", args=["village", village.pk])
    page = client.post(where, {"save": "1", "longitude": "112.1", "datum": "wgs84"})
    assert "要一起填" in page.content.decode()
    assert not Place.objects.exists()


def test_the_edge_of_the_sketch_is_on_it_and_beyond_is_not(clerk, site):
    put_on_sketch(place_of(site), x=1000, y=0, by=clerk)
    with pytest.raises(Refused):
        put_on_sketch(place_of(site), x=1001, y=0, by=clerk)


def test_a_second_sketch_takes_the_place_of_the_first(client, office, clerk, sketch):
    client.force_login(clerk)
    client.post(reverse("map_sketch"), {"picture": upload(picture(size=(300, 600)))})
    assert SketchMap.objects.get(office=office).height == 600


def test_the_page_draws_links_and_lists_the_same_beside(client, clerk, site, village, sketch):
    put_on_sketch(place_of(site), x=250, y=500, by=clerk)
    put_on_sketch(place_of(village), x=100, y=100, by=clerk)
    client.force_login(clerk)
    page = client.get(reverse("map")).content.decode()
    drawn, beside = page.split("map__key", 1)
    assert "translate(250.0 250.0)" in drawn
    for part in (drawn, beside):
        assert reverse("site_file", args=[site.pk]) in part
        assert village.name in part
    assert not re.search(r'(src|href)="https?:', page)


def test_a_village_inspector_sees_the_own_village_s_sites_on_the_sketch(
    client, office, clerk, site, village, sketch
):
    other = make_site(office=office, village=make_village(office=office), name="别村厂")
    for one in (site, other):
        put_on_sketch(place_of(one), x=1, y=1, by=clerk)
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
    page = client.get(reverse("map")).content.decode()
    assert "测试厂" in page
    assert "别村厂" not in page
    assert client.get(sketch.picture.get_absolute_url()).status_code == 200
    assert client.get(reverse("map_place", args=["site", site.pk])).status_code == 403
