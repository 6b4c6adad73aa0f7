"""Addresses on the web: where a secret or a person may be sent."""

from ipaddress import ip_address

from homeassistant.util.network import is_loopback, is_private
from yarl import URL


def origin(address: str) -> str | None:
    """Return the origin of an address that was typed; None unless it is safe."""
    address = address.strip()
    try:
        url = URL(address if "://" in address else f"https://{address}")
        return str(url.origin()) if _is_safe(url) else None
    except ValueError:
        return None


def sanitize_link(link: str | None) -> str | None:
    """Return a link as it may be shown in a text; None unless it is safe to follow."""
    try:
        url = URL(link or "")
        safe = _is_safe(url)
    except ValueError:
        return None
    # Parentheses would end the link in the text's markup.
    return str(url).replace("(", "%28").replace(")", "%29") if safe else None


def _is_safe(url: URL) -> bool:
    """Whether nobody on the way can listen.

    Unencrypted http is for a computer at home: loopback and private addresses.
    """
    if url.user is not None or url.password is not None or not url.host:
        return False
    return url.scheme == "https" or (url.scheme == "http" and _is_at_home(url.host))


def _is_at_home(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return is_loopback(address) or is_private(address)
