"""Which cells of a filled column share a formula, and which have their own."""

from decimal import Decimal
from itertools import count

from kpi.package.sharing import MOST_WRITTEN_OUT, Place, Shared
from kpi.tables import NOT_AVAILABLE, Output


def formulas(*values: Output, pattern: str = 'IF(A{r}<1,"",A{r})') -> list[str]:
    """The formula of each row from row 5 on."""
    shared = Shared([(0, pattern)], len(values), Place("", "C", 5), count(7))
    apart = shared.apart(0, values)
    return [apart.get(n, shared.child) for n in range(len(values))]


CHILD = '<f t="shared" si="7"/>'


def own(row: int) -> str:
    return f'<f>IF(A{row}&lt;1,"",A{row})</f>'


def test_the_first_row_has_the_formula_and_the_others_refer_to_it() -> None:
    assert formulas(1.0, Decimal(2), 3) == ['<f t="shared" ref="C5:C7" si="7">IF(A5&lt;1,"",A5)</f>', CHILD, CHILD]


def test_empty_texts_and_errors_stand_apart_wherever_they_are() -> None:
    first = '<f t="shared" ref="C6:C9" si="7">IF(A6&lt;1,"",A6)</f>'
    assert formulas("", 1.0, NOT_AVAILABLE, 2.0, "") == [own(5), first, own(7), CHILD, own(9)]


def test_a_single_row_that_shows_something_shares_with_nobody() -> None:
    assert formulas("", NOT_AVAILABLE, 3.0) == [own(5), own(6), own(7)]
    assert formulas(3.0) == [own(5)]


def test_a_column_in_which_nobody_stands_yet_is_shared_as_it_is() -> None:
    found = formulas(*[""] * 3)
    assert found == ['<f t="shared" ref="C5:C7" si="7">IF(A5&lt;1,"",A5)</f>', CHILD, CHILD]
    assert formulas(*[""] * MOST_WRITTEN_OUT, 1.0)[1:] == [CHILD] * MOST_WRITTEN_OUT


def test_the_next_block_of_rows_goes_on_where_the_first_ended() -> None:
    shared = Shared([(0, "A{r}*2")], 4, Place("x:", "C", 5), count(0))
    assert shared.apart(0, (1.0, 2.0)) == {0: '<x:f t="shared" ref="C5:C8" si="0">A5*2</x:f>'}
    assert shared.apart(2, ("", 2.0)) == {0: "<x:f>A7*2</x:f>"}
    assert shared.child == '<x:f t="shared" si="0"/>'
