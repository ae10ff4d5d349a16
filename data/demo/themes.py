"""What the synthetic petitions are about: shares of the categories, everyday themes, who handles them."""

import numpy as np
from numpy.typing import NDArray

from data.demo.terrain import Floats

SHARES = {
    "natural-resources": (8, 20),
    "construction": (16, 10),
    "housing": (16, 2),
    "labour": (14, 9),
    "agriculture": (3, 18),
    "ecology": (9, 11),
    "civil-emergency": (7, 9),
    "transport": (9, 8),
    "education": (5, 3),
    "health": (4, 3),
    "justice": (3, 3),
    "economy": (4, 2),
    "commerce": (5, 2),
    "party": (1, 1),
    "veterans": (0.6, 0.6),
    "personnel": (0.3, 0.3),
    "discipline": (0.5, 0.8),
    "technology": (0.3, 0.1),
    "other": (2, 2),
}
"""Weight of each category in communities and in villages."""

RISING = {"labour": 0.12, "economy": 0.25, "commerce": 0.3, "housing": 0.12}
"""Wages, contracts, consumers and property management rise over the three years: growth of weight a year."""

THEMES = {
    "labour": ("拖欠工资", "劳动合同", "工伤待遇"),
    "economy": ("合同纠纷", "民间借贷", "企业债务"),
    "commerce": ("消费纠纷", "预付卡退费", "网购退货"),
    "housing": ("物业服务", "小区公共收益", "房屋漏水"),
    "natural-resources": ("征地补偿", "宅基地", "地界"),
    "construction": ("建房审批", "违法建筑", "道路破损"),
    "ecology": ("污水排放", "噪声油烟", "水晶加工粉尘"),
    "agriculture": ("村务财务", "水库移民后期扶持", "农田水利"),
}
"""What is complained of in some categories; in the others the category says enough."""

DEPARTMENTS = {
    "natural-resources": "县自然资源和规划局",
    "construction": "县住房和城乡建设局",
    "housing": "县住房和城乡建设局",
    "labour": "县人力资源和社会保障局",
    "agriculture": "县农业农村局",
    "ecology": "市生态环境局县分局",
    "civil-emergency": "县民政局",
    "transport": "县交通运输局",
    "education": "县教育局",
    "health": "县卫生健康局",
    "justice": "县司法局",
    "economy": "县经济和信息化局",
    "commerce": "县市场监督管理局",
    "veterans": "县退役军人事务局",
    "technology": "县科学技术局",
}
"""Unit of the county for each category; the petition office for the others."""

COUNTY_OFFICE = "县信访局（演示）"


def department(category: str) -> str:
    """The county's unit for a category, marked as synthetic."""
    return f"{DEPARTMENTS[category]}（演示）" if category in DEPARTMENTS else COUNTY_OFFICE


def categories(
    urban: NDArray[np.bool_], month: NDArray[np.int32], years: Floats, rng: np.random.Generator
) -> NDArray[np.object_]:
    """A category for each petition.

    Parameters
    ----------
    urban
        Whether it comes from a community.
    month
        Calendar month of filing: wages before the Spring Festival, the environment in summer.
    years
        Since the record begins.
    """
    codes = list(SHARES)
    shares = np.array(list(SHARES.values()), dtype=np.float64)[:, np.where(urban, 0, 1)].T
    shares[np.isin(month, (12, 1, 2)), codes.index("labour")] *= 1.7
    shares[np.isin(month, (5, 6, 7, 8)), codes.index("ecology")] *= 1.3
    for code, growth in RISING.items():
        shares[:, codes.index(code)] *= np.exp(growth * years)
    upto = np.cumsum(shares, axis=1)
    nth = (upto < (rng.random(len(urban)) * upto[:, -1])[:, None]).sum(axis=1)
    return np.asarray(np.array(codes, dtype=object)[nth])
