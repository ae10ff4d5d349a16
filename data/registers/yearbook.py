"""Sheets of what is counted beside petitions, and of policies with the households that they helped."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.policies import DAYS, check_days, check_finding, known_policy, named
from data.importing.registers.rows import Desk, Values
from data.importing.registers.yearbook import UNITS
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, day, keyed
from data.tables import CourtCount, HelpedHouseholds, Policy, YearTotal
from data.terms import TotalUnit
from data.text import C_, LANGUAGES, N_, Words
from geo.errors import Refused

_PLACE = Column("place", N_("Township or county"), "places")
_TEXTS = ("problem", "proposal", "unit", "reply", "measure")

# --- yearly totals -------------------------------------------------------------------------------------


def _totals(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    return keyed(
        session.scalars(select(YearTotal).order_by(YearTotal.year.desc(), YearTotal.id)).all(),
        lambda one: {
            "year": str(one.year),
            "counted_in": UNITS[TotalUnit(one.counted_in)],
            "total": str(one.total),
            "source": one.source,
        },
    )


def _correct_total(desk: Desk, key: str, row: Values) -> None:
    own = {"year": row["year"], "counted_in": row["counted_in"]}
    if desk.session.scalar(select(YearTotal.id).filter_by(**own)) not in (None, int(key)):
        raise Refused("{day} is on record already", day=row["year"])
    total = desk.session.get_one(YearTotal, int(key))
    total.year, total.counted_in = row["year"], row["counted_in"]
    total.total, total.source = row["total"], row["source"]
    desk.session.flush()


def _remove_total(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(YearTotal, int(key)))
    desk.session.flush()


TOTAL_SHEET = Sheet(
    REGISTERS["totals"],
    (
        Column("year", N_("Year")),
        Column("counted_in", N_("Counted in"), "units of totals"),
        Column("total", C_("of a year", "Total")),
        Column("source", N_("Source")),
    ),
    _totals,
    _correct_total,
    _remove_total,
)

# --- cases of the court --------------------------------------------------------------------------------


def _court(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    order = CourtCount.month.desc(), CourtCount.division_code
    return keyed(
        session.scalars(select(CourtCount).order_by(*order)).all(),
        lambda one: {
            "place": places.get(one.division_code, one.division_code),
            "month": f"{one.month:%Y-%m}",
            "cases": str(one.cases),
        },
    )


def _correct_court(desk: Desk, key: str, row: Values) -> None:
    own = {"division_code": row["place"], "month": row["month"]}
    if desk.session.scalar(select(CourtCount.id).filter_by(**own)) not in (None, int(key)):
        raise Refused("{day} is on record already", day=f"{desk.name(row['place'])} {row['month']:%Y-%m}")
    count = desk.session.get_one(CourtCount, int(key))
    count.division_code, count.month, count.cases = row["place"], row["month"], row["cases"]
    desk.session.flush()


def _remove_court(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(CourtCount, int(key)))
    desk.session.flush()


COURT_SHEET = Sheet(
    REGISTERS["court-cases"],
    (_PLACE, Column("month", N_("Month")), Column("cases", N_("New cases of the court"))),
    _court,
    _correct_court,
    _remove_court,
)

# --- policies ------------------------------------------------------------------------------------------


def _policies(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    words, places = Words(LANGUAGES[0]), labels.places()
    findings = {number: label for label, number in labels.findings.items()}
    return keyed(
        session.scalars(select(Policy).order_by(Policy.proposed.desc(), Policy.id)).all(),
        lambda one: {
            "title": one.title,
            "place": places.get(one.division_code, one.division_code),
            "category": words.category(one.category),
            **{name: getattr(one, name) for name in _TEXTS},
            **{name: day(getattr(one, name)) for name in DAYS},
            "finding_id": findings.get(one.finding_id, ""),
        },
    )


def _correct_policy(desk: Desk, key: str, row: Values) -> None:
    check_days(desk, row)
    check_finding(desk, row)
    other = named(desk, row["title"])
    if other is not None and other.id != int(key):
        raise Refused("{day} is on record already", day=row["title"])
    policy = desk.session.get_one(Policy, int(key))
    policy.title, policy.division_code, policy.category = row["title"], row["place"], row["category"]
    for name in (*_TEXTS, *DAYS, "finding_id"):
        setattr(policy, name, row[name])
    desk.session.flush()


def _remove_policy(desk: Desk, key: str) -> None:
    own = HelpedHouseholds.policy_id == int(key)
    if desk.session.scalar(select(HelpedHouseholds.id).where(own).limit(1)) is not None:
        desk.notices.add(N_("The households that it helped go with the policy"), [desk.row])
    desk.session.execute(delete(HelpedHouseholds).where(own))
    desk.session.delete(desk.session.get_one(Policy, int(key)))
    desk.session.flush()


POLICY_SHEET = Sheet(
    REGISTERS["policies"],
    (
        Column("title", N_("Policy")),
        _PLACE,
        Column("category", N_("Category")),
        Column("problem", N_("What petitions showed")),
        Column("proposal", N_("Proposal")),
        Column("unit", N_("Unit")),
        Column("proposed", N_("Proposed on")),
        Column("replied", N_("Answered on")),
        Column("reply", N_("Written answer")),
        Column("measure", N_("Measure")),
        Column("taken", N_("In force from")),
        Column("finding_id", N_("Finding"), "findings"),
    ),
    _policies,
    _correct_policy,
    _remove_policy,
)

# --- households ----------------------------------------------------------------------------------------


def _households(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    titles = dict(session.execute(select(Policy.id, Policy.title)).all())
    places = labels.places()
    order = HelpedHouseholds.on.desc(), HelpedHouseholds.id
    return keyed(
        session.scalars(select(HelpedHouseholds).order_by(*order)).all(),
        lambda one: {
            "title": titles[one.policy_id],
            "place": places.get(one.division_code, one.division_code),
            "on": day(one.on),
            "households": str(one.households),
        },
    )


def _correct_households(desk: Desk, key: str, row: Values) -> None:
    own = {"policy_id": known_policy(desk, row["title"]).id, "division_code": row["place"], "on": row["on"]}
    if desk.session.scalar(select(HelpedHouseholds.id).filter_by(**own)) not in (None, int(key)):
        raise Refused("{day} is on record already", day=f"{row['title']} {row['on']}")
    helped = desk.session.get_one(HelpedHouseholds, int(key))
    for name, value in own.items():
        setattr(helped, name, value)
    helped.households = row["households"]
    desk.session.flush()


def _remove_households(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(HelpedHouseholds, int(key)))
    desk.session.flush()


HOUSEHOLD_SHEET = Sheet(
    REGISTERS["households"],
    (
        Column("title", N_("Policy")),
        _PLACE,
        Column("on", N_("Day")),
        Column("households", N_("Households helped")),
    ),
    _households,
    _correct_households,
    _remove_households,
)
