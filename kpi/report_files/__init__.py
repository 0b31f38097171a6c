"""What `kpi report` writes, in words and rows: `paper` puts it on pages."""
