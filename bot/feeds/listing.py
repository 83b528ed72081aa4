"""A page of news read with CSS selectors."""

from collections import Counter
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from bot.feeds.cleaning import clean_title, is_more_link
from bot.feeds.document import RawEntry, RawFeed
from bot.feeds.links import absolute_url
from store.feed import Selectors

_DATE_ATTRIBUTES = ("datetime", "content", "data-date", "data-time", "data-timestamp", "title")


class SelectorError(ValueError):
    """A selector is not CSS; the message names it."""


def read_listing(text: str, url: str, selectors: Selectors) -> RawFeed:
    """The items of a page in its order; none when the selectors find none. SelectorError when one of them is no CSS."""
    page = LexborHTMLParser(text)
    base = _base(page, url)
    root = page.root
    items = _find(root, selectors.item) if root is not None else []
    following = _find(root, selectors.next_page)[:1] if root is not None else []
    return RawFeed(
        entries=tuple(_entry(item, selectors) for item in items),
        shape=_shape(items),
        base=base,
        title=_title(page),
        language=_attribute(root, "lang") if root is not None else None,
        next_page=absolute_url(base, _href(following[0])) if following else None,
    )


def _find(node: LexborNode, selector: str) -> list[LexborNode]:
    if not selector.strip():
        return []
    try:
        return list(node.css(selector))
    except (SelectolaxError, ValueError, RuntimeError) as error:
        raise SelectorError(f"{selector!r} is not a CSS selector") from error


def _entry(item: LexborNode, selectors: Selectors) -> RawEntry:
    links = _links(item, selectors)
    titles = _find(item, selectors.title)
    title = next((text for node in titles if (text := node.html or "") and clean_title(text)), "")
    return RawEntry(
        hrefs=tuple(dict.fromkeys(href for link in links if (href := _href(link)))),
        title=title or _title_of_links(links),
        text="\n".join(_outermost(_find(item, selectors.summary))),
        date=next((date for node in _find(item, selectors.date) if (date := _date(node))), ""),
    )


def _links(item: LexborNode, selectors: Selectors) -> list[LexborNode]:
    """The item's links, what the selector names first; without a selector those with a text of their own first."""
    if selectors.link:
        return [link for node in _find(item, selectors.link) if (link := _link_of(node)) is not None]
    own = [item] if item.tag == "a" else []
    found = [*own, *_find(item, "a[href]")]
    headings = [link for node in _find(item, selectors.title) if (link := _link_of(node)) is not None]
    return headings + sorted(found, key=lambda link: is_more_link(link.text()))


def _link_of(node: LexborNode) -> LexborNode | None:
    """The link that a node is, holds, or stands in."""
    if _href(node):
        return node
    inside = node.css_first("a[href]")
    if inside is not None:
        return inside
    parent = node.parent
    while parent is not None and parent.tag not in ("article", "li", "body", "html"):
        if parent.tag == "a" and _href(parent):
            return parent
        parent = parent.parent
    return None


def _title_of_links(links: Sequence[LexborNode]) -> str:
    """A link's own words, or its title attribute where its words only say "Read more"."""
    for link in links:
        words = link.html or ""
        if clean_title(words) and not is_more_link(link.text()):
            return words
        if named := _attribute(link, "title") or _attribute(link, "aria-label"):
            return named
    return ""


def _outermost(nodes: Sequence[LexborNode]) -> list[str]:
    """The HTML of the nodes, without those that stand inside another of them."""
    ids = {node.mem_id for node in nodes}
    return [node.html or "" for node in nodes if not _stands_in(node, ids)]


def _stands_in(node: LexborNode, ids: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _date(node: LexborNode) -> str:
    inner = node.css_first("time[datetime]")
    for candidate in (node, inner):
        if candidate is not None:
            for name in _DATE_ATTRIBUTES:
                value = _attribute(candidate, name)
                if value and any(character.isdigit() for character in value):
                    return value
    return clean_title(node.html or "")


def _href(node: LexborNode) -> str:
    return _attribute(node, "href") or ""


def _attribute(node: LexborNode, name: str) -> str | None:
    return node.attributes.get(name) or None


def _base(page: LexborHTMLParser, url: str) -> str:
    node = page.css_first("base[href]")
    return (absolute_url(url, _href(node)) or url) if node is not None else url


def _title(page: LexborHTMLParser) -> str:
    node = page.css_first("head > title")
    return node.text() if node is not None else ""


def _shape(items: Sequence[LexborNode]) -> str:
    """The form that most items have: one pinned on top may have another."""
    return max((forms := Counter(_form(item) for item in items)), key=forms.__getitem__, default="")


def _form(item: LexborNode) -> str:
    """Tags and classes of an item and of what stands directly in it."""
    children = [_name(child) for child in item.iter() if child.tag]
    return f"{_name(item)}>{','.join(dict.fromkeys(children))}"[:200]


def _name(node: LexborNode) -> str:
    return ".".join([node.tag or "", *sorted((_attribute(node, "class") or "").split())])
