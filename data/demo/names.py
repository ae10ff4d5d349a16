"""Names in the demo county, each of which can be seen to be invented.

Villages are counted by the sixty pairs of stems and branches (干支), with a direction before them: no
village of Pujiang is called so, and sixty pairs times six directions are enough for all of them.
"""

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
DIRECTIONS = "东西南北上下"


def village_name(index: int, community: bool) -> str:
    """Name of the village counted `index` from 0, such as 东甲子村 or 东甲子社区."""
    pair = STEMS[index % 10] + BRANCHES[index % 12]
    return f"{DIRECTIONS[index // 60]}{pair}{'社区' if community else '村'}"
