"""Kinds of deed that news of civic space tells of, by the concepts of the lexicon and a few words beside them."""

import re

ACT_OF = {
    "detention": "detention", "protesters-detained": "detention", "ex-president-arrest": "detention",
    "pretrial-custody": "custody", "house-arrest": "house-arrest", "abduction": "abduction",
    "criminal-case": "charge", "trial": "trial", "sentence": "verdict", "penalty": "fine", "release": "release",
    "acquittal": "acquittal", "search-raid": "search", "interrogation": "questioning", "attack": "attack",
    "threats": "threat", "torture": "torture", "death": "death", "death-in-prison": "death", "killing": "death",
    "murder-of-journalist": "death", "hunger-strike": "hunger", "deportation": "deportation", "exile": "exile",
    "travel-ban": "travel-ban", "enforced-apology": "apology", "account-freeze": "freeze", "rally": "protest",
    "picket": "protest", "march": "protest", "peaceful-assembly": "protest", "strike": "protest",
    "road-blockade": "blockade", "rally-ban": "rally-ban", "ban": "ban", "dispersal": "dispersal",
    "mass-unrest": "unrest", "post-election-protests": "unrest", "law-adoption": "law", "website-blocking": "block",
    "blocking": "block", "internet-shutdown": "block", "closure": "block", "registration-refused": "refusal",
    "obstruction": "obstruction", "hacking": "hacking", "surveillance": "surveillance", "smear": "smear",
    "doxxing": "doxxing", "dismissal": "dismissal", "lawsuit": "suit", "libel": "suit", "resignation": "resignation",
    "minister-resigns": "resignation", "award": "award", "petition": "petition", "candidate-removal": "removal",
    "referendum": "referendum", "elections": "election", "psychiatric": "psychiatric", "inspections": "inspection",
    "investigation": "inquiry", "libel-claim-rejected": "suit-rejected", "travel-ban-lifted": "ban-lifted",
}  # fmt: skip

_WORDS = {
    "signed": r"\bsigns?\b|\bsigned\b|\bподпис(?!к)|кол кой|кол коюл",
    "passed": r"\b(?:pass|adopt|vot)(?:es|ed|s)\b|третье\w* чтени|\bприня(?:л|т)|проголосова|кабыл ал|үчүнчү окуу"
    r"|жактыр|добуш бер|third reading|final reading|second reading|втором чтени|экинчи окуу",
    "withdrawn": r"withdr[ae]w|\brecall|отозва|кайтарып ал|чакыртып ал",
    "vetoed": r"\bveto|вето\b|возражени|с возраж|каршы пикир",
    "upheld": r"\bup(?:held|holds?)\b|\bin force\b|в силе|күчүндө кал|без изменени|өзгөрүүсүз",
    "protest": r"\bмитинг(?!дерге тыюу)|нааразылык акция|\bпикет|\brall(?:y|ies)\b|\bprotest(?:s|ed)?\b",
    "hunger": r"голодовк|ачкалык|hunger strike",
    "abduction": r"\babduct|похитил|похищен|уурдал|уурдап|зордоп алып",
    "interview": r"интервью|\binterview|маегинде",
    "inquiry": r"\binquir|\bprobe|служебн\w+ проверк|расследовани|возбудили дело|возбуждено дело|тергөө башта"
    r"|кызматтык текшер|иш козго",
    "found": r"\bнашл[аио]|\bfound alive|табылды|обнаружен",
    "hospital": r"hospitali[sz]|moved to hospital|в больницу|госпитализ|ооруканага",
    "suspects": r"подозреваем\w+ в напад|suspects? (?:in|held)|шектүүлөр",
    "lifted": r"\bsettle|мирово|снят|lifted|unblock|разблокир|бөгөттөн чыгар",
    "annulled": r"\bannul|недействительн|жараксыз|отменил",
    "adjourned": r"\badjourn|postpone|перен[её]с|отложи|жылдыр|кийинкиге",
    "extended": r"\bextend|продлил|продлен|узарт",
    "appealed": r"\bappeal(?:s|ed)\b|обжалов|даттан",
    "abolished": r"\babolish|\bscraps?\b|упраздн|жоюу|жоюл",
    "ended": r"прекратил\w* (?:голодовк|акци|митинг)"
    r"|\bend(?:s|ed)? (?:his|her|their|a|the) (?:hunger|strike|protest|rally)"
    r"|ачкалы\w+ токтот|called off|свернул\w* (?:акци|лагер)",
    "demand": r"\bcalls? (?:on|for)\b|\burg(?:es?|ing)\b|\bdemand|\bshould\b|\bmust\b|призва|призыва|требу|потребова"
    r"|талап кыл|чакырды|чакырып|чакырат",
    "obstruction": r"\bbarred from|not (?:let|allowed) in|не пустили|не допустили|киргизбе|киргизген жок|киргизишкен",
    "effective": r"tak(?:es|en|ing) effect|comes? into force|вступи\w* в силу|вступа\w+ в силу|күчүнө кир",
    "proposal": r"\bpropos(?:e|al)|предлож|предлага|сунушта",
    "refusal": r"refus\w+ (?:to )?regist|отказ\w* в регистрации|катто\w* баш тарт",
    "resignation": r"\bdismiss|\bresign|\bsteps? down|покинул пост|освобожд[её]\w+ от должности|ушел в отставку"
    r"|кызматынан (?:кет|бошо)",
    "block": r"\bcut off\b|goes dark|\bunavailable|отключ|недоступ|заблокир|бөгөттөл|жабылды",
    "detention": r"\bheld (?:in|by|over|for)\b|taken away|\bувезли|\bувезён|\bувезен|алып кетишти|алып кетти",
}
_PATTERNS = {act: re.compile(pattern, re.IGNORECASE) for act, pattern in _WORDS.items()}

STAGES = {
    "detention": "detention", "abduction": "detention", "custody": "detention", "search": "detention",
    "house-arrest": "release", "release": "release", "acquittal": "acquittal", "verdict": "verdict",
    "upheld": "upheld", "death": "death", "deportation": "deportation", "inquiry": "inquiry", "found": "found",
    "signed": "signed", "passed": "passed", "withdrawn": "withdrawn", "vetoed": "vetoed", "hunger": "hunger",
    "block": "block", "freeze": "freeze", "lifted": "lifted", "suit": "suit", "threat": "threat",
    "attack": "attack", "award": "award", "rally-ban": "rally-ban", "fine": "fine", "annulled": "annulled",
    "adjourned": "adjourned", "extended": "extended", "charge": "charge", "suspects": "suspects",
    "ended": "ended",
}  # fmt: skip
"""Acts that follow one another in what becomes of one person, law or outlet; each stage is an event of its own."""

EXCLUSIVE = frozenset(
    {
        "detention", "release", "acquittal", "verdict", "upheld", "death", "inquiry", "found", "signed",
        "passed", "withdrawn", "vetoed", "annulled", "adjourned", "extended", "suspects", "award", "lifted", "suit",
        "hunger", "ended",
    }
)  # fmt: skip
"""Stages of which a headline tells one: what it names is what happened."""

COMMON_ACTS = frozenset(
    {
        "detention", "custody", "charge", "verdict", "fine", "protest", "block", "law", "search", "signed", "passed",
        "attack", "release", "trial", "closure", "death", "inquiry", "appealed", "questioning", "ban", "election",
        "torture", "threat", "smear", "demand", "proposal", "effective",
    }
)  # fmt: skip
"""Acts of which every day may bring several."""

NEWS_OF = {
    "charge": "charge", "detention": "detention", "custody": "detention", "abduction": "detention",
    "house-arrest": "release", "release": "release", "acquittal": "verdict", "verdict": "verdict", "death": "death",
}  # fmt: skip
"""Acts that are worth telling again of an event already told of."""

COMMON_CONCEPTS = frozenset(
    {
        "journalist", "detention", "court", "head-of-state", "sentence", "independent-media", "pretrial-custody",
        "police-force", "law-adoption", "rally", "criminal-case", "internet", "human-rights-defender", "protesters",
        "activist", "lawyer", "closure", "office", "district-court", "elections", "gknb", "ban", "attack",
        "search-raid", "ngo", "restriction", "economy", "mass-unrest", "blogger", "blocking", "torture",
        "interrogation", "penalty", "release", "ministry-of-culture", "som", "schooling", "threats", "positive-step",
        "death",
        "harassment", "summit", "mayor", "acquittal", "jogorku-kenesh", "press-office", "city-police",
        "interior-ministry", "investigation", "freedom-of-speech", "cabinet", "civil-society",
    }
)  # fmt: skip
"""Concepts that so many entries share that they tell events apart but little."""


ENDED = "ended"
ENDS = frozenset({"hunger", "protest", "blockade"})
"""What goes on no longer where it is said to have ended."""

DEMAND = "demand"
DEMANDED = frozenset({"release", "acquittal", "inquiry", "resignation", "withdrawn", "vetoed", "lifted"})
"""What did not happen where it is only asked for."""


def find_worded_acts(text: str) -> set[str]:
    """Acts that the lexicon has no concept for, by their words."""
    return {act for act, pattern in _PATTERNS.items() if pattern.search(text)}
