from hypothesis import given
from hypothesis import strategies as st

from kpi.cli import drawing, plain

TEXT = st.text(alphabet="abcXYZ 09.-销售员工缺项：", max_size=8)
ROWS = st.integers(1, 5).flatmap(lambda wide: st.lists(st.lists(TEXT, min_size=wide, max_size=wide), min_size=1))


@given(ROWS)
def test_a_table_that_fits_looks_the_same_without_rich(rows: list[list[str]]) -> None:
    lines = plain.table(rows, 80)
    assert lines is not None
    assert [line.rstrip() for line in lines] == list(drawing.table(rows))


def test_a_table_that_is_too_wide_or_has_broken_lines_is_left_to_rich() -> None:
    row = ("营" * 20, "x" * 38)
    assert plain.table([row], 80) is not None
    assert plain.table([row], 79) is None
    assert plain.table([("a\nb", "c")], 80) is None
