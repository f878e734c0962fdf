"""Names: what finds them, what doesn't, and how many of real names are found."""

import csv
import gzip
import random
import string
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers import names
from callcenter.callers.names import deletes, fold, query_tokens, similarity, sound_tokens, tokens


class Index:
    """The two tables of the store in memory: token to name, and key to token."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        self.keys: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            for token in tokens(name):
                self.names[token].add(name)
                for key in deletes(token):
                    self.keys[key].add(token)

    def exact(self, query: str) -> set[str]:
        asked = query_tokens(query)
        return set.intersection(*(self.names[token] for token in asked)) if asked else set()

    def near(self, query: str) -> set[str]:
        found = [
            {name for key in deletes(token) for near in self.keys[key] for name in self.names[near]}
            | self.names[token]
            for token in query_tokens(query)
        ]
        return set.intersection(*found) if found else set()


PEOPLE = [
    "王小明", "单田芳", "仇英", "曾国藩", "解缙", "区大相", "查良镛", "盖叫天", "尉迟恭", "欧阳修", "吕布", "王 小明", "王·小明",
    "Seán O'Brien", "Jean-Pierre Müller", "Łukasz Øst", "İbrahim Işık", "Groß, Jörg", "Nguyễn Thị Ánh", "김민준",
    "さとう けんた", "サクライ", "田中 太郎", "上海顺达汽车销售服务有限公司", "3M", "Ёлкин Артём", "محمد",
]  # fmt: skip


@pytest.fixture(scope="module")
def people() -> Index:
    return Index(PEOPLE)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("王小明", "王小明"),
        ("小明", "王小明"),
        ("王", "王小明"),
        ("wangxiaoming", "王小明"),
        ("Wang Xiaoming", "王小明"),
        ("xiaoming wang", "王小明"),
        ("XIAO MING", "王小明"),
        ("wxm", "王小明"),
        ("王小明", "王 小明"),
        ("王小明", "王·小明"),
        ("shan tianfang", "单田芳"),
        ("dan tianfang", "单田芳"),
        ("qiu ying", "仇英"),
        ("zeng guofan", "曾国藩"),
        ("xiejin", "解缙"),
        ("ou daxiang", "区大相"),
        ("zhaliangyong", "查良镛"),
        ("ge jiaotian", "盖叫天"),
        ("yuchi gong", "尉迟恭"),
        ("yg", "尉迟恭"),
        ("ouyang xiu", "欧阳修"),
        ("oyx", "欧阳修"),
        ("lv bu", "吕布"),
        ("lu bu", "吕布"),
        ("lü bu", "吕布"),
        ("lyu bu", "吕布"),
        ("obrien", "Seán O'Brien"),
        ("o’brien sean", "Seán O'Brien"),
        ("jeanpierre muller", "Jean-Pierre Müller"),
        ("mueller pierre", "Jean-Pierre Müller"),
        ("ＭＵＬＬＥＲ", "Jean-Pierre Müller"),
        ("lukasz ost", "Łukasz Øst"),
        ("ibrahim isik", "İbrahim Işık"),
        ("jorg gross", "Groß, Jörg"),
        ("thi anh nguyen", "Nguyễn Thị Ánh"),
        ("민준", "김민준"),
        ("kim minjun", "김민준"),
        ("gimminjun", "김민준"),
        ("satou kenta", "さとう けんた"),
        ("kenta sato", "さとう けんた"),
        ("さくらい", "サクライ"),
        ("sakurai", "サクライ"),
        ("田中", "田中 太郎"),
        ("顺达汽车", "上海顺达汽车销售服务有限公司"),
        ("shanghai shunda", "上海顺达汽车销售服务有限公司"),
        ("3m", "3M"),
        ("елкин", "Ёлкин Артём"),
        ("محمّد", "محمد"),
    ],
)
def test_a_name_is_found(people: Index, query: str, name: str) -> None:
    assert name in people.exact(query)
    assert similarity(query, name) >= 0.8


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("wang xaioming", "王小明"),
        ("wangxiaomin", "王小明"),
        ("muler", "Jean-Pierre Müller"),
        ("lukazs", "Łukasz Øst"),
        ("sakurei", "サクライ"),
        ("елкинъ", "Ёлкин Артём"),
    ],
)
def test_one_typo_is_forgiven(people: Index, query: str, name: str) -> None:
    assert name in people.near(query)
    assert 0.75 <= similarity(query, name) < 1


def test_what_isnt_there_is_not_found(people: Index) -> None:
    assert people.exact("李小明") == set()
    assert people.exact("wang xiaohong") == set()
    assert query_tokens(" -- ,,") == ()
    assert similarity("", "王小明") == similarity("王", "") == 0


def test_other_characters_of_the_same_sound(people: Index) -> None:
    assert people.exact("王晓明") == set()
    assert sound_tokens("王晓明") == ("wangxiaoming",)
    assert "王小明" in people.names[sound_tokens("王晓明")[0]]
    assert similarity("王晓明", "王小明") > similarity("王晓红", "王小明")
    assert sound_tokens("Wang") == ()


def test_better_matches_come_first() -> None:
    names = ["Smithson Jon", "Jon Smithers", "Smith, John", "Johanna Smith", "Schmidt, John"]
    assert max(names, key=lambda name: similarity("john smith", name)) == "Smith, John"
    assert similarity("john smith", "Smith, John") == similarity("smith john", "Smith, John") == 1
    assert similarity("wang", "王小明") > similarity("wang", "黄小明")


def test_deletes() -> None:
    assert deletes("wang") == {"wang", "ang", "wng", "wag", "wan"}
    assert deletes("wxm") == deletes("王小明明") == deletes("ab12") == frozenset()


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_taken(query: str, name: str) -> None:
    found = tokens(name)
    assert all(token and token == fold(token) for token in found if token.isascii())
    assert set(query_tokens(name)) <= found
    assert 0 <= similarity(query, name) <= 1
    assert fold(fold(name)) == fold(name)


@given(st.text("abcdefgh", min_size=5, max_size=12), st.data())
def test_words_one_typo_apart_share_a_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    typo = data.draw(st.sampled_from(typos(word, at, "x")))
    assert deletes(word) & deletes(typo)


def typos(word: str, at: int, letter: str) -> list[str]:
    """A letter left out, another one, one too many, and two swapped."""
    first, second = word[:at], word[at:]
    return [
        first + second[1:],
        first + letter + second[1:],
        first + letter + second,
        first + second[1] + second[0] + second[2:],
    ]


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / "names" / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_real_chinese_names(shared_data: Path) -> None:
    rows = rows_of(shared_data, "chinese_full_names_pinyin.csv.gz")
    index = Index(row["name"] for row in rows)

    def recall(column: str) -> float:
        return sum(row["name"] in index.exact(row[column]) for row in rows) / len(rows)

    for row in rows:
        row["two"] = row["given"][-2:]
        row["joined"] = row["pinyin_full"].replace(" ", "")
    assert recall("name") == recall("two") == recall("joined") == 1
    assert min(recall("pinyin_full"), recall("western_order"), recall("initials")) > 0.997


def test_real_names_with_a_typo(shared_data: Path) -> None:
    pick = random.Random(3)
    rows = rows_of(shared_data, "names_by_country.csv.gz")
    names = {row["localized"] for row in rows} | {row["romanized"] for row in rows}
    index = Index(names)
    tried = found = first = 0
    for name in sorted(names):
        word = max(query_tokens(name), key=len, default="")
        if len(word) < 5 or not deletes(word):
            continue
        for typo in typos(word, pick.randrange(len(word) - 1), pick.choice(string.ascii_lowercase)):
            near = index.near(typo)
            tried += 1
            found += name in near
            first += name in sorted(near, key=lambda each: -similarity(typo, each))[:20]
    assert found / tried > 0.999
    assert first / tried > 0.99


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=30) | st.text(max_size=20))
def test_the_short_way_to_the_tokens_finds_what_the_long_way_finds(name: str) -> None:
    found = tokens(name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "_has_umlaut", lambda _name: True)
        # A sign that nobody sees makes the name one of other than plain letters.
        assert tokens(f"{name}\u200b") == found
