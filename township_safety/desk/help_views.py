"""The help pages (帮助): a fixed list of topics, each a template of its own."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str


TOPICS: tuple[Topic, ...] = (
    Topic("start", "第一次使用"),
    Topic("hazard", "登记隐患"),
    Topic("recheck", "整改、复查与销号"),
    Topic("above", "上报移送与挂牌督办"),
    Topic("notice", "整改通知书"),
    Topic("papers", "打印文书和台账"),
    Topic("counts", "汇总登记与零报告"),
    Topic("inspection", "检查与联合执法"),
    Topic("outing", "逐户检查（手机）"),
    Topic("registers", "各类台账"),
    Topic("files", "查找、一企一档、地图、迎检"),
    Topic("workbook", "台账 Excel 导入导出"),
    Topic("report", "编制月报和半年总结"),
    Topic("figures", "数据指标与查看明细"),
    Topic("midyear", "年中启用（启用前数据）"),
    Topic("questions", "常见问题"),
)


def help_page(request: HttpRequest, slug: str = "start") -> HttpResponse:
    places = {topic.slug: place for place, topic in enumerate(TOPICS)}
    if slug not in places:
        raise Http404
    place = places[slug]
    context = {
        "topics": TOPICS,
        "topic": TOPICS[place],
        "before": TOPICS[place - 1] if place else None,
        "after": TOPICS[place + 1] if place + 1 < len(TOPICS) else None,
    }
    return render(request, f"help/{slug}.html", context)
