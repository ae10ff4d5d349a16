"""Made-up personal data that nobody could take for anybody's, planted in a record and looked for."""

import base64
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

from data.casework.cases import case
from data.casework.corrections import correct
from data.desk.entering import NewEntry, enter
from data.matters.decisions import link_by_hand
from data.tables import PetitionPerson
from tests.county import TODAY, VILLAGES, petition
from tests.roles import OFFICE, UNIT_NAME, reader, writer

PERSONS = 20
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def identity_number(nth):
    """Identity number of a county that does not exist, with its check digit (GB 11643)."""
    digits = f"990001{1950 + nth}0101{nth:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def bank_card(nth):
    """Card number of an issuer that does not exist, with its check digit (Luhn)."""
    digits = f"99000188880000{nth:04d}"
    odd = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-2])
    return f"{digits}{-(odd + sum(map(int, digits[-2::-2]))) % 10}"


@dataclass(frozen=True)
class Person:
    """Canaries of one petitioner."""

    nth: int

    @property
    def sign(self):
        return f"{_SIGNS[self.nth]}{_SIGNS[-1 - self.nth]}"

    @property
    def all(self):
        """Kind -> canary."""
        return {
            "name": f"欧阳{self.sign}",
            "former name": f"司徒{self.sign}",
            "id_number": identity_number(self.nth),
            "phone": f"1990000{self.nth:04d}",
            "card": bank_card(self.nth),
            "home": f"探测{self.sign}里弄{9000 + self.nth}室",
            "sentence": f"探测语句{self.sign}不应见于他处",
            "against": f"探测{self.sign}有限公司",
            "address": f"探测{self.sign}巷{8000 + self.nth}弄",
            "reason": f"探测理由{self.sign}误记",
        }


PEOPLE = [Person(nth) for nth in range(PERSONS)]
PERSONAL = ("name", "former name", "id_number", "phone", "card", "home", "sentence", "against", "reason")
"""Kinds that nobody but the office is ever shown. An address is that of the problem, too."""
EVERY = (*PERSONAL, "address")
MASKED = ("name", "former name", "id_number", "phone", "card", "home", "against", "reason")
"""Kinds that the office is not shown in what a waiting petition says: its words, with these masked."""


def plant(store):
    """Put the petitioners into the small county: in villages and in none, some accusing, some linked."""
    villages = [*VILLAGES, None]
    with store.write("test", "plant", "canaries") as session:
        for person in PEOPLE:
            told, village = person.all, villages[person.nth % len(villages)]
            purpose = "accusation" if person.nth % 7 == 3 else "claim"
            session.add(
                petition(
                    f"C{person.nth:03d}",
                    village,
                    id=person.nth + 1,
                    address=told["address"],
                    purpose=purpose,
                    unit=UNIT_NAME,
                    tier="hard",
                    basis="name" if village else "none",
                )
            )
            session.flush()
            words = f"我叫{told['name']}，{told['sentence']}，卡号{told['card']}，电话{told['phone']}。"
            session.add(
                PetitionPerson(
                    petition_id=person.nth + 1,
                    name=told["former name"],
                    id_number=told["id_number"],
                    phone=told["phone"],
                    home=told["home"],
                    statement=words,
                    against=told["against"],
                )
            )
    desk, person = writer(OFFICE, store, today=TODAY), PEOPLE[0].all
    said = {"words": person["sentence"], "name": person["name"], "phone": person["phone"]}
    new = NewEntry("ecology", "990001001001", address=person["address"], **said)
    enter(desk, "990001001", dt.date(2026, 11, 15), new)
    for person in PEOPLE:
        number, told = f"C{person.nth:03d}", person.all
        seen = case(reader(OFFICE, store), number).version
        correct(writer(OFFICE, store), number, {"name": told["name"]}, reason=told["reason"], seen=seen)
    link_by_hand(writer(OFFICE, store, today=TODAY), ["C000", "C005"])


@dataclass
class Probes:
    """Counts probes, one canary looked for in one output, and keeps those that were found."""

    made: Counter = field(default_factory=Counter)
    hits: list = field(default_factory=list)

    def look(self, place, output, kinds=EVERY):
        """Look for canaries of some kinds in a text or bytes, in every writing in which they might stand."""
        told = output if isinstance(output, bytes) else str(output).encode("utf-8", "surrogatepass")
        for person in PEOPLE:
            for kind in kinds:
                self.made[place.split(":")[0]] += 1
                if any(form in told for form in _forms(person.all[kind])):
                    self.hits.append((place, kind, person.all[kind]))

    @property
    def count(self):
        return self.made.total()


def _forms(canary, _known={}):  # noqa: B006
    """A canary as texts, addresses, JSON and files may write it."""
    if canary not in _known:
        raw = canary.encode()
        forms = {raw, canary.encode("utf-16-le"), quote(canary).encode(), json.dumps(canary)[1:-1].encode()}
        forms |= {canary.encode("gb18030"), raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")[:-1]}
        _known[canary] = forms
    return _known[canary]
