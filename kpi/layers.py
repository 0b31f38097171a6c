"""Which module stands in which layer: terms <- pure rules <- the sheet in the abstract <- everything else.

A module imports only what stands left of it or beside it, and these three layers need the standard
library only; the tests enforce both. They are also what runs inside a host that has nothing else installed.
"""

TERMS = frozenset({"model", "problems", "tables", "layers", "__init__"})
PURE = frozenset(
    {"numbers", "cells", "reading", "scales", "weights", "scoring", "voice", "feedback", "words", "word_files"}
    | {"catalogue", "fingerprint", "book_checks", "grade_checks", "rule_checks", "name_checks", "idle_targets"}
    | {"from_toml", "memory"}
    | {"report", "losses", "report_notes", "basis", "curves", "trend", "deadline", "cycle"}
)
SHEET = frozenset(
    {"references", "layout", "sheets", "settings", "rulesheet", "needed", "doubts", "rule_places", "roster"}
    | {"appraise", "score_rows", "summary_rows", "summary_pattern", "fill_columns", "row_heights", "blocks", "echoes"}
    | {"formulas", "output", "feedback_rows", "rewordings", "headline_rows", "check_rows", "problem_rows"}
    | {"results", "listing", "staff", "entry_lines", "entry_cells", "entering", "desk", "pending"}
    | {"functions", "sheet_function", "arguments", "parameters", "rule_block", "grade_block", "total_block"}
    | {"carrying", "rule_text", "judging", "explain", "feedback_block", "editions", "python_formulas"}
    | {"reported", "translated", "rule_words", "report_data", "talk", "personal_form"}
    | {"holidays", "ticks", "progress_rows", "history", "closed_months", "actions", "closing", "quarters", "last_month"}
    | {"report_facts", "report_headline", "report_groups", "report_lost", "report_role", "report_missing"}
    | {"report_fills", "report_head"}
    | {"interview", "team_pages", "team_charts", "team_tables", "team_notes", "team_missing"}
)
LAYERS = (TERMS, PURE, SHEET)
