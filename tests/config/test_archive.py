"""The starter archive: ten updates, their facts as known."""

from datetime import date

from config.archive import read_archive

PERIODS = [
    (date(2021, 1, 1), date(2021, 4, 30)),
    (date(2020, 10, 1), date(2021, 1, 31)),
    (date(2020, 10, 1), date(2020, 10, 31)),
    (date(2020, 4, 1), date(2020, 7, 31)),
    (date(2020, 1, 1), date(2020, 4, 30)),
    None,
    (date(2019, 7, 1), date(2019, 10, 31)),
    (date(2019, 4, 1), date(2019, 6, 30)),
    (date(2019, 1, 1), date(2019, 3, 31)),
    (date(2018, 8, 15), date(2018, 12, 15)),
]


def test_there_are_ten_with_their_periods_and_ids_of_their_own() -> None:
    rows = read_archive()
    assert [row.period for row in rows] == PERIODS
    assert len({row.id for row in rows}) == 10


def test_only_the_fifth_has_an_address_and_a_day_of_its_own() -> None:
    rows = read_archive()
    own = [number for number, row in enumerate(rows, start=1) if not row.url.endswith("/country/kyrgyzstan/")]
    assert own == [5]
    assert [row.published for row in rows if row.published] == [date(2020, 5, 27)]


def test_each_is_retold_in_two_to_four_sentences_and_names_its_people() -> None:
    for row in read_archive():
        assert 2 <= row.text.count(". ") + 1 <= 4, row.id
        assert all(person in row.text for person in row.people), row.id


def test_copies_stand_at_iphr() -> None:
    also = [row.also_at for row in read_archive()]
    assert [number for number, addresses in enumerate(also, start=1) if addresses] == [1, 2, 3, 4, 7, 8]
    assert all(address.startswith("https://iphronline.org/articles/") for (address,) in filter(None, also))
