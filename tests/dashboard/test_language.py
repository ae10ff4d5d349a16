"""Words of the pages."""

from dashboard.language import category


def test_a_category_of_the_file_with_a_colon_in_it_is_shown_as_it_was_written():
    assert category("其他:物业") == "其他:物业"
    assert category("old17:environment") == "环境保护（旧分类）"
