"""The map of the township: a sketch of its own, and where villages and sites lie."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import (
    Office,
    OwnedModel,
    ScopedQuerySet,
    StoredFile,
    User,
    Village,
)
from township_safety.register.models import Site


class SketchMapQuerySet(ScopedQuerySet["SketchMap"]):
    def scoped_for(self, user: User) -> Self:
        """The ground is for everybody of the office, whichever villages are theirs."""
        own = [membership.office_id for membership in user.active_memberships]
        return self.filter(Q(office__in=own) | Q(office__in=Office.objects.visible_to(user)))

    def of_office(self, office: Office) -> SketchMap | None:
        return self.filter(office=office).select_related("picture").first()


class SketchMap(OwnedModel):
    """One for each office; width and height in pixels, as the picture was stored."""

    picture = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="草图", related_name="+")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")

    objects = SketchMapQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "乡镇草图"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office"],
                name="one_sketch_map_per_office",
                violation_error_message="本单位已有一张草图",
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0),
                name="sketch_map_has_a_size",
                violation_error_message="草图没有大小",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}草图"


class PlaceQuerySet(ScopedQuerySet["Place"]):
    def of_villages(self) -> Self:
        return self.filter(village__isnull=False).select_related("village")

    def of_sites(self, sites: models.QuerySet[Site]) -> Self:
        return self.filter(site__in=sites).select_related("site__village")


class Place(OwnedModel):
    """Where a village or a site lies: on the sketch in per mille of its sides, or in degrees.

    `outline` is the border of a village, a point on each line: longitude, latitude.
    """

    class Datum(models.TextChoices):
        WGS84 = "wgs84", "WGS-84（GPS）"
        GCJ02 = "gcj02", "GCJ-02（国内网络地图）"

    village = models.OneToOneField(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="place",
    )
    site = models.OneToOneField(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="place"
    )
    x = models.PositiveSmallIntegerField("草图横向位置（千分之）", null=True, blank=True)
    y = models.PositiveSmallIntegerField("草图纵向位置（千分之）", null=True, blank=True)
    longitude: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True
    )
    latitude: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True
    )
    datum = models.CharField("坐标系", max_length=10, choices=Datum, default=Datum.WGS84)
    outline = models.TextField("村界各点", blank=True, max_length=20_000)

    objects = PlaceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "地图位置"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(village__isnull=False, site__isnull=True)
                | Q(village__isnull=True, site__isnull=False),
                name="place_of_a_village_or_a_site",
                violation_error_message="位置属于一个村（居）或者一个监管对象",
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True)
                | Q(x__isnull=False, y__isnull=False, x__lte=1000, y__lte=1000),
                name="place_on_the_sketch_or_not_at_all",
                violation_error_message="草图上的横向、纵向位置要一起填，在0到1000之间",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(
                    longitude__gte=-180,
                    longitude__lte=180,
                    latitude__gte=-85,
                    latitude__lte=85,
                ),
                name="place_in_degrees_or_not_at_all",
                violation_error_message="经度、纬度要一起填，经度在-180到180、纬度在-85到85之间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village or self.site}的位置"
