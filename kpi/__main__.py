"""python -m kpi is the command kpi."""

from kpi.cli import main

main()
