"""Test the validation of URLs."""

import pytest

from custom_components.podero.settings.url import normalize_base_url, sanitize_link

UNSAFE = [
    "",
    "podero.example.com",
    "podero.example.com:8443",
    "//podero.example.com",
    "https://",
    "https://:8443",
    "https://podero.example.com:port",
    "https://[::1",
    "http://podero.example.com",
    "http://localhost.example.com",
    "http://8.8.8.8",
    "http://169.254.169.254",
    "http://0.0.0.0",
    "http://[2001:4860:4860::8888]",
    "ftp://127.0.0.1",
    "ws://127.0.0.1",
    "file:///etc/passwd",
    "https://name:password@podero.example.com",
    "https://name@127.0.0.1",
    "https://:password@127.0.0.1",
    "http://name:password@127.0.0.1",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://podero.example.com", "https://podero.example.com"),
        (" https://podero.example.com\n", "https://podero.example.com"),
        ("https://podero.example.com/api/partners/v2.0/", "https://podero.example.com"),
        ("https://podero.example.com?a=b#c", "https://podero.example.com"),
        ("https://podero.example.com:443", "https://podero.example.com"),
        ("https://podero.example.com:8443", "https://podero.example.com:8443"),
        ("HTTPS://Podero.Example.com", "https://podero.example.com"),
        ("https://8.8.8.8", "https://8.8.8.8"),
        ("http://localhost:8124/", "http://localhost:8124"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.8.9.10", "http://127.8.9.10"),
        ("http://10.0.0.1", "http://10.0.0.1"),
        ("http://172.16.0.1", "http://172.16.0.1"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("http://[::1]:8124", "http://[::1]:8124"),
        ("http://[fd00::1]", "http://[fd00::1]"),
    ],
)
def test_an_address_is_reduced_to_its_origin(typed: str, expected: str) -> None:
    assert normalize_base_url(typed) == expected


@pytest.mark.parametrize("address", UNSAFE)
def test_an_address_that_is_not_safe_has_no_origin(address: str) -> None:
    assert normalize_base_url(address) is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://podero.example.com", "https://podero.example.com"),
        ("https://podero.example.com/a?b=c", "https://podero.example.com/a?b=c"),
        ("https://podero.example.com/a#b", "https://podero.example.com/a#b"),
        ("http://127.0.0.1:8124/a", "http://127.0.0.1:8124/a"),
        ("http://localhost/a", "http://localhost/a"),
        (
            "https://podero.example.com/a) [b](javascript:alert(1)",
            "https://podero.example.com/a%29%20%5Bb%5D%28javascript:alert%281%29",
        ),
        (
            "https://podero.example.com/<b>\n\"'`",
            "https://podero.example.com/%3Cb%3E%22'%60",
        ),
        (
            "https://podero.example.com/?a=(b)&c=d e",
            "https://podero.example.com/?a=%28b%29&c=d+e",
        ),
    ],
)
def test_a_safe_link_is_as_a_text_can_carry_it(link: str, expected: str) -> None:
    assert sanitize_link(link) == expected


@pytest.mark.parametrize(
    "link",
    [
        None,
        *UNSAFE,
        "/terms",
        "//podero.example.com/terms",
        "javascript:alert(1)",
        "data:text/html,hello",
        "mailto:somebody@example.com",
    ],
)
def test_a_link_that_is_not_safe_is_none(link: str | None) -> None:
    assert sanitize_link(link) is None
