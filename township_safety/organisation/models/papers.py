"""Papers that people sign: what was printed under which code, and the copies that came back."""

from __future__ import annotations

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet
from township_safety.organisation.models.files import StoredFile
from township_safety.organisation.models.villages import Village

# Nothing that is read for something else in print or on the telephone.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
_HALF = CODE_LENGTH // 2


def new_code() -> str:
    """Like K7M3-QXA9."""
    drawn = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{drawn[:_HALF]}-{drawn[_HALF:]}"


class PrintedFormQuerySet(ScopedQuerySet["PrintedForm"]):
    def of(self, row: OwnedModel) -> Self:
        """The papers of this record."""
        return self.filter(target_type=row._meta.label_lower, target_uid=row.uid)

    def coded(self, code: str) -> Self:
        return self.filter(code=code)

    def with_copies(self) -> Self:
        """With the signed pages, and whether this is the print that still lacks them."""
        missing = PrintedForm.objects.unsigned().filter(pk=OuterRef("pk"))
        rows = self.annotate(is_missing=Exists(missing))
        return rows.select_related("village", "printed_by").prefetch_related("copies__picture")

    def unsigned(self) -> Self:
        """缺签字件: of each paper that is signed, the last print, when no copy of any came back."""
        same = PrintedForm.objects.filter(
            office=OuterRef("office"),
            target_type=OuterRef("target_type"),
            target_uid=OuterRef("target_uid"),
            form=OuterRef("form"),
        )
        return self.filter(
            ~Exists(same.filter(copies__isnull=False)),
            ~Exists(same.filter(pk__gt=OuterRef("pk"))),
            is_signed=True,
            excuse="",
        )

    def containing(self, text: str) -> Self:
        return self.filter(
            Q(code__icontains=text) | Q(about__icontains=text) | Q(title__icontains=text)
        )


class PrintedForm(OwnedModel):
    """One paper as it was printed; the code in its foot leads a scan back to it."""

    village_lookup: ClassVar[str | None] = "village"

    code = models.CharField("编码", max_length=12, unique=True, default=new_code)
    form = models.CharField("表样", max_length=40)
    title = models.CharField("文书名称", max_length=60)
    about = models.CharField("文号、对象", max_length=200)
    target_type = models.CharField("对象类别", max_length=60)
    target_uid = models.UUIDField("对象的记录号")
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    document = models.JSONField("印出的内容", null=True, blank=True)
    digest = models.CharField("内容校验码", max_length=64, blank=True)
    is_signed = models.BooleanField("须签字", default=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="打印人", null=True, related_name="+"
    )
    excuse = models.CharField("没有签字件的原因", max_length=200, blank=True)

    objects = PrintedFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "印出的文书"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["target_type", "target_uid", "form"], name="printed_form_of_record"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_uid", "form", "digest"],
                name="printed_form_once_per_content",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("printed_form", args=[self.code])


class SignedCopyQuerySet(ScopedQuerySet["SignedCopy"]):
    def unmatched(self) -> Self:
        """待认领: pages whose paper is not known yet."""
        return self.filter(form__isnull=True)

    def of(self, row: OwnedModel) -> Self:
        """The signed pages of this record, in the order of the paper."""
        return self.filter(
            form__target_type=row._meta.label_lower, form__target_uid=row.uid
        ).with_files()

    def matched_lately(self) -> Self:
        return self.filter(form__isnull=False).with_files().order_by("-pk")

    def with_files(self) -> Self:
        return self.select_related("form", "picture", "source", "by")


class SignedCopy(OwnedModel):
    """签字件: one page of a scan. Without `form` nobody knows yet which paper it is."""

    village_lookup: ClassVar[str | None] = "form__village"

    form = models.ForeignKey(
        PrintedForm,
        models.PROTECT,
        verbose_name="印出的文书",
        null=True,
        blank=True,
        related_name="copies",
    )
    picture = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="页面", related_name="+")
    # A PDF is kept as it came, too; a photo is not, for it may tell where it was taken.
    source = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="原件", null=True, blank=True, related_name="+"
    )
    page = models.PositiveSmallIntegerField("页码", default=1)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    code_read = models.CharField("识别的编码", max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="认领人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签字件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "picture"], name="signed_page_once_per_paper")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} 第{self.page}页"

    @property
    def was_matched_by_code(self) -> bool:
        return self.form is not None and self.code_read == self.form.code

    @property
    def is_reply(self) -> bool:
        """The addressee's answer on the page that went out with the paper."""
        return self.form is not None and self.form.form.endswith("-reply")
