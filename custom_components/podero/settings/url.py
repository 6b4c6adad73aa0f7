"""URLs to which secrets or people may be sent."""

from ipaddress import ip_address

from homeassistant.util.network import is_loopback, is_private
from yarl import URL


def normalize_base_url(address: str) -> str | None:
    """Return the origin of an address that was entered; None if it is not safe."""
    try:
        url = URL(address.strip())
        return str(url.origin()) if _is_safe(url) else None
    except ValueError:
        return None


def sanitize_link(link: str | None) -> str | None:
    """Return a link for a text in Markdown; None if it is not safe to follow."""
    try:
        url = URL(link or "")
        safe = _is_safe(url)
    except ValueError:
        return None
    # Parentheses would end the link in Markdown.
    return str(url).replace("(", "%28").replace(")", "%29") if safe else None


def _is_safe(url: URL) -> bool:
    """Return whether nobody can intercept the connection.

    Plain http is only for loopback and private addresses.
    """
    if url.user is not None or url.password is not None or not url.host:
        return False
    return url.scheme == "https" or (url.scheme == "http" and _is_private(url.host))


def _is_private(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return is_loopback(address) or is_private(address)
