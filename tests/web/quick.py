"""A citizen at the quick form without a browser: what the page asks, what is sent back."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape

from tests.web.asking import Answer, get, post


@dataclass(frozen=True, slots=True)
class Page:
    """A quick form as it came."""

    answer: Answer
    code: str

    @property
    def opening(self) -> str:
        return self._one(r'name="t" value="([^"]+)"')

    @property
    def asked(self) -> dict[str, list[list[int]]]:
        """By purpose, the criteria that are asked and those that may be answered; as "" for one not named."""
        found: dict[str, list[list[int]]] = json.loads(unescape(self._one(r'data-asked="([^"]+)"')))
        return defaultdict(lambda: found[""], found)

    @property
    def chosen(self) -> dict[str, str]:
        return dict(re.findall(r'name="(\w+)" value="(\w*)" checked', self.answer.text))

    @property
    def options(self) -> set[tuple[str, str]]:
        return set(re.findall(r'type="radio" name="(\w+)" value="(\w*)"', self.answer.text))

    def send(self, lang: str = "vi", **fields: str) -> Answer:
        return post(f"/q/{self.code}?lang={lang}", {"t": self.opening, **fields})

    def send_all(self, level: int = 5, purpose: str = "result", **fields: str) -> Answer:
        """Every criterion asked at one level."""
        ratings = {f"c{number}": str(level) for number in self.asked[purpose][0]}
        return self.send(m=purpose, coverall=str(level), **{**ratings, **fields})

    def _one(self, pattern: str) -> str:
        (found,) = re.findall(pattern, self.answer.text)
        return str(found)


def opened(code: str, lang: str = "vi") -> Page:
    return Page(get(f"/q/{code}?lang={lang}"), code)


def receipt_of(answer: Answer) -> str:
    (code,) = re.findall(r'id="receipt">([^<]+)<', answer.text)
    return str(code)
