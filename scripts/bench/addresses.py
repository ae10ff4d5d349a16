"""Generated addresses of the demo county, each with what it means: made without a look at how they are read.

The demo's names are changed so that they hold what makes real ones hard: names of one character, names inside
others, names shared by two townships, a village and a community called alike, merged villages, natural
villages of which some share their names. All names and addresses are invented.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from data import frames
from data.demo.geography import geography, reference

SEED = 15

T = TypeVar("T")
SUFFIXES: dict[bool, tuple[str, ...]] = {
    False: ("村", "村委会", "村民委员会", "村村委会", "村村民委员会"),
    True: ("社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会"),
}
_HAMLETS: tuple[str, ...] = (
    "塘里",
    "下畈",
    "后坞",
    "石桥头",
    "竹园",
    "樟树下",
    "水碓",
    "上坪",
    "麻车",
    "大路沿",
    "毛坞",
)
_HAMLETS += ("西坑", "岩下", "桐溪", "祠堂边", "山背")
_HOMOPHONES = {"甲": "钾", "乙": "已", "丙": "饼", "丁": "叮", "戊": "务", "己": "几", "庚": "更", "辛": "新"}
_HOMOPHONES |= {
    "子": "籽",
    "丑": "瞅",
    "寅": "银",
    "卯": "铆",
    "辰": "晨",
    "午": "舞",
    "未": "味",
    "申": "身",
}
_TRADITIONAL = str.maketrans("县镇乡东华黄郑马岩头号组来区会员", "縣鎮鄉東華黃鄭馬巖頭號組來區會員")
_PERSONS = ("张三", "王建国", "信访人陈小红", "我叫楼伟", "举报人周爱珍")
_WORDS_BEFORE = ("现居", "户籍", "我老家", "请求查处", "请问", "坐落", "隶属", "控告", "事发地点", "求助：")
_PARTS_BEFORE = ("石", "金", "楼", "塘", "会", "柳", "石头", "黄泥", "金山", "青龙", "水口", "麻车")
_PROVINCES = ("河南省", "江西省", "安徽省黄山市", "杭州市", "建德市大同镇")
_WRONG = "木禾田由日目土士王主牛矢夫失末万方力刀九丸"
_LEADS = (
    "",
    "",
    "",
    "家住",
    "反映",
    "位于",
    "关于",
    "住在",
    "来信人称：",
    "【来访】",
    "张某某反映",
    "2024年3月，",
)
_TAILS = (
    "",
    "",
    "12号",
    "3组",
    "第5村民小组",
    "10幢2单元",
    "８８号",
    "，道路破损",
    "（村口）",
    " 村民反映",
    "98-1号",
)
_NOISE = (
    "要求尽快处理",
    "拖欠工资",
    "小区物业不作为",
    "无",
    "详见附件",
    "同上",
    "浦江大道与新华路交叉口",
    "反映村里道路没有路灯",
    "县城区某路口红绿灯故障",
    "未提供地址",
    "身份不明",
    "中山路88号",
    "人民医院门口",
    "网上反映",
)
_ABROAD = ("丁家埠村", "义乌市前坞村", "杭州市西湖区文教社区", "孙庄村委会", "杜家店社区", "永康市下店村3组")


class Address(NamedTuple):
    """A text and what it means.

    Parameters
    ----------
    kind
        How it was made.
    codes
        Villages it may mean: one where the text determines it; several or none where it does not.
    certain
        Whether the text determines its village, so that it should be answered.
    """

    text: str
    kind: str
    codes: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, eq=False)
class Case:
    """Divisions as `Gazetteer` takes them, aliases, and addresses."""

    divisions: pd.DataFrame
    aliases: dict[str, list[str]]
    addresses: list[Address]


def make(count: int = 24_000, seed: int = SEED) -> Case:
    """A county and `count` addresses in it; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    villages, former = _villages(rng)
    aliases = _aliases(villages, rng)
    maker = _Maker(villages, former, aliases, rng)
    return Case(_divisions(villages, former), aliases, [maker.one() for _ in range(count)])


def _villages(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Villages with hard names, and the former ones that were merged into some of them."""
    county = geography()
    frame = pd.DataFrame(
        {
            "code": [v.code for v in county.villages],
            "bare": [v.name.removesuffix("社区").removesuffix("村") for v in county.villages],
            "community": [v.community for v in county.villages],
            "parent": [v.township for v in county.villages],
        }
    )
    names = {t.code: t.name for t in county.townships}
    frame["township"] = frame["parent"].map(names)
    order = rng.permutation(np.flatnonzero(~frame["community"]))
    bare = frame.columns.tolist().index("bare")
    for at, name in zip(order[:6], "甲乙丙丁戊己", strict=True):  # one character, as 张村
        frame.iloc[at, bare] = name
    for at, name in zip(order[6:12], "甲乙丙丁戊己", strict=True):  # the same inside another, as 西张村
        frame.iloc[at, bare] = "夏" + name
    pairs = order[12:36].reshape(12, 2)  # equal names in two townships
    for one, other in pairs:
        if frame.iloc[one]["parent"] != frame.iloc[other]["parent"]:
            frame.iloc[other, bare] = frame.iloc[one]["bare"]
    town = np.flatnonzero(frame["community"])[:4]
    for community, village in zip(town, order[36:40], strict=True):  # a village and a community called alike
        frame.iloc[village, bare] = frame.iloc[community]["bare"]
    merged = [
        {"code": f"{frame.iloc[at]['code'][:9]}9{n:02d}", "bare": f"旧{_HAMLETS[n]}", "into": at}
        for n, at in enumerate(order[40:55])
    ]
    return frame, pd.DataFrame(merged)


def _aliases(villages: pd.DataFrame, rng: np.random.Generator) -> dict[str, list[str]]:
    """Natural villages: most names belong to one village, every fourth to two."""
    aliases = {}
    for n, one in enumerate(_HAMLETS):
        for m, two in enumerate("湾头坪岭"):
            owners = rng.choice(len(villages), 2 if (n + m) % 4 == 0 else 1, replace=False)
            aliases[one + two] = [str(villages.iloc[at]["code"]) for at in owners]
    return aliases


def _divisions(villages: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    top = reference()["county"]
    rows = [{"code": top["code"], "name": top["name"], "level": "county", "parent": None}]
    for code, name in villages[["parent", "township"]].drop_duplicates().itertuples(index=False):
        rows.append({"code": code, "name": name, "level": "township", "parent": top["code"]})
    for v in frames.rows(villages):
        suffix = "社区居民委员会" if v.community else "村村民委员会"
        rows.append({"code": v.code, "name": v.bare + suffix, "level": "village", "parent": v.parent})
    frame = pd.DataFrame(rows)
    frame["valid_from"], frame["valid_to"], frame["successors"] = "2019-06-01", None, None
    old = pd.DataFrame(
        {
            "code": former["code"],
            "name": former["bare"] + "村村民委员会",
            "level": "village",
            "parent": [villages.iloc[at]["parent"] for at in former["into"]],
            "valid_from": "2000-01-01",
            "valid_to": "2019-06-01",
            "successors": [(villages.iloc[at]["code"],) for at in former["into"]],
        }
    )
    return pd.concat([frame, old], ignore_index=True).astype(object)


class _Maker:
    """Makes addresses of each kind."""

    def __init__(
        self,
        villages: pd.DataFrame,
        former: pd.DataFrame,
        aliases: dict[str, list[str]],
        rng: np.random.Generator,
    ) -> None:
        self._villages = frames.rows(villages)
        self._former, self._rng = former, rng
        self._aliases = list(aliases.items())
        self._parents = dict(zip(villages["code"], villages["parent"], strict=True))
        self._townships = dict(zip(villages["parent"], villages["township"], strict=True))
        self._named: dict[tuple[str, bool], list[str]] = {}
        for v in self._villages:
            self._named.setdefault((v.bare, v.community), []).append(v.code)
        self._bare = {v.bare for v in self._villages}
        kinds: dict[Callable[[], Address], float] = {
            self._official: 0.30,
            self._without_suffix: 0.10,
            self._after_words: 0.03,
            self._traditional: 0.02,
            self._inside: 0.02,
            self._two_bare: 0.02,
            self._elsewhere: 0.01,
            self._office_elsewhere: 0.02,
            self._after: 0.06,
            self._natural: 0.10,
            self._merged: 0.05,
            self._misspelt: 0.10,
            self._two: 0.05,
            self._contradiction: 0.04,
            self._township: 0.03,
            self._noise: 0.05,
        }
        self._kinds, self._weights = list(kinds), np.array(list(kinds.values()))

    def one(self) -> Address:
        return self._kinds[self._rng.choice(len(self._kinds), p=self._weights)]()

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._rng.integers(len(choices)))]

    def _above(self, township: str) -> tuple[str, bool]:
        """What stands before a village, and whether it names the township in full."""
        whole = self._pick(("浙江省金华市浦江县", "浦江县", "浦江", "", "", ""))
        full = bool(self._rng.random() < 0.6)
        name = self._townships[township]
        short = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        middle = name if full else self._pick((short, "", "", ""))
        space = self._pick(("", "", "", " ", "　"))
        return f"{whole}{middle}{space if middle else ''}", full or middle == short

    def _means(self, village, suffix_community: bool | None, township: bool) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
        """Villages that a name may mean: of its own kind first, else of any."""
        own = [] if suffix_community is None else self._named.get((village.bare, suffix_community), [])
        codes = own or [c for kind in (True, False) for c in self._named.get((village.bare, kind), [])]
        return tuple(c for c in codes if not township or self._parents[c] == village.parent)

    def _official(self) -> Address:
        village = self._pick(self._villages)
        above, township = self._above(village.parent)
        community = village.community if self._rng.random() < 0.9 else not village.community
        text = (
            self._pick(_LEADS) + above + village.bare + self._pick(SUFFIXES[community]) + self._pick(_TAILS)
        )
        codes = self._means(village, community, township)
        return Address(text, "official", codes, len(codes) == 1)

    def _without_suffix(self) -> Address:
        village = self._pick(self._villages)
        above, township = self._above(village.parent)
        tail = self._pick(
            ("", "12号", "（村口）", " 3组", "8组", "自然村5号") if township else ("", "12号", "8组")
        )
        codes = self._means(village, None, township)
        certain = len(codes) == 1 and (len(village.bare) > 1 or (tail == "" and " " not in above))
        certain &= tail != "自然村5号" or self._townships[village.parent] in above
        return Address(above + village.bare + tail, "without suffix", codes, certain)

    def _after(self) -> Address:
        """The township after the village."""
        village = self._pick(self._villages)
        name = village.bare + self._pick(SUFFIXES[village.community])
        text = self._pick(
            (f"{name}（{village.township}）", f"{name}，{village.township}", f"{name} {village.township}")
        )
        return Address(text, "township after", self._means(village, village.community, True), True)

    def _natural(self) -> Address:
        name, codes = self._pick(self._aliases)
        owner = self._pick(codes)
        parent = self._parents[owner]
        above, township = self._above(parent)
        if self._rng.random() < 0.3:
            village = next(v for v in self._villages if v.code == owner)
            inside = village.township + village.bare + SUFFIXES[village.community][0]
            text = f"{inside}{name}自然村{self._pick(_TAILS)}"
            means = self._means(village, village.community, True)
            return Address(text, "natural within its village", means, len(means) == 1)
        means = tuple(c for c in codes if not township or self._parents[c] == parent)
        return Address(
            above + name + self._pick(("自然村", "村")) + self._pick(_TAILS),
            "natural",
            means,
            len(means) == 1,
        )

    def _merged(self) -> Address:
        old = self._former.iloc[int(self._rng.integers(len(self._former)))]
        village = self._villages[old["into"]]
        above, _ = self._above(village.parent)
        text = above + old["bare"] + self._pick(SUFFIXES[False]) + self._pick(_TAILS)
        return Address(text, "merged", (village.code,), True)

    def _misspelt(self) -> Address:
        """A typing error in the name: never one that makes another village's name."""
        while True:
            village = self._pick([v for v in self._villages if len(v.bare) > 1])
            at = int(self._rng.integers(len(village.bare)))
            kind = self._pick(("substitution", "homophone", "deletion", "insertion"))
            letter = village.bare[at]
            new = {
                "substitution": self._pick(_WRONG),
                "homophone": _HOMOPHONES.get(letter, self._pick(_WRONG)),
                "deletion": "",
                "insertion": letter + self._pick(_WRONG),
            }[kind]
            wrong = village.bare[:at] + new + village.bare[at + 1 :]
            if wrong not in self._bare and not any(
                wrong.endswith(name) for name in self._bare if name != village.bare
            ):
                break
        above, _ = self._above(village.parent)
        text = above + wrong + self._pick(SUFFIXES[village.community]) + self._pick(_TAILS)
        return Address(text, f"misspelt, {kind}", (village.code,), False)

    def _two(self) -> Address:
        one, other = (self._pick(self._villages) for _ in range(2))
        names = [v.bare + self._pick(SUFFIXES[v.community]) for v in (one, other)]
        text = self._pick(_LEADS) + self._pick(("与", "和", "、", "至", "到")).join(names) + "交界处"
        codes = tuple(dict.fromkeys(c for v in (one, other) for c in self._means(v, v.community, False)))
        return Address(text, "two villages", codes, len(codes) == 1)

    def _two_bare(self) -> Address:
        """Two villages, of which the first has no suffix, or none has."""
        one, other = (self._pick([v for v in self._villages if len(v.bare) > 1]) for _ in range(2))
        ending = self._pick(("", SUFFIXES[other.community][0]))
        text = one.bare + self._pick(("与", "和", "、", "至", "，")) + other.bare + ending
        first = self._means(one, None, False)
        second = self._means(other, other.community if ending else None, False)
        codes = tuple(dict.fromkeys(first + second))
        return Address(text, "two villages, no suffix", codes, len(codes) == 1)

    def _after_words(self) -> Address:
        """A person's name or a common word right before the village."""
        village = self._pick([v for v in self._villages if len(v.bare) > 1])
        before = self._pick((*_PERSONS, *_WORDS_BEFORE))
        codes = self._means(village, village.community, False)
        text = before + village.bare + self._pick(SUFFIXES[village.community]) + self._pick(_TAILS)
        return Address(text, "after a person or a word", codes, len(codes) == 1)

    def _traditional(self) -> Address:
        village = self._pick(self._villages)
        text = f"浦江县{village.township}{village.bare}{self._pick(SUFFIXES[village.community])}"
        codes = self._means(village, village.community, True)
        return Address(text.translate(_TRADITIONAL), "traditional", codes, len(codes) == 1)

    def _inside(self) -> Address:
        """A longer name that ends like a village's: of a natural village that nobody has learned."""
        village = self._pick([v for v in self._villages if len(v.bare) > 1])
        above = self._pick(("", village.township, f"浦江县{village.township}", "家住"))
        text = above + self._pick(_PARTS_BEFORE) + village.bare + SUFFIXES[village.community][0]
        return Address(text, "inside a longer name", (village.code,), False)

    def _elsewhere(self) -> Address:
        village = self._pick(self._villages)
        text = self._pick(_PROVINCES) + village.bare + SUFFIXES[village.community][0] + self._pick(_TAILS)
        return Address(text, "elsewhere", (), False)

    def _office_elsewhere(self) -> Address:
        """Another township is named as well, as the place of an office."""
        village = self._pick(self._villages)
        other = self._pick(list(self._townships.values()))
        name = village.township + village.bare + SUFFIXES[village.community][0]
        text = self._pick((f"到{other}政府反映{name}的路", f"{name}人在{other}派出所报案"))
        codes = self._means(village, village.community, True)
        return Address(text, "office elsewhere", codes, len(codes) == 1)

    def _contradiction(self) -> Address:
        village = self._pick(self._villages)
        suffix = self._pick(SUFFIXES[village.community])
        there = {self._parents[c] for c in self._means(village, None, False)}
        other = self._pick([code for code in self._townships if code not in there])
        return Address(
            f"{self._townships[other]}{village.bare}{suffix}", "contradiction", (village.code,), False
        )

    def _township(self) -> Address:
        code = self._pick(list(self._townships))
        tail = self._pick(("", "集镇", "政府门口", "某企业拖欠工资"))
        return Address(f"浦江县{self._townships[code]}{tail}", "township only", (), False)

    def _noise(self) -> Address:
        return Address(self._pick((*_NOISE, *_ABROAD)), "no village of the county", (), False)
