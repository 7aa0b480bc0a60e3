"""The words of a report that follow from the office and the days, never typed."""

from __future__ import annotations

from datetime import timedelta

from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.periods import Period


def words_of(office: Office, period: Period) -> dict[str, str]:
    """Every word that a wording may use, with its text for this report."""
    return {
        "单位": office.name,
        "落款单位": office.signer,
        "主送单位": office.reports_to,
        "安全办": office.safety_office_name or f"{office.area_word}安办",
        "全乡": f"全{office.area_word}",
        "我乡": f"我{office.area_word}",
        "乡": office.area_word,
        "村（居）": office.village_word,
        "时段": period.label,
        "本期": period.word,
        "年": f"{period.last_day.year}年",
        "起止": f"{chinese_date(period.first_day)}至{chinese_date(period.last_day)}",
        "截至": f"截至{chinese_date(period.last_day)}",
        "下期": following(period),
        "行业": "",
    }


def following(period: Period) -> str:
    """What comes after: 下月, 下半年, the next year."""
    after = period.whole.last_day + timedelta(days=1)
    match period.kind:
        case "month":
            return "下月"
        case "quarter":
            return "下季度"
        case "half":
            return "下半年" if after.month == 7 else f"{after.year}年上半年"
        case "year":
            return f"{after.year}年"
        case _:
            return "下一阶段"
