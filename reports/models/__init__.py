"""What we tell: report templates, drafts with their hand-written passages, data from before."""

from reports.models.corrections import Correction, CorrectionLine
from reports.models.dispatches import Dispatch
from reports.models.handed_down import HandedFigure, HandedFilling, HandedForm, HandedRow
from reports.models.issued import IssuedFigure, IssuedList, IssuedReport, IssuedRow
from reports.models.prior import PriorValue
from reports.models.receiving import Delivery, ReturnDemand
from reports.models.red_heads import RedHead
from reports.models.reports import Report, ReportSlot, Series
from reports.models.returned import ReturnedText
from reports.models.snippets import Snippet
from reports.models.statistics import StatisticsSettings
from reports.models.steps import ReportEvent, ReportSettings
from reports.models.templates import ReportTemplate

__all__ = [
    "Correction",
    "CorrectionLine",
    "Delivery",
    "Dispatch",
    "HandedFigure",
    "HandedFilling",
    "HandedForm",
    "HandedRow",
    "IssuedFigure",
    "IssuedList",
    "IssuedReport",
    "IssuedRow",
    "PriorValue",
    "RedHead",
    "Report",
    "ReportEvent",
    "ReportSettings",
    "ReportSlot",
    "ReportTemplate",
    "ReturnDemand",
    "ReturnedText",
    "Series",
    "Snippet",
    "StatisticsSettings",
]
