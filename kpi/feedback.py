"""Feedback in sentences: strengths, gaps, direction of improvement; facts only.

Every number comes from the appraisal, every word from `rules/words/phrases.toml` and from the
rules' own names and directions of improvement. Nothing is said about a person, and no cause is
named that the data does not show.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.model import Appraisal, KpiResult, KpiRule, Language, State
from kpi.numbers import rounded, settled
from kpi.voice import Voice
from kpi.words import say

MOST = 3  # sentences of a kind
LINE = "\n"
NOTHING = Decimal(0)
SEEN = Decimal("0.005")  # what is less is shown as 0.00
MET_AS_SHOWN = Decimal("99.995")
CLEAR_RISE = Decimal(5)  # points on last month that count as a clear improvement; proposed (建议)

Scores = Mapping[str, Decimal]  # by KPI
NO_SCORES: Scores = {}

_ENTERED = State.ENTERED
_LISTS = ("list_missing", "list_unreadable", "list_not_applicable", "list_open")


class Feedback(NamedTuple):
    """What is proposed to the reviewer, one sentence a line."""

    strengths: str
    gaps: str
    direction: str


def feedback(appraisal: Appraisal, language: Language) -> Feedback:
    """The feedback for one person; for many, keep a Writer."""
    return Writer(language).feedback(appraisal)


class Writer:
    """Writes the feedback of many people in one language."""

    def __init__(self, language: Language, clear_rise: Decimal = CLEAR_RISE) -> None:
        self._language = language
        self._clear_rise = clear_rise
        self._voices: dict[str, Voice] = {}
        self._no_strength = say("no_strength", language)
        self._no_gap = say("no_gap", language)

    def feedback(self, appraisal: Appraisal, last: Scores = NO_SCORES) -> Feedback:
        """The feedback for one person; `last` are the scores of the month before."""
        return self.told(appraisal.results, last)

    def told(self, results: Sequence[KpiResult], last: Scores = NO_SCORES) -> Feedback:
        """The feedback on the results of one person."""
        strong = [self._voice(result.rule).strength(result) for result in strengths(results)]
        if last:
            rises = clear_rises(results, last, self._clear_rise)
            strong += [self._voice(result.rule).rise(result, last[result.rule.code]) for result in rises]
        gaps = largest_gaps(results)
        weak = [self._voice(result.rule).gap(result) for result in gaps]
        if not (strong and weak) and any(result.effective and result.state is _ENTERED for result in results):
            strong = strong or [self._no_strength]
            weak = weak or [self._no_gap]
        weak.extend(self._notes(results))
        direction = [self._voice(result.rule).improvement for result in gaps]
        return Feedback(LINE.join(strong), LINE.join(weak), LINE.join(filter(None, direction)))

    def _voice(self, rule: KpiRule) -> Voice:
        voice = self._voices.get(rule.code)
        if voice is None or voice.rule is not rule:
            voice = self._voices[rule.code] = Voice(rule, self._language)
        return voice

    def _notes(self, results: Sequence[KpiResult]) -> Iterator[str]:
        """The KPIs with weight that have no score of their own, and why."""
        names: dict[str, list[str]] = {}
        for result in [result for result in results if result.state is not _ENTERED]:
            if result.rule.weight:
                names.setdefault(_why(result), []).append(result.rule.name[self._language])
        if not names:
            return
        comma = say("list_comma", self._language)
        for key in _LISTS:
            if key in names:
                yield say(key, self._language, kpis=comma.join(names[key]))


def strengths(results: Sequence[KpiResult]) -> list[KpiResult]:
    """The KPIs with 100 points or more as shown, those that bring most first."""
    met = [
        result
        for result in results
        if result.state is _ENTERED
        and result.effective
        and result.score is not None
        and result.score >= MET_AS_SHOWN
    ]
    met.sort(key=_brought, reverse=True)
    return met[:MOST]


def clear_rises(results: Sequence[KpiResult], last: Scores, clear: Decimal) -> list[KpiResult]:
    """The KPIs below 100 points that are clearly better than last month, those that rose most first."""
    rose = [
        result
        for result in results
        if result.effective
        and result.state is _ENTERED
        and result.score is not None
        and result.score < MET_AS_SHOWN
        and risen(result, last) >= max(clear, SEEN)
    ]
    rose.sort(key=lambda result: risen(result, last), reverse=True)
    return rose[:MOST]


def risen(result: KpiResult, last: Scores) -> Decimal:
    """How many points a score rose, as shown; nothing where last month has no score."""
    before = last.get(result.rule.code)
    return NOTHING if before is None or result.score is None else rounded(result.score) - rounded(before)


def _brought(result: KpiResult) -> Decimal:
    return NOTHING if result.points is None else settled(result.points)


def largest_gaps(results: Sequence[KpiResult]) -> list[KpiResult]:
    """The KPIs that lose points, those that lose most first."""
    lost = [result for result in results if result.lost >= SEEN]
    lost.sort(key=_lost, reverse=True)
    return lost[:MOST]


def _lost(result: KpiResult) -> Decimal:
    return settled(result.lost)  # equal losses stay in the order of the rules


def _why(result: KpiResult) -> str:
    if result.state is State.NOT_FILLED_IN:
        return "list_missing"
    if result.state is State.UNREADABLE:
        return "list_unreadable"
    is_open = result.target is None and result.rule.measure.needs_target
    return "list_open" if is_open else "list_not_applicable"
