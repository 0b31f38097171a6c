"""The tables that a scoring fills, but for the sheet 月报: formulas with the values they have."""
