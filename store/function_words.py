"""Words that say little of what a text is about."""

from store.text.folding import simplify

_WORDS = """
a an the of in on at to for from by with and or not is are was were be been has have had it its this that these those as
but about into over after before who what when where which his her their they he she we i you him them will would can
could may under against between during than then also more no new
в во на по о об обо от до из за к ко с со у и а но или не ни что как это этот эта эти для при про под над без же ли бы
был была были было быть есть его ее их он она они мы вы который которая которые после перед из-за также уже еще только
в отношении из-под между через чтобы если так там где когда кто
жана менен үчүн да де бул ал анын алар эмес бар жок деп деген болгон болуп боюнча тууралуу жөнүндө каршы кийин мурун
чейин дагы эле же ошол ушул аны ага тарабынан катары ичинде тургай
"""

_PLAIN = frozenset(simplify(word) for word in _WORDS.split())


def is_function_word(word: str) -> bool:
    """Whether the word, in any case, says little by itself (the, о, жана)."""
    return simplify(word) in _PLAIN
