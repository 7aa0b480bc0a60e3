"""Offices, the people who work for them, and in which role."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from township_safety.organisation.permissions import Permission, permissions_of
from township_safety.organisation.roles import Role
from township_safety.organisation.scope import office_condition


class Level(models.TextChoices):
    """How high an office stands; gives the words 全乡 / 全镇 / 全街道 / 全县 in every text."""

    VILLAGE = "village", "村（社区）"
    XIANG = "xiang", "乡"
    ZHEN = "zhen", "镇"
    STREET = "street", "街道"
    COUNTY = "county", "县（区）"
    CITY = "city", "市"


_AREA_WORDS = {
    Level.VILLAGE: "村",
    Level.XIANG: "乡",
    Level.ZHEN: "镇",
    Level.STREET: "街道",
    Level.COUNTY: "县",
    Level.CITY: "市",
}


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, user: User) -> Self:
        """Offices whose whole-office figures this person may see."""
        return self.filter(office_condition(user))

    def managed_by(self, user: User) -> Self:
        """Offices whose accounts and settings this person keeps, and the offices below them."""
        own = [
            membership.office_id
            for membership in user.active_memberships
            if Permission.ACCOUNTS in permissions_of(Role(membership.role))
        ]
        return self.filter(Q(pk__in=own) | Q(parent__in=own))


class Office(models.Model):
    """本级机构: the owner of every ledger row."""

    workbook_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = models.CharField("名称", max_length=50, unique=True, help_text="如：青山乡")
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.XIANG)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上级机构",
        null=True,
        blank=True,
        related_name="children",
    )
    government_name = models.CharField(
        "落款单位", max_length=100, blank=True, help_text="报告落款用的全称，如：青山乡人民政府"
    )
    safety_office_name = models.CharField(
        "安全办名称", max_length=50, blank=True, help_text="如：乡安办"
    )
    reports_to = models.CharField(
        "主送单位", max_length=100, blank=True, help_text="月报告报送的单位，如：区政府安委会办公室"
    )
    village_word = models.CharField(
        "村级称呼", max_length=20, default="村（居）", help_text="报告中对村、社区的统称"
    )
    document_word = models.CharField(
        "文书代字", max_length=20, blank=True, help_text="通知书文号的机关代字，如：青安"
    )
    red_head_mark = models.CharField(
        "发文机关标志",
        max_length=60,
        blank=True,
        help_text="红头文件的红头，如：青山乡人民政府文件",
    )
    red_head_word = models.CharField(
        "发文代字", max_length=20, blank=True, help_text="红头文件发文字号的机关代字，如：青政发"
    )
    imprint_body = models.CharField(
        "印发机关",
        max_length=100,
        blank=True,
        help_text="红头文件版记上的，如：青山乡党政综合办公室",
    )
    copies_to = models.CharField(
        "抄送机关",
        max_length=500,
        blank=True,
        help_text="红头文件版记上常用的抄送单位，用“，”隔开；没有的不填",
    )
    started_on = models.DateField(
        "启用日期",
        null=True,
        blank=True,
        help_text="从这一天起用本系统登记；此前各月的数据在“启用前数据”中补录",
    )
    # 26: a month's report covers the 26th of the month before to the 25th.
    report_cycle_day = models.PositiveSmallIntegerField(
        "月报起始日",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="自然月填1；报送周期为上月26日至本月25日的填26",
    )
    level_within_days = models.PositiveSmallIntegerField(
        "会商分级期限（天）",
        default=7,
        help_text="检查日期起几天内定责任层级；过了还没有定的，列入待办“待会商分级”",
    )
    same_person_may_verify = models.BooleanField(
        "允许登记人本人复查",
        default=False,
        help_text="一般应由另一人复查；人手不足的单位可以打开",
    )
    # 抄告单 asks for an answer within 10 working days.
    reply_within = models.PositiveSmallIntegerField(
        "上报移送的回复期限（工作日）",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="上报、移送、抄告后几个工作日内应有回复；过了就提示催办",
    )
    notice_title = models.CharField(
        "整改文书名称",
        max_length=40,
        default="限期整改通知书",
        help_text="印在文书上的名称；“责令”字样的文书要有下放（委托）的执法权",
    )
    # 安全生产法 9, 行政处罚法 24: without them a township demands and reports, it orders nothing.
    powers_handed_over = models.BooleanField(
        "已下放（委托）行政执法权",
        default=False,
        help_text="有公布的下放决定或者委托书的才勾选；勾选后可以开具责令限期整改指令书",
    )
    delegating_body = models.CharField(
        "委托机关",
        max_length=100,
        blank=True,
        help_text="受委托执法的填，指令书以委托机关的名义出具；执法权已下放的不填",
    )
    reviewing_body = models.CharField(
        "行政复议机关", max_length=100, blank=True, help_text="如：青山县人民政府"
    )
    court = models.CharField(
        "行政诉讼法院", max_length=100, blank=True, help_text="如：青山县人民法院"
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_word(self) -> str:
        """乡, 镇 or 街道, as in 全乡 and 我乡."""
        return _AREA_WORDS[Level(self.level)]

    @property
    def signer(self) -> str:
        return self.government_name or self.name


class UserManager(DjangoUserManager["User"]):
    def with_access(self) -> models.QuerySet[User]:
        return self.get_queryset().prefetch_related("memberships__office", "memberships__villages")

    def of_office(self, office: Office) -> models.QuerySet[User]:
        """Everybody with a role in the office, disabled accounts at the end."""
        return (
            self.with_access()
            .filter(memberships__office=office)
            .distinct()
            .order_by("-is_active", "pk")
        )

    def holding(
        self, roles: Collection[Role], *, office_id: int, village_id: int | None
    ) -> models.QuerySet[User]:
        """Who holds one of the roles there; a village inspector only for that village.

        Nobody whose account ends on a day to come: work is not given to people who leave.
        """
        there = Q(memberships__office=office_id)
        wide = there & Q(memberships__role__in=[role for role in roles if role != Role.VILLAGE])
        local = there & Q(memberships__role=Role.VILLAGE, memberships__villages=village_id)
        held = wide | local if village_id is not None and Role.VILLAGE in roles else wide
        return self.staying().filter(held).distinct().order_by("pk")

    def staying(self) -> models.QuerySet[User]:
        """Accounts in use without a day on which they end."""
        return self.get_queryset().filter(is_active=True, disabled_on__isnull=True)


class User(AbstractUser):
    """A person with an account of their own. What they may do hangs on their memberships."""

    first_name = None  # type: ignore[assignment]  # one field for a Chinese name
    last_name = None  # type: ignore[assignment]  # see above
    full_name = models.CharField("姓名", max_length=50)
    phone = models.CharField("电话", max_length=20, blank=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    disabled_on = models.DateField(
        "停用日期", null=True, blank=True, help_text="从这一天起不能登录，原来登记的记录不变"
    )

    objects: ClassVar[UserManager] = UserManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def is_disabled(self) -> bool:
        """At once, or since the day set for it: that day is the first without access."""
        ended = self.disabled_on is not None and self.disabled_on <= timezone.localdate()
        return ended or not self.is_active

    @cached_property
    def active_memberships(self) -> list[Membership]:
        """Read once per request, so that a change of role acts on the next one."""
        if self.is_disabled or self.pk is None:
            return []
        return list(self.memberships.select_related("office").prefetch_related("villages"))

    @cached_property
    def office(self) -> Office | None:
        """The office this person works for; the first when there are several."""
        return self.active_memberships[0].office if self.active_memberships else None

    def roles_in(self, office_id: int) -> set[Role]:
        return {Role(m.role) for m in self.active_memberships if m.office_id == office_id}

    def may(self, permission: Permission, *, office_id: int | None = None) -> bool:
        """Whether any role (in that office, or in any) carries the permission."""
        return any(
            permission in permissions_of(Role(m.role))
            for m in self.active_memberships
            if office_id is None or m.office_id == office_id
        )

    def is_kept_by(self, administrator: User) -> bool:
        """Whether all their offices are in the administrator's hands: a new password opens all."""
        managed = set(Office.objects.managed_by(administrator).values_list("pk", flat=True))
        return managed.issuperset(self.memberships.values_list("office", flat=True))

    @property
    def sees_whole_office(self) -> bool:
        """Whether whole-office figures are open to them; a village inspector sees villages only."""
        return any(
            Permission.VIEW in permissions_of(Role(m.role)) and m.role != Role.VILLAGE
            for m in self.active_memberships
        )

    def office_for(self, permission: Permission) -> Office | None:
        """The first office in which the person holds the permission: new rows go there."""
        for membership in self.active_memberships:
            if permission in permissions_of(Role(membership.role)):
                return membership.office
        return None

    def records_whole_office(self, office_id: int) -> bool:
        """Whether entries may be made beyond single villages."""
        return any(
            Permission.RECORD in permissions_of(role) and role != Role.VILLAGE
            for role in self.roles_in(office_id)
        )

    @cached_property
    def role_label(self) -> str:
        return "、".join(Role(m.role).label for m in self.active_memberships)


class Membership(models.Model):
    """A person's role in one office; a village inspector's is bound to villages."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="memberships")
    office = models.ForeignKey(
        Office, models.PROTECT, verbose_name="单位", related_name="memberships"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    villages = models.ManyToManyField(
        "organisation.Village",
        verbose_name="负责的村（社区）",
        blank=True,
        help_text="只对村（社区）安全员有用：只能看到和登记这些村的数据",
    )

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office", "role"], name="membership_once_per_office_and_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
