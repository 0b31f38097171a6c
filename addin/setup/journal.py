"""All steps or none: what was done is taken back when a later step fails."""

from collections.abc import Callable, Sequence

from addin.setup.environment import StepError
from addin.setup.pc import Pc
from addin.setup.steps import Back, Step
from kpi.problems import Problem
from kpi.problems import setup as problem

Tell = Callable[[str], None]


def carry_out(steps: Sequence[Step], pc: Pc, tell: Tell) -> list[Problem]:
    """Does the steps; says what failed, with everything put back as it was."""
    journal: list[tuple[str, Back]] = []
    try:
        for step in steps:
            tell(step.path)
            journal.append((step.path, step.back(pc)))
            step.do(pc)
    except (OSError, StepError) as error:
        return [problem.step_failed(step.path, reason(error)), *_take_back(journal)]
    except BaseException:  # also when somebody stops it by hand
        _take_back(journal)
        raise
    return []


def _take_back(journal: Sequence[tuple[str, Back]]) -> list[Problem]:
    """Takes the steps back, the last first, each of them whatever becomes of the others."""
    failed = []
    for path, back in reversed(journal):
        try:
            back()
        except OSError as error:
            failed.append(problem.not_taken_back(path, reason(error)))
    return failed


def reason(error: Exception) -> str:
    """An error as a sentence has it."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
