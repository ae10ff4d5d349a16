"""What may be a password, and that it costs to guess one (OWASP ASVS 5.0, 6.2)."""

import pytest
from argon2 import PasswordHasher

from data.accounts import passwords
from data.errors import AccountRefused


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "七月流火九月授衣春日载阳",
        "gT7#kz92vLq!",
        "长江后浪推前浪 2026",
        "x" * 4 + "mwk tfp brd hz " * 15,
        " leading and trailing ",
    ],
)
def test_long_passwords_of_any_characters_are_taken(password):
    passwords.check_new(password, ("zhangsan", "张三", "浦江县"))


@pytest.mark.parametrize(
    "password",
    [
        "gT7#kz92vLq",
        "",
        "x" * 300,
        "zhangsan-kz92vLq!",
        "ZHANGSAN-kz92vLq!",
        "浦江县的山水真是好看极了",
        "password1234",
        "P.a.s.s.w.o.r.d.1.2",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "1qaz2wsx3edc",
        "admin2026!!!!",
        "woaini5201314",
        "19800101123456",
        "!@#$%^&*()_+",
        "信访局管理员密码123456",
    ],
)
def test_short_long_own_and_common_ones_are_refused(password):
    with pytest.raises(AccountRefused):
        passwords.check_new(password, ("zhangsan", "张三", "浦江县"))


def test_no_refusal_repeats_the_password():
    with pytest.raises(AccountRefused) as refused:
        passwords.check_new("zhangsan-kz92vLq!", ("zhangsan",))
    assert "kz92" not in str(refused.value) + str(refused.value.values)


def test_a_password_is_kept_by_argon2id_and_read_as_it_is(monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    kept = passwords.hashed("correct horse battery staple")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify("correct horse battery staple", kept)
    assert not passwords.verify("Correct horse battery staple", kept)
    assert not passwords.verify("correct horse battery staple ", kept)


def test_nobody_has_the_password_of_an_unknown_name():
    assert not passwords.verify("nobody", None) and not passwords.verify("", None)
