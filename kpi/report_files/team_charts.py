"""The charts of the team report as series between 0 and 1, each bar and dot with its text beside it."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from kpi import layout
from kpi.losses import Kind, Step, by_kpi, waterfall
from kpi.model import Language, Standing
from kpi.report import Member, Report, figures, grouped, mean
from kpi.rule_words import points_text
from kpi.weights import HUNDRED
from kpi.words import say

Plain = dict[str, object]
MOST_LOSSES = 10
TEN = Decimal(10)
AIR = Decimal("0.5")  # points left of the lowest level of the waterfall, at least


def grade_chart(report: Report, members: Sequence[Member], language: Language) -> Plain:
    """People by grade, with their share of all who have one as on the sheet 月报; the others by the reason."""
    found = figures(members)
    graded = found.grades.total()
    bars = [
        (f"{grade.letter} {grade.name[language]}", count := found.grades[grade.letter], _share(count, graded, language))
        for grade in report.grades
    ]
    without = [one for one in Standing if one is not Standing.COMPLETE and found.standings.get(one)]
    for one in without:
        count = found.standings[one]
        bars.append((layout.word("standing", one.value, language), count, say("team_count", language, count=count)))
    most = max((count for _, count, _ in bars), default=0) or 1
    return {
        "title": say("team_grades", language),
        "bars": [
            {
                "label": label,
                "length": count / most,
                "text": text,
            }
            for label, count, text in bars
        ],
    }


def _share(count: int, graded: int, language: Language) -> str:
    if not count:
        return "0"
    percent = (Decimal(count) * HUNDRED / graded).quantize(Decimal(1), ROUND_HALF_UP)
    return say("team_share", language, count=count, share=f"{percent}%")


def loss_chart(members: Sequence[Member], language: Language, most: int = MOST_LOSSES) -> Plain:
    """The KPIs that cost most points, as a sum over everybody."""
    found = by_kpi([member.appraisal for member in members])
    is_scored = any(result.score is not None for member in members for result in member.appraisal.results)
    longest = found[0].lost if found else Decimal(1)
    return {
        "title": say("team_losses", language),
        "none": say("team_no_losses" if is_scored else "team_no_scores", language),
        "note": say("team_losses_note", language),
        "bars": [
            {
                "label": one.rule.name[language],
                "length": float(one.lost / longest),
                "short": f"−{points_text(one.lost)}",
                "text": say(
                    "team_loss", language, lost=points_text(one.lost), people=one.people, score=points_text(one.score)
                ),
            }
            for one in found[:most]
        ],
    }


def spread_chart(members: Sequence[Member], language: Language) -> Plain:
    """The totals of each role as dots on one axis, and their mean."""
    totals = {
        of_role[0].role.code: [one.final for one in of_role if one.final is not None]
        for of_role in grouped(members, lambda one: one.role.code).values()
    }
    names = {member.role.code: layout.role_title(member.role, language) for member in members}
    every = [total for of_role in totals.values() for total in of_role]
    low, high = _axis(every)
    return {
        "title": say("team_spread_title", language),
        "note": say("team_spread_note", language),
        "ticks": [_tick(low + (high - low) * part / 4, low, high) for part in range(5)],
        "rows": [
            {
                "label": names[code],
                "dots": [_along(total, low, high) for total in of_role],
                "mean": _along(middle, low, high) if (middle := mean(of_role)) is not None else None,
                "text": points_text(middle),
            }
            for code, of_role in totals.items()
        ],
    }


def _axis(totals: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Whole tens around the totals, none of which stands at an end."""
    if not totals:
        return Decimal(0), Decimal(100)
    low, high = (min(totals) / TEN).to_integral_value(ROUND_CEILING), (max(totals) / TEN).to_integral_value(ROUND_FLOOR)
    return (low - 1) * TEN, (high + 1) * TEN


def _along(value: Decimal, low: Decimal, high: Decimal) -> float:
    return round(float((value - low) / (high - low)), 4)


def _tick(value: Decimal, low: Decimal, high: Decimal) -> Plain:
    return {"at": _along(value, low, high), "text": f"{value.normalize():f}"}


def waterfall_chart(report: Report, language: Language) -> Plain:
    """From every target met down to the mean total; the axis is cut where nothing happens."""
    steps = waterfall(report.appraisals)
    low, high = _cut_axis([level for step in steps for level in (step.start, step.end) if level])
    return {
        "title": say("team_waterfall", language),
        "note": say("team_waterfall_note", language, low=low),
        "steps": [_step(step, low, high, language) for step in steps],
    }


def _cut_axis(levels: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """From a whole number somewhat below the lowest level to the highest."""
    if not levels:
        return Decimal(0), Decimal(100)
    air = max((max(levels) - min(levels)) / 4, AIR)
    low = max(min(levels) - air, Decimal(0)).quantize(Decimal(1), ROUND_FLOOR)
    return low, max(*levels, low + 1)


def _step(step: Step, low: Decimal, high: Decimal, language: Language) -> Plain:
    ends = sorted(_along(max(level, low), low, high) for level in (step.start, step.end))
    whole = step.kind in (Kind.FULL, Kind.TOTAL)
    sign = "" if whole else "+" if step.size > 0 else "−"
    label = step.rule.name[language] if step.rule else say(f"team_step_{step.kind.value}", language)
    text = f"{sign}{points_text(abs(step.end if whole else step.size))}"
    return {"label": label, "start": ends[0], "end": ends[1], "kind": step.kind.value, "text": text}
