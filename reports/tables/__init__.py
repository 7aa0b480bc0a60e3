"""Tables and charts of a report: every cell is a figure with its own rows."""

from reports.tables.chart import CHARTS, ChartPlan, plan_chart
from reports.tables.kinds import TABLES, plan_table
from reports.tables.plan import TablePlan

__all__ = ["CHARTS", "TABLES", "ChartPlan", "TablePlan", "plan_chart", "plan_table"]
