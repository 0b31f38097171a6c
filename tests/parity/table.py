"""The table at the end of a run: judge × cells compared × differences."""

from collections.abc import Iterator, Sequence

from tests.parity.compare import Tally

KINDS = ("scores", "totals", "grades", "states", "lights")


def lines(tallies: Sequence[Tally]) -> Iterator[str]:
    """The rows of the table, then what each judge cannot do."""
    width = max(len(one.judge) for one in tallies)
    heads = ("books", *KINDS, "all cells", "canaries", "differences")
    yield "judge".ljust(width) + "".join(head.rjust(max(len(head), 7) + 2) for head in heads)
    for one in tallies:
        if one.absent:
            yield f"{one.judge.ljust(width)}  not on this machine: {one.absent}"
            continue
        counts = [one.books, *(one.cells[kind] for kind in KINDS), one.cells.total(), one.canaries, one.differences]
        yield one.judge.ljust(width) + "".join(
            f"{count:,}".rjust(max(len(head), 7) + 2) for head, count in zip(heads, counts, strict=True)
        )
    for one in tallies:
        for what in one.cannot:
            yield f"{one.judge} cannot do: {what}"
