"""Signs in a text of where a place's name begins and ends, and of what is none: 张村 is not in 西张村."""

import re
from collections.abc import Sequence
from typing import NamedTuple

LEAD_IN = frozenset(
    "在于到住自的和与及至向从由报诉映求询望议对系为让请是民人址地省市县区镇乡道处籍来去回往找称叫我们号或跟同原现"
    "府办问告查属落访应表位助居员主点"
)
"""After these a place may begin: 家住 ..., 反映 ..., ...镇."""
OF_DIVISIONS = frozenset("省县市区镇乡道")
"""Of them, those that end a division's name, be it unknown."""
_WORDS = re.compile(r"[^\W_]")
_LEAD_WORD = re.compile(r"[我老自]家|[我本]村")
JOINTS = frozenset("、，,/;；和与及至到跟或")
"""What joins two names into a list or a pair."""
JOINT = re.compile(r"[^\W\d][、，,/;；和与及至到跟或][^\W\d]")

_MODIFIERS = frozenset("东西南北上下前后里外大小新老旧中高低内一二三四五六七八九十")
_OTHER_ENTITY = re.compile(r"镇|乡|街道|(?:路|街|大道|巷|弄|胡同)(?:[东西南北中]段?)?\d")
_INSTITUTION = re.compile(r"[路街巷弄桥镇乡]|大道|公司|工厂|小区|花园|大厦|广场|酒店|饭店|公园")
_ROAD = re.compile(r"[路街巷弄]\d+号")
_GROUP = re.compile(r"[一二三四五六七八九十]村(?:民小?|小)组")
_POST = re.compile(
    r"(?:党?支部|党?支?书记?|副?主任|长|会计|出纳|文书|民|委|干部|两委|妇女|治保|调解|官|医|警|霸|嫂|姑|姐|哥|叔|某)"
)
"""After a surname and 村 these make a person: 何村长, 张村民; and of 中村民 or 三村干部 no village either."""
_ADVERB = re.compile(r"[之以目日][东西南北上下前后里外内]|[已曾]经")
"""What looks like the beginning of a name in 之前一村民 or 已经上市村民."""
_WORD = re.compile(r"[为从由]何|[从由市县区镇乡道]中")
"""The same of names of one character: 为何村里没有路 names no village 何."""
_PERSON = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[人民叫系是我报诉映户主员和与找告])"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严洪楼戴倪项祝盛应俞葛柳]"
    r"[\u4e00-\u9fff]?[^\W省市县区州镇乡路街村庄山头塘溪坑岭坞畈田地泥沙桥井店宅湾坪源岩口寺殿庙墩"
    r"东西南北上下前后里外大小新老旧中高低内之以目日]$"
)
"""A person's name, which some write right before a place, 张三前于村; it ends unlike a place's own name."""


class Mention(NamedTuple):
    """A name found in a text."""

    name: str
    start: int
    end: int


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff"


def begins(text: str, start: int, mentions: Sequence[Mention]) -> bool:
    """Whether a place can begin here: after nothing, a sign or number, or the name of another division."""
    return start == 0 or not is_han(text[start - 1]) or any(mention.end == start for mention in mentions)


def may_begin(text: str, start: int, mentions: Sequence[Mention]) -> bool:
    """Whether a place can begin here, or after a word that leads to one."""
    return begins(text, start, mentions) or _is_led_to(text, start)


def ends(text: str, end: int) -> bool:
    """Whether a place can end here: before nothing or a sign."""
    return end == len(text) or not is_han(text[end])


def follows(text: str, mention: Mention, other: Mention) -> bool:
    """Whether a name comes right after another, with a space between them or none."""
    return other.end <= mention.start and not text[other.end : mention.start].strip()


def is_beside(text: str, mention: Mention, other: Mention) -> bool:
    """Whether nothing but signs stands between two names."""
    first, last = sorted((mention, other), key=lambda one: one.start)
    return first.end <= last.start and not _WORDS.search(text, first.end, last.start)


def is_clear(text: str, mention: Mention, bare: str, mentions: Sequence[Mention]) -> bool:
    """Whether a name with suffix begins and ends where it seems to."""
    if _is_cut(text, mention):
        return False
    if len(bare) == 1 and (_GROUP.match(text, mention.start) or _POST.match(text, mention.end)):
        return False
    if begins(text, mention.start, mentions):
        return True
    if len(bare) == 1:
        return _is_led_to(text, mention.start) and not _WORD.match(text, mention.start - 1)
    return _is_led_to(text, mention.start) or _is_after_person(text, mention)


def may_be_one(text: str, mention: Mention, bare: str) -> bool:
    """Whether a name with suffix may be meant though its beginning is not clear."""
    if len(bare) == 1 or _is_cut(text, mention) or is_modified(text, mention):
        return False
    return not _ADVERB.search(text, max(mention.start - 2, 0), mention.start + 1)


def may_be_name(text: str, mention: Mention) -> bool:
    """Whether a name without suffix may be meant at all: of one character not in words, as 中心小学."""
    return len(mention.name) > 1 or not is_han(text[mention.end : mention.end + 1] or " ")


def is_modified(text: str, mention: Mention) -> bool:
    """Whether a character stands before a name that makes another of it: 上朱宅 is not 朱宅."""
    return mention.start > 0 and text[mention.start - 1] in _MODIFIERS


def is_institution(text: str, mention: Mention) -> bool:
    """Whether a road, a house or a firm is called like a village."""
    return bool(_INSTITUTION.match(text, mention.end) or _ROAD.match(text, mention.end - 1))


def _is_led_to(text: str, start: int) -> bool:
    return text[start - 1] in LEAD_IN or _LEAD_WORD.match(text, max(start - 2, 0), start) is not None


def _is_cut(text: str, mention: Mention) -> bool:
    """Whether what follows a name, or stands around it, makes it a part of another."""
    return _OTHER_ENTITY.match(text, mention.end) is not None or cuts_a_number(text, mention)


def _is_after_person(text: str, mention: Mention) -> bool:
    return _PERSON.search(text, max(mention.start - 4, 0), mention.start) is not None


def cuts_a_number(text: str, mention: Mention) -> bool:
    """Whether a name of digits or letters stands within a longer row of them."""
    before = mention.start > 0 and _is_word(mention.name[0]) and _is_word(text[mention.start - 1])
    after = mention.end < len(text) and _is_word(mention.name[-1]) and _is_word(text[mention.end])
    return before or after


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
