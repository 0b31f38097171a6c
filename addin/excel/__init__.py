"""Excel: the workbook with functions and ribbon, the add-in that holds the way to Python."""
