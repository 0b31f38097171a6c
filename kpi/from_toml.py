"""TOML tables of well-formed rule files, turned into the words of the model.

The form has been checked before, by `schema` or, for the packaged files, by the tests.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kpi.catalogue import CardRevision, CentreRevision
from kpi.model import (
    Better,
    Curve,
    Entry,
    Grade,
    Knot,
    KpiRule,
    Measure,
    MonthsAdd,
    NotApplicablePolicy,
    Policies,
    ProcessRule,
    Role,
    RoleTarget,
    Scale,
    Scorecard,
    Unit,
    WeightPolicy,
)

Raw = Mapping[str, Any]  # a TOML table

DUTY_CATEGORY = {"zh": "岗位职责", "en": "Duties"}
DUTY_ORDER = 4
DUTY_PROPOSED = ("category", "weight")  # of every duty
NOT_COUNTED = {"zh": "", "en": ""}


def card_revisions(raw: Raw) -> tuple[CardRevision, ...]:
    """The revisions of one role set."""
    return tuple(_card_revision(raw, revision) for revision in raw["revision"])


def _card_revision(raw: Raw, revision: Raw) -> CardRevision:
    kpis = [_kpi(raw["set"], revision, one) for one in revision.get("kpi", ())]
    duties = [_duty(raw["set"], revision, one) for one in revision.get("duty", ())]
    card = Scorecard(
        code=raw["set"],
        name=raw["name"],
        effective_from=revision["effective_from"],
        source=revision["source"],
        rules=(*kpis, *duties),
    )
    return CardRevision(card=card, role_targets=tuple(map(_role_target, revision.get("role_target", ()))))


def _kpi(role_set: str, revision: Raw, raw: Raw) -> KpiRule:
    held = tuple(raw.get("roles", revision["roles"]))
    return _rule(role_set, revision, {**raw, "roles": held, "duty": False})


def _duty(role_set: str, revision: Raw, raw: Raw) -> KpiRule:
    made = {
        "category": DUTY_CATEGORY,
        "order": DUTY_ORDER,
        "weight": 0,
        "proposed": (*raw.get("proposed", ()), *DUTY_PROPOSED),
        "roles": (raw["role"],),
        "duty": True,
    }
    return _rule(role_set, revision, {**raw, **made})


def _rule(role_set: str, revision: Raw, raw: Raw) -> KpiRule:
    proposed = frozenset(revision["proposed"]) | frozenset(raw.get("proposed", ()))
    return KpiRule(
        code=raw["code"],
        set=role_set,
        category=raw["category"],
        order=raw["order"],
        name=raw["name"],
        definition=raw["definition"],
        unit=Unit(raw["unit"]),
        counted=raw.get("counted", NOT_COUNTED),
        target=_decimal(raw.get("target")),
        target_months=raw.get("target_months", 1),
        pass_line=_decimal(raw.get("pass_line")),
        measure=Measure(raw["measure"]),
        scale=_scale(raw["scale"]),
        weight=Decimal(raw["weight"]),
        entry=Entry(raw["entry"]),
        parts=tuple(raw["parts"]),
        months_add=MonthsAdd(raw["months_add"]),
        event_driven=raw.get("event_driven", False),
        lowest=_decimal(raw.get("lowest")),
        highest=_decimal(raw.get("highest")),
        personal=raw.get("personal", False),
        data_source=raw["data_source"],
        proposed=proposed - frozenset(raw.get("stated", ())),
        improvement=raw["improvement"],
        roles=raw["roles"],
        duty=raw["duty"],
    )


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _scale(raw: Raw) -> Scale:
    knots = tuple(Knot(Decimal(x), Decimal(points)) for x, points in raw["knots"])
    return Scale(curve=Curve(raw["curve"]), better=Better(raw["better"]), knots=knots)


def _role_target(raw: Raw) -> RoleTarget:
    target = _decimal(raw.get("target"))
    return RoleTarget(role=raw["role"], kpi=raw["kpi"], target=target, months=raw["months"])


def centre_revisions(raw: Raw) -> tuple[CentreRevision, ...]:
    """The revisions of what all role sets share."""
    return tuple(_centre_revision(revision) for revision in raw["revision"])


def _centre_revision(raw: Raw) -> CentreRevision:
    return CentreRevision(
        effective_from=raw["effective_from"],
        source=raw["source"],
        roles=tuple(Role(**role) for role in raw["role"]),
        grades=tuple(_grade(grade) for grade in raw.get("grade", ())),
        policies=_policies(raw),
        allowed={one["code"]: tuple(map(WeightPolicy, one["allowed"])) for one in raw["set"]},
        process=tuple(_process_rule(one) for one in raw["process"]),
    )


def _grade(raw: Raw) -> Grade:
    return Grade(letter=raw["letter"], name=raw["name"], limit=_decimal(raw.get("limit")))


def _policies(raw: Raw) -> Policies:
    chosen = raw["policies"]
    return Policies(
        weights={one["code"]: WeightPolicy(one["policy"]) for one in raw["set"]},
        not_applicable=NotApplicablePolicy(chosen["not_applicable"]),
        provisional=chosen["provisional"],
        green_from=Decimal(chosen["green_from"]),
        amber_from=Decimal(chosen["amber_from"]),
        enough_weight=Decimal(chosen["enough_weight"]),
    )


def _process_rule(raw: Raw) -> ProcessRule:
    return ProcessRule(**{**raw, "proposed": frozenset(raw["proposed"])})
