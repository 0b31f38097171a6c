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
    {"references", "layout", "sheets", "settings", "rulesheet", "needed", "doubts", "rule_places", "roster", "month"}
    | {"rewordings", "appraise", "formulas", "editions", "python_formulas", "fills", "scored", "report_page", "output"}
    | {"results", "listing", "staff", "entry_lines", "entry_cells", "entering", "desk", "pending"}
    | {"functions", "sheet_function", "arguments", "parameters", "rule_block", "grade_block", "total_block"}
    | {"feedback_block", "carrying", "rule_text", "judging", "explain"}
    | {"closing", "history", "quarters", "reported", "translated", "rule_words", "report_files"}
)
LAYERS = (TERMS, PURE, SHEET)
