"""Citizens and offices come and go; the server's log and the bytes of its database then tell of none of them."""

import re
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers

from access import Role
from access.addresses import results_file
from db import Store
from db.commands.accounts import create_account
from db.commands.release import Policy
from jobs.purge import purge_due
from jobs.release import release_due
from survey import VIETNAM, Month, Period, local_day
from tests.db.files import database_files
from tests.db.office import Office, open_office
from tests.pages.province import answer
from tests.pages.test_stranger import visit
from tests.server import Server
from tests.web.asking import Answer
from tests.web.quick import Page, receipt_of
from web.receipt import _SURE

PASSWORD: Final = "một cửa liên thông"
KEPT: Final = "Chữ này phải tìm thấy"
NUMBERS: Final = {
    "phone": "0912 345 678",
    "identity": "019200001234",
    "old identity": "091234567",
    "dossier": "H19.12.34-261123-0007",
    "car": "20A-678.91",
    "motorcycle": "20-B1 987.65",
    "account": "1903 4567 8901 2345",
    "e-mail": "nguoi.dan@thu.example",
}
_MICROSECONDS: Final = timedelta(microseconds=1)
_POSTGRES_BEGINS: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Crowd:
    """People with addresses and devices of their own, and the moments at which they sent a form."""

    server: Server
    traces: set[str] = field(default_factory=set)
    moments: list[tuple[datetime, datetime]] = field(default_factory=list)

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, *, cookie: str = "", **headers: str
    ) -> Answer:
        number = len(self.traces)
        agent, address = f"Thiet-Bi-Rieng/{number}.7", f"203.0.113.{number % 250 + 1}"
        self.traces |= {agent, address}
        request = urllib.request.Request(
            self.server.base_url + path,
            data=None if form is None else urllib.parse.urlencode(form).encode(),
            headers={
                "User-Agent": agent,
                "X-Forwarded-For": address,
                "X-Real-IP": address,
                "Forwarded": f"for={address}",
                "Referer": f"{self.server.base_url}/{agent}",
                "Origin": self.server.base_url,
                "Cookie": cookie,
                **headers,
            },
        )
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=60) as came:
                return Answer(came.status, Headers(raw=_raw(came)), came.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, Headers(raw=_raw(error)), error.read())

    def rate(self, office: Office, comment: str) -> str:
        """A form as a citizen sends it; the receipt."""
        page = Page(self.ask(f"/q/{office.code}?lang=vi"), office.code)
        ratings = {f"c{number}": "4" for number in page.asked["result"][0]}
        form = {"t": page.opening, "m": "result", "coverall": "4", "y": comment, **ratings}
        begun = datetime.now(UTC)
        answered = self.ask(f"/q/{office.code}?lang=vi", form)
        self.moments.append((begun, datetime.now(UTC)))
        assert answered.status == 200
        return receipt_of(answered)

    def sign_in(self, username: str, password: str = PASSWORD) -> str:
        answered = self.ask("/dang-nhap", {"username": username, "password": password})
        return answered.cookies[0].partition(";")[0] if answered.cookies else ""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _raw(came: object) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in came.headers.items()]  # type: ignore[attr-defined]


def visits(crowd: Crowd, office: Office) -> None:
    """Everything that citizens and officers do, and what strangers try."""
    crowd.ask(f"/?c={office.code}")
    crowd.ask(f"/c/{office.code}")
    crowd.ask(f"/k/{office.code}/phieu")
    for path in ("/q/SAI-MA", "/khong-co", "/q/%00", "/tep/ket-qua", "/../etc/passwd"):
        crowd.ask(path)
    crowd.ask(f"/q/{office.code}", {"t": "giả mạo"})
    crowd.ask("/bien-nhan", {"code": "x" * 500})
    assert crowd.sign_in("truong.don.vi", "sai mật khẩu") == ""
    cookie = crowd.sign_in("truong.don.vi")
    assert cookie
    with visit(crowd.server, cookie.partition("=")[2]) as look:
        assert look("don-vi", "")
    with visit(crowd.server) as look:
        assert look("", "")
    year = Period.ending(Month.of(local_day(datetime.now(UTC))), 12)
    exported = crowd.ask(results_file(office.unit_id, str(year.first), str(year.last), "csv"), cookie=cookie)
    assert exported.status == 200
    crowd.ask("/dang-xuat", {}, cookie=cookie)


def texts_of(moments: list[tuple[datetime, datetime]]) -> Iterator[str]:
    """Every second in which a form was sent, as text and as a number, by both clocks."""
    for first, last in moments:
        for second in range(int(first.timestamp()), int(last.timestamp()) + 1):
            at = datetime.fromtimestamp(second, UTC)
            yield str(second)
            for local in (at, at.astimezone(VIETNAM)):
                yield local.strftime("%H:%M:%S")


def moments_in(held: bytes, moments: list[tuple[datetime, datetime]]) -> list[datetime]:
    """The moments of sending that stand in a file as PostgreSQL or a program writes them, in eight bytes."""
    found = []
    for begins in (_POSTGRES_BEGINS, datetime.fromtimestamp(0, UTC)):
        low, high = ((each - begins) // _MICROSECONDS for each in (moments[0][0], moments[-1][1]))
        for order, end in (("<q", slice(4, 8)), (">q", slice(0, 4))):
            for top in {struct.pack(order, low)[end], struct.pack(order, high)[end]}:
                pattern = (
                    b"(?=(" + (b"...." + re.escape(top) if end.start else re.escape(top) + b"....") + b"))"
                )
                for packed in re.findall(pattern, held, re.DOTALL):
                    (value,) = struct.unpack(order, packed)
                    at = begins + value * _MICROSECONDS
                    found += [at for first, last in moments if first <= at <= last]
    return found


def test_nobody_is_in_the_log_or_in_the_files_of_the_database(
    serve: Callable[..., Server], database_url: str, tmp_path: Path
) -> None:
    store = Store(database_url)
    office = open_office(store)
    with store.write() as session:
        create_account(session, "truong.don.vi", "Thủ trưởng", PASSWORD, Role.UNIT_HEAD, office.unit_id)
    answer(store, office, 30, day=local_day(datetime.now(UTC)) - timedelta(days=2))
    release_due(store, Policy.DAILY)

    server = serve(database_url, RELEASE="daily", DEMO="no")
    crowd = Crowd(server)
    visits(crowd, office)
    time.sleep(1.1)  # what is told of trouble above has a time of its own
    receipts = [crowd.rate(office, f"{KEPT}: {kind} {number}, hết.") for kind, number in NUMBERS.items()]
    assert crowd.ask("/bien-nhan", {"code": receipts[0], "do": _SURE}).status == 200

    before = b"\0".join(database_files(store).values())
    assert store.is_sqlite or moments_in(
        before, crowd.moments
    )  # PostgreSQL's log tells when each was committed
    purge_due(store, datetime.now(UTC) + timedelta(days=3))
    held = b"\0".join(database_files(store).values())
    beside = [each for each in (tmp_path / "var").iterdir() if each.is_file()]
    log = server.log()
    everything = held + b"".join(each.read_bytes() for each in beside) + log.encode()

    assert (
        held.count(KEPT.encode()) == len(NUMBERS) - 1
    )  # the search finds what is there, and nothing withdrawn
    assert len(crowd.traces) > 50
    assert [trace for trace in crowd.traces if trace.encode() in everything] == []
    assert not re.search(r"127\.0\.0\.1:\d|GET /|POST /|Traceback", log)
    assert [text for text in NUMBERS.values() if text.encode() in everything] == []
    digits = {re.sub(r"\D", "", text) for text in NUMBERS.values()} - {""}
    assert [number for number in digits if len(number) >= 8 and number.encode() in everything] == []
    assert [code for code in receipts if code.replace("-", "").encode() in everything] == []
    assert [text for text in texts_of(crowd.moments) if text.encode() in everything] == []
    assert moments_in(held, crowd.moments) == []
    store.close()
