"""The sheet 月报 of a workbook, table by table."""
