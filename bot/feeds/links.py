"""Addresses: made absolute for showing, made canonical for comparing."""

import re
import urllib.parse

from store.feed import LinkRules

NO_RULES = LinkRules()
_LIMIT = 4_096
_SCHEMES = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|vero|oly|mc|ga|_hs|__hs|wt|at)_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|yclid|ysclid|"
    r"msclkid|twclid|ttclid|igshid|igsh|li_fat_id|mkt_tok|_openstat|_ga|_gl|s_cid|cmpid|icid|ncid|smid|ref_src|ref_url|"
    r"xtor|spm|rss|from_rss|share|__twitter_impression|amp|amp_js_v|usqp|cn-reloaded",
    re.IGNORECASE,
)
_SIDE_HOSTS = ("www.", "m.", "mobile.", "amp.", "wap.", "touch.")
_SIDE_VIEWS = ("outputtype=amp", "view=amp", "m=1", "mobile=1")
_AMP_CACHE = re.compile(
    r"https?://(?:www\.google\.[a-z.]{2,6}/amp|[^/]{1,200}\.cdn\.ampproject\.org/[cv])/(s/)?(.+)", re.IGNORECASE
)
_UNRESERVED = re.compile(r"%(?:2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]|[^\x00-\x7f]")


def absolute_url(base: str, href: str) -> str | None:
    """`href` as an http or https address with a host, read against `base`; None for anything else."""
    cleaned = re.sub(r"[\t\r\n]", "", href.strip())
    if not cleaned or len(cleaned) > _LIMIT:
        return None
    try:
        joined = urllib.parse.urljoin(base, cleaned)
        parts = urllib.parse.urlsplit(joined)
        good = parts.scheme.lower() in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    if not good or parts.username is not None or not _sound_host(parts.hostname or ""):
        return None
    return _quote(joined)


def canonical_link(url: str, rules: LinkRules = NO_RULES) -> str | None:
    """What equal addresses have in common: no tracking, `www.`, mobile or AMP forms, fragment, port or scheme's choice.

    Only for comparing, never for showing: the result need not answer. Parameters that carry meaning stay, sorted. None
    when the address is not http or https. `rules` are the outlet's own and go before the general ones.
    """
    absolute = absolute_url("", url)
    if absolute is None:
        return None
    if match := _AMP_CACHE.match(absolute):
        absolute = absolute_url("", f"http{(match[1] and 's') or ''}://{match[2]}") or absolute
    parts = urllib.parse.urlsplit(absolute)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = _canonical_query(parts.query, rules)
    return f"https://{_same_host(parts.hostname or '', rules)}{port}{_canonical_path(parts.path)}{query}"


def _sound_host(host: str) -> bool:
    try:
        host.encode("ascii" if host.isascii() else "idna")
    except UnicodeError:
        return False
    return len(host) <= 253 and not re.search(r"[\s<>\"'\\^`{|}%]", host)


def _quote(url: str) -> str:
    return _UNSAFE.sub(lambda match: urllib.parse.quote(match[0], safe="", errors="replace"), _ascii_host(url))


def _ascii_host(url: str) -> str:
    """The same address with its host in ASCII, so that look-alike letters show as what they are."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    if host.isascii():
        return url
    plain = host.encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port else ""
    return urllib.parse.urlunsplit(parts._replace(netloc=plain + port))


def _canonical_host(host: str) -> str:
    host = host.lower().rstrip(".")
    while side := next((side for side in _SIDE_HOSTS if host.startswith(side) and host.count(".") > 1), None):
        host = host.removeprefix(side)
    return f"[{host}]" if ":" in host else host


def _canonical_path(path: str) -> str:
    path = _even_escapes(path)
    path = re.sub(r"/{2,}", "/", path)
    while True:
        shorter = re.sub(r"(?:/amp|\.amp|/index\.(?:html?|php))$", "", path.rstrip("/"), flags=re.IGNORECASE)
        shorter = re.sub(r"^/amp(?=/)", "", shorter, flags=re.IGNORECASE)
        shorter = re.sub(r"\.amp\.html$", ".html", shorter, flags=re.IGNORECASE)
        if shorter == path:
            return path
        path = shorter


def _canonical_query(query: str, rules: LinkRules) -> str:
    kept = sorted(_even_escapes(part) for part in query.split("&") if part and _means_something(part, rules))
    return "?" + "&".join(kept) if kept else ""


def _means_something(part: str, rules: LinkRules) -> bool:
    name = part.partition("=")[0].lower()
    if name in rules.keep:
        return True
    return name not in rules.drop and not _TRACKING.fullmatch(name) and part.lower() not in _SIDE_VIEWS


def _same_host(host: str, rules: LinkRules) -> str:
    plain = _canonical_host(host)
    names = [_canonical_host(name) for name in rules.hosts]
    return names[0] if plain in names else plain


def _even_escapes(text: str) -> str:
    plain = _UNRESERVED.sub(lambda match: urllib.parse.unquote(match[0]), text)
    return _ESCAPE.sub(lambda match: match[0].upper(), plain)
