"""Which forms there are, of which rows, and which are offered on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from hazards.models import (
    Consultation,
    Deadline,
    Hazard,
    Listing,
    ListingAcceptance,
    ListingExtension,
    Notice,
    Recheck,
    Rectification,
    Referral,
)
from hazards.paper import major
from hazards.paper.acceptance import acceptance_forms
from hazards.paper.card import card_forms
from hazards.paper.consultation import consultation_forms
from hazards.paper.extension import extension_forms
from hazards.paper.listing import (
    listing_acceptance_forms,
    listing_extension_forms,
    listing_forms,
)
from hazards.paper.notice import blank_forms, notice_forms
from hazards.paper.receipt import receipt_forms
from hazards.paper.recheck import recheck_forms
from hazards.paper.referral import referral_forms
from township_safety.documents.model import Form
from township_safety.documents.records import to_json
from township_safety.organisation.models import NumberBlock, OwnedModel, User
from township_safety.organisation.papers import printed_form
from township_safety.organisation.permissions import Permission


def _always(row: Any) -> bool:
    return True


def _never(row: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """One form of one kind of row.

    Only what `is_final` gets the code that leads a signed copy back; the first form of a row is
    the one that is signed here, what follows it goes out blank.
    """

    slug: str
    name: str
    model: type[OwnedModel]
    forms: Callable[..., tuple[Form, ...]]
    is_signed: bool = True
    is_final: Callable[[Any], bool] = _always
    # What the page says of one that is not.
    otherwise: str = "还没有签发，或者已经撤销：打印出来只供核对，没有扫描识别用的编码。"
    route: str = "hazards:paper"


def _is_issued(notice: Notice) -> bool:
    return notice.is_in_force


def _is_numbered(recheck: Recheck) -> bool:
    return bool(recheck.number)


_UNNUMBERED = "还没有编文号：打印出来只供核对，没有扫描识别用的编码。请在整改复查的页面上编文号。"
_BLANK = "空白文书，一个没有用过的文号一份；手写以后凭扫描件补录，写坏的登记作废。"

KINDS = {
    kind.slug: kind
    for kind in (
        Kind("notice", "通知书", Notice, notice_forms, is_final=_is_issued),
        Kind("blank", "空白文书", NumberBlock, blank_forms, is_final=_never, otherwise=_BLANK),
        Kind("receipt", "送达回证", Notice, receipt_forms, is_final=_is_issued),
        Kind(
            "recheck",
            "整改复查意见书",
            Recheck,
            recheck_forms,
            is_final=_is_numbered,
            otherwise=_UNNUMBERED,
        ),
        Kind("listing", "挂牌督办通知书", Listing, listing_forms),
        Kind("list-extension", "督办延期申请审批表", ListingExtension, listing_extension_forms),
        Kind("list-acceptance", "督办验收意见", ListingAcceptance, listing_acceptance_forms),
        Kind("extension", "延期申请审批表", Deadline, extension_forms),
        Kind("acceptance", "验收（复查）意见", Rectification, acceptance_forms),
        Kind("consultation", "隐患会商清单", Consultation, consultation_forms),
        Kind("referral", "移送函（报告、抄告单）", Referral, referral_forms),
        Kind("major", "重大事故隐患登记表", Hazard, major.major_forms),
        Kind("card", "隐患登记卡", Hazard, card_forms, is_signed=False),
    )
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A form of one row."""

    kind: Kind
    row: Any

    @property
    def url(self) -> str:
        return self._address("")

    @property
    def pdf_url(self) -> str:
        return self._address("_pdf")

    @property
    def word_url(self) -> str:
        return self._address("_word")

    def _address(self, ending: str) -> str:
        return reverse(f"{self.kind.route}{ending}", args=[self.kind.slug, self.row.pk])

    def drawn(self, *, reader: User) -> tuple[Form, ...]:
        return self.kind.forms(self.row, reader=reader)

    def coded(self, *, by: User) -> tuple[Form, ...]:
        """As it is handed out: with the code under which its signed copy comes back.

        Who only reads the ledger gets it without: their print is not the one that is signed.
        """
        found = self.drawn(reader=by)
        mine = by.may(Permission.RECORD, office_id=self.row.office_id)
        if not mine or not self.kind.is_final(self.row):
            return found
        return tuple(
            replace(form, code=self._code(form, by=by, is_first=number == 0))
            for number, form in enumerate(found)
        )

    def _code(self, form: Form, *, by: User, is_first: bool) -> str:
        row = self.row
        about = getattr(row, "addressee", "") or str(getattr(row, "hazard", row))
        return printed_form(
            row,
            form=self.kind.slug if is_first else f"{self.kind.slug}-reply",
            title=form.name,
            about=f"{form.number} {about}".strip(),
            by=by,
            village=village_of(row),
            document=to_json(form),
            is_signed=self.kind.is_signed and is_first,
        ).code


def village_of(row: OwnedModel) -> Any:
    """Along the way by which the row is divided by village."""
    found: Any = row
    for name in (row.village_lookup or "").split("__"):
        found = getattr(found, name, None) if name else None
    return found


def chosen(slug: str, row: Any) -> Chosen:
    return Chosen(KINDS[slug], row)


def bundle(referral: Referral) -> tuple[Chosen, ...]:
    """The letter and every paper of the hazard, in the order of its life."""
    hazard = referral.hazard
    notices = [item.notice for item in reversed(hazard.notice_rows) if item.notice.is_in_force]
    rechecks = [item.recheck for item in hazard.recheck_items.select_related("recheck__notice")]
    return (
        chosen("referral", referral),
        chosen("card", hazard),
        *(chosen(slug, notice) for notice in notices for slug in ("notice", "receipt")),
        *(chosen("recheck", recheck) for recheck in dict.fromkeys(rechecks)),
        *(chosen("listing", listing) for listing in own_listings(hazard)),
    )


def own_listings(hazard: Hazard) -> Sequence[Listing]:
    """Those whose notice the township itself gives."""
    own = {Listing.Level.TOWNSHIP, Listing.Level.COMMITTEE}
    return [row for row in hazard.listings.all() if row.level in own]


def offered(hazard: Hazard) -> list[tuple[str, str]]:
    """(words, address) of what can be printed of a hazard now."""
    found = [chosen("card", hazard)]
    if major.is_for(hazard):
        found.append(chosen("major", hazard))
    found += [chosen("extension", row) for row in hazard.deadlines.asked_for()]
    found += [chosen("acceptance", row) for row in hazard.rectifications.all() if row.decided_on]
    for listing in own_listings(hazard):
        found.append(chosen("listing", listing))
    for listing in hazard.listings.all():
        found += [chosen("list-extension", row) for row in listing.extensions.all()]
        found += [chosen("list-acceptance", row) for row in listing.acceptances.all()]
    found += [chosen("referral", row) for row in hazard.referrals.all()]
    return [(_words(one), one.url) for one in found]


def _words(one: Chosen) -> str:
    name = one.kind.name
    row = one.row
    if isinstance(row, Referral):
        name = {"report": "上报报告", "transfer": "移送函", "copy": "抄告单"}[row.kind]
    if isinstance(row, Rectification):
        name = f"{row.hazard.check_word}意见"
    on = next((getattr(row, day) for day in _DAYS if getattr(row, day, None)), None)
    return f"{name}（{on}）" if on and not isinstance(row, Hazard) else name


_DAYS = ("referred_on", "decided_on", "agreed_on", "listed_on", "on")
