"""What carries the product into a spreadsheet program: functions in cells, buttons, and how they are installed."""
