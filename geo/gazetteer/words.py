"""Everyday words that are names of villages as well: 民生, 上市, 红旗."""

from functools import cache

_SLOGANS = """\
一心 丰收 为民 中心 中间 五星 交通 人和 人民 信用 健康 光明 光荣 公共 公平 公正 公道 共同 再生 农业 农场
农民 农村 先进 先锋 全面 全新 全民 兴旺 兴隆 前进 前锋 创业 创新 利民 劳动 勤劳 卫星 友好 友爱 发展 发达
合作 合力 合理 同心 名山 向前 向阳 和睦 和谐 团结 国庆 国际 园林 土地 基层 复兴 大同 大众 大地 大桥 大路
太平 太阳 奋斗 奋进 安全 安定 安居 安康 富强 富民 富裕 小康 小路 工业 工人 平安 平等 幸福 广场 建国 建设
开发 开放 开明 当前 快乐 惠民 拥军 拥护 改革 政府 教育 敬老 文化 文明 文艺 新兴 新建 新房 新民 新生 新路
新风 方向 明天 春光 春风 星光 星火 智慧 智能 智勇 曙光 服务 朝阳 未来 村口 桥头 正义 民主 民族 民生 民心
永久 永安 永远 永丰 水利 水库 江滨 沿江 沿河 活力 温泉 港口 火车 火箭 爱国 爱民 环境 现代 生产 生态 生活
田园 石桥 科学 秋丰 立新 站前 红光 红军 红心 红日 红色 繁荣 经济 绿化 美丽 群众 群英 老街 联合 联盟 联营
联防 胜利 自力 自强 自立 自由 英雄 荣光 西街 西站 东站 西门 东门 南门 北门 解放 路口 跃进 车站 进步 远大
连心 道光 道路 邻里 重点 金光 金星 长征 长期 长远 阳光 青年 青春 革命 领先 高山 高桥 高潮 黎明 齐心 龙头
"""
"""Words after which villages were named, and what lies in many of them."""

_WORDS = frozenset(_SLOGANS.split())


@cache
def is_everyday(name: str) -> bool:
    """Whether a name is a word that a text may hold without meaning a place.

    The words are those of pypinyin's dictionary of phrases, which has what idioms and everyday words with a
    character of two sounds there are, and the slogans.
    """
    return name in _WORDS or name in _phrases()


@cache
def _phrases() -> frozenset[str]:
    from pypinyin.phrases_dict import phrases_dict  # half a second to load, and not everybody reads addresses

    return frozenset(phrases_dict)
