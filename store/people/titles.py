"""Words that stand around a name and are no part of it."""

from store.text.folding import simplify

_WORDS = """
who is was are the an about of by mr mrs ms miss dr prof sir madam case news tell me on and what happened to with
journalist reporter editor blogger activist lawyer attorney advocate defender rights human president minister
prime deputy mp politician judge prosecutor director head chair chairman chairwoman leader former ex
opposition investigative civil member artist singer poet writer akyn father mother wife husband son daughter
kyrgyz kyrgyzstan

кто такой такая это что и с о об про и дело новости арест суд над господин госпожа товарищ гражданин гражданка
журналист журналистка репортер редактор редакторка блогер блогерка активист активистка адвокат адвокатка юрист
правозащитник правозащитница защитник президент министр премьер премьер-министр депутат политик судья прокурор
директор глава председатель лидер экс бывший бывшая экс-президент оппозиционер оппозиционный поэт поэтесса писатель
певец певица акын режиссер расследователь известный известная кыргызский кыргызская кыргызстан киргизский

ким бул деген жана жөнүндө тууралуу менен иши жаңылык агай эже
журналисти кабарчы редактору блогери активисти жактоочу укук коргоочу коргоочусу адвокаты президенти министри
депутаты саясатчы сот прокурору директору башчысы төрагасы лидери мурдагы экс-президенти оппозициячы акын жазуучу
ырчы кинорежиссер иликтөөчү белгилүү
"""

TITLES = frozenset(part for word in _WORDS.split() for part in simplify(word).split("-"))
"""Simplified, in the nominative."""

GOVERNING = frozenset(["дело", "суд", "арест", "над", "о", "об", "про", "с"])
"""Of these, words after which a name stands in another case than the nominative."""
