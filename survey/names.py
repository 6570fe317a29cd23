"""Hides names of officers in what citizens wrote, as people write them: any case, with or without marks.

A whole name is found wherever it stands, two syllables of its end where they begin with capitals. A given name alone
is hidden only behind a word of address ("chị Hoa", "cán bộ Minh", "tên Bình"), because given names are ordinary words
too. What is spelt otherwise, a nickname or initials, is not found.

Work grows with the length of the text, however many names there are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

HIDDEN_NAME: Final = "[tên đã ẩn]"

Syllables: TypeAlias = tuple[str, ...]

_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*+")
_FINAL_Y: Final = re.compile(r"(?:(?<![aeou])|(?<=qu))y\Z")
_SHORTEST_RUN_TOGETHER: Final = 6
"""Letters of a whole name without blanks from which it is no ordinary word."""

_PHRASE: Final = 2

_GAP: Final = 3
"""Signs between two syllables up to which they may be one name."""

_PAUSE: Final = re.compile(r"[!?;,\d]")

_TITLES: Final = (
    *("anh", "chị", "cô", "chú", "bác", "ông", "bà", "em", "cậu", "thầy", "dì", "cháu", "bạn", "mợ", "thím"),
    *("cán bộ", "công chức", "viên chức", "nhân viên", "chuyên viên", "đồng chí", "sếp", "tên", "tên là"),
    *("trưởng phòng", "phó phòng", "giám đốc", "phó giám đốc", "chủ tịch", "phó chủ tịch"),
    *("cb", "nv", "cv", "đc", "đ c", "mr", "ms", "mrs"),
)
_SHORT_TITLES: Final = ("a", "c", "e", "b", "o")
"""Letters for anh, chị, em, bác, ông: only before a capital."""

_PLACES: Final = (
    *("tỉnh", "phường", "xã", "huyện", "quận", "thị xã", "thị trấn", "thành phố", "tp"),
    *("thôn", "xóm", "bản", "làng", "phố", "đường", "tổ", "khu", "chợ", "cầu", "sông", "hồ", "trường", "quê"),
)
"""Behind these, two syllables with capitals are a place."""


def _plain(word: str) -> str:
    """The letters of a word without marks and case."""
    letters = unicodedata.normalize("NFD", word.casefold()).replace("đ", "d")
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _FINAL_Y.sub("i", bare)


def _marked(word: str) -> str:
    """The letters of a word and its marks, wherever among its vowels they are set: hòa is hoà."""
    letters = unicodedata.normalize("NFD", word.casefold())
    marks = sorted(sign for sign in letters if unicodedata.combining(sign))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _FINAL_Y.sub("i", bare) + "".join(marks)


def _words_of(phrases: Iterable[str]) -> frozenset[Syllables]:
    """Each phrase with marks and without."""
    split = [tuple(phrase.split()) for phrase in phrases]
    return frozenset(tuple(how(word) for word in words) for words in split for how in (_marked, _plain))


_TITLE_WORDS: Final = _words_of(_TITLES)
_SHORT_TITLE_WORDS: Final = _words_of(_SHORT_TITLES)
_PLACE_WORDS: Final = _words_of(_PLACES)
_LONGEST_TITLE: Final = max(map(len, _TITLE_WORDS | _PLACE_WORDS))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, in the ways in which it is compared; `joined` where the one before may be of one name."""

    start: int
    end: int
    plain: str
    marked: str
    capital: bool
    joined: bool

    @property
    def has_no_marks(self) -> bool:
        return self.plain == self.marked


@dataclass(frozen=True)
class Names:
    """Names to be hidden, made ready: the same are used for many texts."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        return cls(tuple(sorted(set(names))))

    @cached_property
    def whole(self) -> frozenset[Syllables]:
        """Names of two syllables and more, without marks; also run together."""
        plain = [tuple(map(_plain, words)) for words in self._syllables if len(words) > 1]
        together = ["".join(words) for words in plain]
        return frozenset(plain) | {(word,) for word in together if len(word) >= _SHORTEST_RUN_TOGETHER}

    @cached_property
    def ends(self) -> frozenset[Syllables]:
        """What people are called by, with marks: the end of a name, or its first syllable and the last."""
        return frozenset(tuple(map(_marked, called)) for called in self._called)

    @cached_property
    def plain_ends(self) -> frozenset[Syllables]:
        """The same without marks."""
        return frozenset(tuple(map(_plain, called)) for called in self._called)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The first syllable of everything that is hidden: most words of a text are none."""
        return frozenset(words[0] for words in self.whole | self.plain_ends)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self._syllables), default=0)

    @cached_property
    def _syllables(self) -> list[Sequence[str]]:
        return [words for name in self.names if (words := _WORD.findall(name))]

    @property
    def _called(self) -> Iterator[Sequence[str]]:
        for words in self._syllables:
            yield from (words[place:] for place in range(len(words)))
            yield [words[0], words[-1]]


def without_names(text: str, names: Names) -> str:
    """The text with these names hidden; as it is, letter by letter, where none is found.

    >>> of_officers = Names.of(["Lê Thị Hoa", "Nguyễn Văn Minh"])
    >>> without_names("Chị Hoa nhiệt tình, nguyen van  minh thì không", of_officers)
    'Chị [tên đã ẩn] nhiệt tình, [tên đã ẩn] thì không'
    >>> without_names("Hoa ở quầy 2 rất đẹp", of_officers)
    'Hoa ở quầy 2 rất đẹp'
    """
    if not names.longest:
        return text
    words = list(_words(text))
    parts, end, place = [], 0, 0
    while place < len(words):
        length = _name_at(words, place, names)
        if length:
            parts += [text[end : words[place].start], HIDDEN_NAME]
            end = words[place + length - 1].end
        place += length or 1
    return "".join([*parts, text[end:]])


def _words(text: str) -> Iterator[_Word]:
    end: int | None = None
    for found in _WORD.finditer(text):
        gap = None if end is None else text[end : found.start()]
        joined = gap is not None and (gap.isspace() or (len(gap) <= _GAP and not _PAUSE.search(gap)))
        plain, marked = _compared(found.group())
        yield _Word(found.start(), found.end(), plain, marked, found.group()[0].isupper(), joined)
        end = found.end()


@lru_cache(maxsize=4096)
def _compared(word: str) -> tuple[str, str]:
    return _plain(word), _marked(word)


def _name_at(words: Sequence[_Word], place: int, names: Names) -> int:
    """How many words from here are a name that is hidden; 0 where none begins."""
    if words[place].plain not in names.starts:
        return 0
    length = 1
    while length < names.longest and place + length < len(words) and words[place + length].joined:
        length += 1
    titled = _follows(words, place, _TITLE_WORDS)
    shortly = _follows(words, place, _SHORT_TITLE_WORDS)
    somewhere = _follows(words, place, _PLACE_WORDS)
    while length:
        some = words[place : place + length]
        capital = all(word.capital for word in some)
        if tuple(word.plain for word in some) in names.whole and (capital or _is_no_phrase(some, names)):
            return length
        called = titled or (capital and (shortly or (length > 1 and not somewhere)))
        if called and _is_called(some, names):
            return length
        length -= 1
    return 0


def _is_no_phrase(some: Sequence[_Word], names: Names) -> bool:
    """Two small words with other marks are words: "do hướng dẫn" names no Đỗ Hương."""
    return len(some) != _PHRASE or _is_called(some, names)


def _is_called(some: Sequence[_Word], names: Names) -> bool:
    """With its marks, or written without any. One letter is a name only as a capital."""
    if len(some) == 1 and len(some[0].plain) == 1 and not some[0].capital:
        return False
    if tuple(word.marked for word in some) in names.ends:
        return True
    return all(word.has_no_marks for word in some) and tuple(word.plain for word in some) in names.plain_ends


def _follows(words: Sequence[_Word], place: int, phrases: frozenset[Syllables]) -> bool:
    """Whether one of these phrases stands right before the word."""
    first = place
    while first > 0 and place - first < _LONGEST_TITLE and words[first].joined:
        first -= 1
        if tuple(word.marked for word in words[first:place]) in phrases:
            return True
    return False
