"""Words of many petitions that are read together name what they name alone, whatever their house numbers."""

from dataclasses import fields

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.divisions import reading
from tests.geo.gazetteer.county import TOWNSHIPS, VILLAGES, gazetteer

CODES = {code: name for name, code in TOWNSHIPS.items()}
PARENTS = {
    f"{TOWNSHIPS[township]}{200 + n}": TOWNSHIPS[township]
    for township, names in VILLAGES.items()
    for n, _ in enumerate(names)
}
NAMES = gazetteer()
VILLAGES_WITH_DIGITS = {**VILLAGES, "浦南街道": ("3村村民委员会", "13村村民委员会")}
WITH_DIGITS = gazetteer(VILLAGES_WITH_DIGITS)
TOWNSHIP = st.sampled_from(["", "黄宅镇", "黄宅", "其他", "330726001", "邻镇"])
VILLAGE = st.sampled_from(
    ["", "前店村", "三村", "平湖", "330726101200", "330726101", "不知道", "3村", "13村"]
)
ADDRESS = st.lists(
    st.sampled_from(["浦江县", "黄宅镇", "前店村", "三村", "张村", "1", "25", "③", "３", "号", "1/2", " "]),
    max_size=6,
).map("".join)


@pytest.mark.parametrize("names", [NAMES, WITH_DIGITS], ids=["names", "names with digits"])
@given(st.lists(st.tuples(TOWNSHIP, VILLAGE, ADDRESS), max_size=8))
def test_words_that_are_read_together_name_what_each_names_alone(names, rows):
    frame = pd.DataFrame(rows, columns=["township", "village", "address"], dtype="str")
    together = reading.read_names(frame, names, PARENTS, CODES)
    for at in range(len(frame)):
        alone = reading._read_distinct(frame[at : at + 1], names, PARENTS, CODES)
        for each in fields(together):
            assert getattr(together, each.name)[at] == getattr(alone, each.name)[0], each.name
