"""How kpi.oxt, the extension for LibreOffice Calc, is put together: by Python alone, the same bytes every time."""
