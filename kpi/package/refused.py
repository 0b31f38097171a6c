"""The one exception of this package; it never leaves it.

Deep inside a file there is no use in going on once a part is broken, so the
problem is thrown and caught again where the public functions begin.
"""

from kpi.problems import Problem


class Refused(Exception):  # noqa: N818 - it is caught as what it says
    """A file that cannot be used, with the problem a person has to mend."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
