"""Groups of petitions that are known to be one."""

from data.matters.groups import Groups


def test_the_head_named_first_stands_for_both_groups_however_large_the_other_is():
    groups = Groups[int]()
    for other in (2, 3, 4, 5):
        groups.join(9, other)
    groups.join(1, 4)
    assert [groups.head(member) for member in (1, 2, 3, 4, 5, 9)] == [1] * 6
    assert groups.head(7) == 7


def test_who_is_joined_twice_is_still_of_one_group():
    groups = Groups[str]()
    groups.join("a", "b")
    groups.join("b", "a")
    assert groups.head("b") == "a"
