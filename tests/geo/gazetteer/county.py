"""A county of Zhejiang in small, for tests of its names: real townships, villages called like real ones."""

import pandas as pd

from geo.gazetteer import Gazetteer

COUNTY = "330726"
TOWNSHIPS = {"黄宅镇": "330726101", "白马镇": "330726102", "郑家坞镇": "330726103", "浦南街道": "330726001"}
VILLAGES = {
    "黄宅镇": ("合心村村民委员会", "何村村民委员会", "红旗村村民委员会", "前店村村民委员会"),
    "白马镇": ("双溪村村民委员会", "中村村民委员会", "平湖村村民委员会", "民生村村民委员会"),
    "郑家坞镇": ("张村村民委员会", "三村村民委员会", "大塘村村民委员会"),
    "浦南街道": ("金狮社区居民委员会", "前于村村民委员会", "潘宅村村民委员会"),
}


def gazetteer(villages=None, townships=None, county=(COUNTY, "浦江县"), **options):
    """The gazetteer of a county: names of villages by township."""
    villages, townships = villages or VILLAGES, townships or TOWNSHIPS
    rows = [(*county, "county", None)] if county else []
    rows += [(code, name, "township", county and county[0]) for name, code in townships.items()]
    rows += [
        (f"{townships[township]}{200 + n}", name, "village", townships[township])
        for township, names in villages.items()
        for n, name in enumerate(names)
    ]
    return Gazetteer(pd.DataFrame(rows, columns=["code", "name", "level", "parent"]), **options)


def code_of(name, villages=None, townships=None):
    """Code of the village of an official name."""
    villages, townships = villages or VILLAGES, townships or TOWNSHIPS
    return next(
        f"{townships[township]}{200 + names.index(name)}"
        for township, names in villages.items()
        if name in names
    )
