"""The editors' files of names: complete, free of contradictions, and refused with a reason when they are not."""

import shutil
from pathlib import Path

import pytest

import config.lexicon.names
from config.lexicon.names import read_names
from store.lexicon.names import NameLexicon
from store.text.folding import fold

SHIPPED = Path(config.lexicon.names.__file__).parent / "names"


def test_there_are_enough_public_figures_and_no_two_share_a_spelling(names: NameLexicon) -> None:
    assert len(names.figures) >= 150
    keys: dict[str, str] = {}
    for figure in names.figures:
        assert figure.name == figure.names["en"][0]
        for spellings in figure.names.values():
            for spelling in spellings:
                assert keys.setdefault(spelling, figure.key) == figure.key


def test_figures_with_equal_folds_are_one(names: NameLexicon) -> None:
    keys: dict[str, str] = {}
    for figure in names.figures:
        for spelling in (spelling for spellings in figure.names.values() for spelling in spellings):
            assert keys.setdefault(fold(spelling), figure.key) == figure.key


def test_each_script_holds_its_own_letters() -> None:
    tables = read_names()
    assert all("\u0400" <= letter <= "\u052f" or letter == "-" for name, _ in tables.given_cyrillic for letter in name)
    assert not any("\u0400" <= letter <= "\u052f" for name, _ in tables.given_latin for letter in name)
    for names in tables.figures.values():
        assert not any("\u0400" <= letter <= "\u052f" for spelling in names["en"] for letter in spelling)
        assert all(spelling[0] >= "\u0400" for language in ("ru", "ky") for spelling in names[language])


def test_words_that_are_never_names_are_no_unambiguous_given_names(names: NameLexicon) -> None:
    clashes = [name for name, _ in read_names().given_cyrillic if name.lower().startswith(names.never_beginnings)]
    assert clashes == []
    assert all(len(beginning) > 3 for beginning in names.never_beginnings)


def test_people_of_the_shared_list_are_all_there(names: NameLexicon) -> None:
    listed = Path(__file__).parents[4] / "shared" / "people-variants.tsv"
    if not listed.exists():
        pytest.skip("../shared is not beside the repository")
    wanted = {line.split("\t")[0] for line in listed.read_text(encoding="utf-8").splitlines()[1:]}
    assert wanted <= {figure.name for figure in names.figures}


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("given/kyrgyz.tsv", "Азамат\n", "kyrgyz.tsv, line 1: needs a name, a tab, and m, f or mf"),
        ("given/kyrgyz.tsv", "Азамат\tx\n", "kyrgyz.tsv, line 1: needs a name, a tab, and m, f or mf"),
        ("rules.toml", '[links]\nm = "uulu"\n', r"rules.toml: \[particles\] is missing"),
        ("contexts.toml", '[kin]\nen = "wife wife"\n', r"contexts.toml: kin: en has 'wife' twice"),
        ("contexts.toml", "[kin]\nen = 5\n", "contexts.toml: kin: en must be words separated by spaces"),
        ("figures.toml", '[somebody]\nen = ["Some Body"]\n', r"figures.toml, \[somebody\]: needs spellings"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, file: str, line: str, reason: str) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "names")
    (folder / file).write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        read_names(folder)
