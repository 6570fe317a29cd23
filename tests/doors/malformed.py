"""Forms that must be refused, by the hundred thousand: whole ones, spoilt where nothing beside can mend it.

Every way of spoiling puts the fault last or leaves nothing else, so what is drawn before and around it (fields twice,
fields of nobody, odd headers) cannot make the form whole again.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import quote_plus

from jobs.keys import keys
from survey import shipped_instruments
from survey.answers import COMMENT_LIMIT
from tests.doors.knocking import FORM, Knock
from tests.doors.spoiling import HEADER_NAMES, MARK, ODD, ODD_HEADERS
from tests.web.asking import HOST
from trust.codes import ALPHABET, new_code
from trust.keys import Keys, new_key
from trust.openings import AHEAD, LONGEST, Opening
from web.quick import LARGEST_FORM

_FORM = shipped_instruments()["counter-2026/1"]
_ROTATING = tuple(each.number for each in _FORM.criteria if each.role == "rotating")
_PURPOSES = tuple(purpose.id.encode() for purpose in _FORM.purposes)
_OF_ANOTHER_SERVER = Keys.of([new_key()])
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_NOT_BLANK = tuple(odd for odd in ODD if odd)

Pairs = list[tuple[bytes, bytes]]


class Malformed:
    """Draws malformed forms for one poster, the same for the same seed but for keys and the clock."""

    def __init__(self, code: str, seed: int) -> None:
        self.code, self.chance = code, Random(seed)
        self._target = b"/q/" + code.encode()
        self._openings = [self._opening() for _ in range(50)]
        self._host = (b"host", HOST.encode())
        self._kind, self._site = (b"content-type", FORM.encode()), (b"sec-fetch-site", b"same-origin")

    def draw(self) -> tuple[str, Knock]:
        """A form and the name of its fault."""
        ((_, fault),) = self.chance.choices(_FAULTS, _WEIGHTS)
        return fault.__name__, fault(self)

    def an_opening(self) -> Knock:
        """Not signed here, of another poster or time, cut, or not there."""
        whole, at = self.chance.choice(self._openings), self.chance.randrange(10, 100)
        other = self.chance.choice(_SAFE.replace(whole[at : at + 1], b""))
        made: tuple[Callable[[], bytes], ...] = (
            lambda: whole[:at] + bytes([other]) + whole[at + 1 :],
            lambda: whole[:at] + bytes([other]) + whole[at + 1 :],
            lambda: whole[:at],
            lambda: whole[:at] + whole[at + 1 :],
            lambda: whole + whole,
            lambda: whole[at:] + whole[:at],
            lambda: whole.swapcase(),
            lambda: self.chance.choice(ODD),
            lambda: bytes(self.chance.choices(_SAFE, k=self.chance.randrange(900))),
            lambda: self._opening(code=new_code()),
            lambda: self._opening(opened=datetime.now(UTC) - LONGEST - timedelta(minutes=at)),
            lambda: self._opening(opened=datetime.now(UTC) + AHEAD + timedelta(minutes=at)),
            lambda: self._opening(instrument="counter-2026/99"),
            lambda: self._opening(keys=_OF_ANOTHER_SERVER),
        )
        pairs = self._pairs()
        if self.chance.random() < 0.1:
            return self._sent([pair for pair in pairs if pair[0] != b"t"])
        return self._sent([*pairs, (b"t", self.chance.choice(made)())])

    def a_body(self) -> Knock:
        """Noise, another format, other letters."""
        body = _joined(self._plain())  # with its opening first, and once
        place = self.chance.randrange(len(body))
        made: tuple[Callable[[], bytes], ...] = (
            lambda: self.chance.randbytes(self.chance.randrange(1, 400)),
            lambda: b"\x1f\x8b\x08" + self.chance.randbytes(60),
            lambda: b'{"t":"' + body + b'"}',
            lambda: b"--x\r\nContent-Disposition: form-data; name=t\r\n\r\n" + body + b"\r\n--x--",
            lambda: b"",
            lambda: body.decode("ascii").encode("utf-16"),
            lambda: (
                body + b"&y=" + self.chance.choice((b"%FF", b"%ED%A0%80", b"\xff", b"%C3%28", b"\xe1\xbb"))
            ),
            lambda: body.replace(b"&", b";"),
            lambda: body.replace(b"=", b""),
            lambda: body[:place] + self.chance.randbytes(3) + b"\xff" + body[place:],
            lambda: bytes(reversed(body)),
            lambda: body[: place % 100],
        )
        return self._with(self.chance.choice(made)())

    def too_much(self) -> Knock:
        """Too long, or too many fields."""
        body = _joined(self._pairs())
        if self.chance.random() < 0.5:
            return self._with(
                body + b"&".join(b"f%d=1" % number for number in range(self.chance.randrange(80, 300)))
            )
        return self._with(body + b"&y=" + b"a" * (LARGEST_FORM + self.chance.randrange(5)))

    def a_kind(self) -> Knock:
        """Another kind of content, or none said."""
        kinds = (None, b"", b"text/plain", b"multipart/form-data; boundary=x", b"application/json", b"\xff")
        kind = self.chance.choice(
            (*kinds, b"application/x-www-form", b"a" * 300, b"text/html, " + self._kind[1])
        )
        said = () if kind is None else ((b"content-type", kind),)
        return replace(
            self._sent(self._pairs()), headers=(self._host, self._site, *said, *self._odd_headers())
        )

    def another_place(self) -> Knock:
        """Sent to a poster that there is not, or that it was not opened at."""
        place = self.chance.randrange(12)
        other = self.chance.choice(ALPHABET.replace(self.code[place], ""))
        made = (
            (self.code[:place] + other + self.code[place + 1 :]).encode(),
            new_code().encode(),
            self.code[:place].encode(),
            (self.code + self.code).encode(),
            self.code.encode() + b"/" + self.chance.choice(ODD),
            self.chance.choice(ODD),
            b"%2e%2e/" + self.code.encode(),
        )
        return replace(self._sent(self._pairs()), target=b"/q/" + self.chance.choice(made))

    def from_elsewhere(self) -> Knock:
        """From another site, or without a word of where from."""
        said = self.chance.choice(
            (
                (),
                (
                    (
                        b"sec-fetch-site",
                        self.chance.choice((b"cross-site", b"same-site", b"none", *ODD_HEADERS)),
                    ),
                ),
                ((b"origin", self.chance.choice((b"http://evil.example", b"null", *ODD_HEADERS))),),
                ((b"origin", b"http://evil.example"), (b"referer", b"http://" + self._host[1])),
                ((b"origin", b"http://evil.example"), self._site),
                ((b"referer", b"http://evil.example/" + self._host[1]),),
            )
        )
        host = (b"host", self.chance.choice((self._host[1], b"evil.example", b"", b"\xff", b"[::1")))
        return replace(self._sent(self._pairs()), headers=(host, self._kind, *said))

    def another_method(self) -> Knock:
        methods = (b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"post", b"PROPFIND")
        return replace(self._sent(self._pairs()), method=self.chance.choice(methods))

    def the_end(self) -> Knock:
        """The sender hangs up on the way."""
        whole = self._sent(self._pairs())
        (body,) = whole.body
        place = self.chance.randrange(len(body))
        return replace(whole, body=(body[: place // 2], body[place // 2 : place]), goes_away=True)

    def an_answer(self) -> Knock:
        """An answer off the scale, of no option, to no question."""
        odd = self.chance.choice(_NOT_BLANK)
        made: tuple[Pairs, ...] = (
            [(b"coverall", odd)],
            [(b"coverall", self.chance.choice((b"6", b"0", b"05", b"5+", b"%EF%BC%95", b"NA", b"5.0")))],
            [(b"m", odd)],
            [(b"m", self.chance.choice(_PURPOSES)), (b"k", odd)],
            [(b"c%d" % self.chance.choice((17, 99, 255, 10**9)), b"5")],
            [(b"c" + odd, b"5")],
            [(b"x" + odd, b"1")],
            [(b"x" + MARK.encode(), b"")],
        )
        return self._sent([*self._pairs(), *self.chance.choice(made)])

    def a_comment(self) -> Knock:
        """Longer than is read."""
        text = self.chance.choice(("a", "ệ", "😀", "a b\n", MARK)) * (COMMENT_LIMIT + 1)
        return self._sent(
            [
                *self._pairs(),
                (b"y", quote_plus(text[: COMMENT_LIMIT + 1 + self.chance.randrange(900)]).encode()),
            ]
        )

    def a_blank(self) -> Knock:
        """Nothing at all was answered."""
        blank = self.chance.choice((b"", b"skip"))
        return self._sent([(b"t", self.chance.choice(self._openings)), (b"coverall", blank), (b"y", b"+%0A")])

    def a_draw(self) -> Knock:
        """Signed, and yet with a draw that there is not."""
        order = self.chance.choice(((), _ROTATING[1:], (*_ROTATING, 200), _ROTATING[:1] * len(_ROTATING)))
        return self._sent([*self._pairs(), (b"t", self._opening(order=order))])

    def _plain(self) -> Pairs:
        """A form as a page of ours sends it."""
        chance = self.chance
        pairs = [(b"t", chance.choice(self._openings)), (b"m", chance.choice(_PURPOSES)), (b"coverall", b"4")]
        return pairs + [
            (b"c%d" % each, chance.choice((b"1", b"5", b"na"))) for each in chance.sample(_FORM.numbers, 3)
        ]

    def _pairs(self) -> Pairs:
        """The same with some fields twice, some of nobody, and an odd clock."""
        pairs, chance = self._plain(), self.chance
        if chance.random() < 0.3:
            pairs += [chance.choice(pairs), (b"z" + MARK.encode(), chance.choice(ODD))]
            chance.shuffle(pairs)
        if chance.random() < 0.3:
            pairs.append((b"g", chance.choice((b"0", b"-1", b"9" * 15, b"9" * 40, b"x"))))
        return pairs

    def _sent(self, pairs: Pairs) -> Knock:
        return self._with(_joined(pairs))

    def _with(self, body: bytes) -> Knock:
        headers = (self._host, self._kind, self._site, *self._odd_headers())
        target = self._target + self.chance.choice(
            (b"", b"?lang=vi", b"?lang=en", b"?lang=%00&lang=", b"?%FF")
        )
        return Knock(b"POST", target, headers, (body,))

    def _odd_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """Behind those that decide."""
        if self.chance.random() < 0.7:
            return ()
        name = self.chance.choice(HEADER_NAMES)
        return () if name == b"content-type" else ((name, self.chance.choice(ODD_HEADERS)),)

    def _opening(self, keys: Keys | None = None, **other: object) -> bytes:
        order = tuple(self.chance.sample(_ROTATING, len(_ROTATING)))
        made = Opening.fresh(self.code, _FORM.name, order, datetime.now(UTC))
        return replace(made, **other).signed(keys or _own_keys()).encode()  # type: ignore[arg-type]


_own_keys = keys

_FAULTS = [
    (120, Malformed.an_opening),
    (56, Malformed.a_body),
    (8, Malformed.too_much),
    (36, Malformed.a_kind),
    (40, Malformed.another_place),
    (48, Malformed.from_elsewhere),
    (16, Malformed.another_method),
    (20, Malformed.the_end),
    (12, Malformed.an_answer),
    (1, Malformed.a_comment),
    (2, Malformed.a_blank),
    (1, Malformed.a_draw),
]
"""How many of 360. The last four are answered with the whole form, which takes twenty times as long as the others."""
_WEIGHTS = [weight for weight, _ in _FAULTS]


def _joined(pairs: Pairs) -> bytes:
    return b"&".join(name + b"=" + value for name, value in pairs)
