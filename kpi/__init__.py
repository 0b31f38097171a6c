"""KPI scorecards for Excel: rule book, scoring, workbooks."""

__version__ = "0.1.0"
