"""Who a petitioner is: nobody is known by what is masked, made up, or shared by many."""

import datetime as dt

import pandas as pd
import pytest

from data import persons
from data.keys import Key
from data.matters.petitioners import keys
from data.matters.proposals import propose
from data.sealing import OpenKeyring
from tests.data.conftest import TODAY
from tests.data.matters.test_matters import FRONT, OFFICE, reports  # noqa: F401
from tests.roles import reader

ID, PHONE = "330726199001011234", "13812345679"
MASKED_IDS = ["330726********0012", "3307**********1234", "330726XXXXXXXX0012", "330726xxxxxxxx0012"]
MASKED_IDS += ["330726●●●●●●●●0012", "330726________0012", "330726某某某某0012", "330726????????0012"]
MADE_UP_IDS = ["123456789012345678", "111111111111111111", "000000000000000000", "330726000000000000"]
MADE_UP_IDS += ["330726199013451234", "987654321098765432", "330726", "3307261990", "无", "不详", "1234567"]
MASKED_PHONES = ["138****5678", "138xxxx5678", "138XXXX5678", "1381234●●●●", "138_____678", "138某某5678"]
OFFICE_PHONES = ["12345", "0579-12345", "057912345", "110", "12319", "96196", "00000000", "13800000000"]
OFFICE_PHONES += ["88888888", "12345678", "无", "保密"]
NOBODY = [
    "匿名",
    "张某",
    "张某某",
    "某先生",
    "张**",
    "张*",
    "不详",
    "未知",
    "无名氏某",
    "来电人",
    "信访人",
    "热心市民",
]
NOBODY += ["部分业主", "村民代表", "全体村民", "先生", "女士", "网友", "X先生某"]


KEYRING = OpenKeyring(Key("00000001", bytes(32), dt.datetime(2026, 1, 1)))
FORMS = {"name": persons.names, "id_number": persons.identities, "phone": persons.phones}


def hashed(frame):
    """Persons as the record keeps them to be compared."""

    def hashes(name, texts):
        return KEYRING.digests(name.encode(), FORMS[name](texts))

    return pd.DataFrame({f"{name}_hash": hashes(name, frame[name].tolist()) for name in FORMS})


def same(one, other):
    frame = pd.DataFrame([one, other], columns=["name", "id_number", "phone"]).fillna("")
    first, second = keys(hashed(frame))
    return first is not None and first == second


@pytest.mark.parametrize("number", [*MASKED_IDS, *MADE_UP_IDS])
def test_a_masked_or_made_up_identity_number_makes_nobody_known(number):
    assert not same(("张测试", number, ""), ("李测试", number, ""))
    assert not same(("张测试", number, ""), ("张测试", number, ""))
    assert same(("张测试", number, PHONE), ("张测试", number, PHONE))


@pytest.mark.parametrize("phone", [*MASKED_PHONES, *OFFICE_PHONES])
def test_a_masked_telephone_or_that_of_an_office_makes_nobody_known(phone):
    assert not same(("张测试", "", phone), ("张测试", "", phone))


@pytest.mark.parametrize("name", NOBODY)
def test_a_name_that_stands_for_somebody_unknown_makes_nobody_known(name):
    assert not same((name, "", PHONE), (name, "", PHONE))
    assert same((name, ID, ""), (name, ID, ""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("张测试", ID, ""), ("", f" {ID} ", PHONE)),
        (("张测试", "", PHONE), ("张测试", "", "+86 138-1234-5679")),
        (("张测试", "", PHONE), ("张测试", "无", f"{PHONE}、0579-84110000")),
        (("张测试", "", "0579-84112345"), ("张测试", "", "057984112345转801")),
        (("", "33072619900101123x", ""), ("", "33072619900101123Ｘ", "")),
        (("张测试", "E12345679", ""), ("张测试", "E12345679", "")),
        (("张测试", "330726900101123", ""), ("", "330726900101123", "")),
    ],
)
def test_who_gives_a_whole_number_is_known_however_it_is_written(one, other):
    assert same(one, other)


def test_what_many_persons_share_is_nobodys():
    hotline = [(f"张测试{n}", "", "0579-84112345") for n in range(4)]
    typed = [(f"李测试{n}", ID, "") for n in range(3)]
    frame = pd.DataFrame([*hotline, *hotline, *typed], columns=["name", "id_number", "phone"])
    assert keys(hashed(frame)) == [None] * 11
    family = pd.DataFrame([*hotline[:2], *hotline[:2]], columns=["name", "id_number", "phone"])
    assert None not in keys(hashed(family))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"name": "张测试", "id_number": "330726********0012"},
            {"name": "李测试", "id_number": "330726********0012"},
        ),
        ({"name": "张某某", "phone": "138****5678"}, {"name": "张某某", "phone": "138****5678"}),
        ({"name": "匿名", "phone": "12345"}, {"name": "匿名", "phone": "12345"}),
    ],
)
def test_two_strangers_are_not_proposed_as_one_petitioner(reports, one, other):  # noqa: F811
    store = reports(("A", {"days": 20, "person": one}), ("B", {"person": other}))
    assert propose(reader(OFFICE, store), on=TODAY) == []
    assert FRONT
