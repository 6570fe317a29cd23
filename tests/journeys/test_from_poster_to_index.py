"""The whole way, in a real browser: a poster, a scan, a rating, a release, the unit head's figure, the export."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from access import Role
from db import Store
from db.commands.accounts import create_account
from db.commands.record import record_responses
from db.commands.release import Policy
from db.models import TallyCell
from db.packing import unpack_rows
from jobs.release import release_due
from qr.posters import poster_png
from qr.sheet import Poster, Size
from survey import Month, Period, Tally, TallyLayout, local_day
from tests.db.office import Office, instrument, open_office, sheet
from tests.qr.reading import qr_symbols
from tests.server import Server
from words import language

PASSWORD = "một cửa liên thông"
VI = language("vi")


def answers_before(store: Store, office: Office) -> None:
    """Thirty answers of the last weeks, released, and nine of yesterday that wait: too few for a release."""
    today = local_day(datetime.now(UTC))
    earlier = [today - timedelta(days=2 + place % 12) for place in range(30)]
    with store.write() as session:
        record_responses(
            session,
            [
                sheet(office, level=5 if place % 3 else 3, day=day, seed=place)
                for place, day in enumerate(earlier)
            ],
        )
    assert release_due(store, Policy.DAILY) == 1
    with store.write() as session:
        yesterday = today - timedelta(days=1)
        record_responses(session, [sheet(office, level=4, day=yesterday, seed=50 + n) for n in range(9)])


def scanned(office: Office, base_url: str) -> str:
    """What a phone reads from the printed sheet."""
    poster = Poster(
        place="Trung tâm Phục vụ hành chính công",
        counter="Tư pháp, hộ tịch",
        code=office.code,
        public_url=base_url,
    )
    picture = Image.open(io.BytesIO(poster_png(poster, Size.A5)))
    (found,) = qr_symbols(np.asarray(picture.convert("RGB")))
    return str(found.text)


def rate(page: Page, link: str, level: str) -> str:
    """Fill in the form as a citizen who collects a result; the receipt."""
    page.goto(link)
    page.get_by_role("button", name="Nhận kết quả").click()
    groups = page.get_by_role("radiogroup")
    expect(groups).to_have_count(9)
    for place in range(9):
        groups.nth(place).get_by_text(level, exact=True).click()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text("Đã nhận phiếu của ông/bà. Xin cảm ơn.")).to_be_visible()
    return page.locator("code").inner_text()


def sign_in(context: BrowserContext, base_url: str, username: str) -> Page:
    page = context.new_page()
    page.goto(f"{base_url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def index_by_hand(store: Store) -> float:
    """Share of answers at levels 4 and 5 by criterion, then the plain mean over criteria with 10 answers."""
    with store.read() as session:
        packed = session.scalars(select(TallyCell.counts)).all()
    tally = Tally(instrument(), unpack_rows(packed, TallyLayout.of(instrument()).width).sum(axis=0))
    levels = tally.levels
    shares = [row[3:].sum() / row.sum() for row in levels if row.sum() >= 10]
    return float(np.mean(shares))


def test_a_rating_moves_the_index_with_the_release_and_not_before(
    serve: Callable[..., Server], sqlite_url: str, browser: Browser, page: Page
) -> None:
    store = Store(sqlite_url)
    office = open_office(store)
    with store.write() as session:
        create_account(session, "truong.don.vi", "Thủ trưởng", PASSWORD, Role.UNIT_HEAD, office.unit_id)
    answers_before(store, office)
    server = serve(sqlite_url, RELEASE="daily", DEMO="no")

    link = scanned(office, server.base_url)
    assert link == f"{server.base_url}/?c={office.code}"
    receipt = rate(page, link.replace("/?c=", "/p/"), "Rất hài lòng")  # Streamlit, however slow
    assert len(receipt.replace("-", "")) == 16

    head = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 900})
    office_page = sign_in(head, server.base_url, "truong.don.vi")
    expect(office_page.get_by_text("từ 30 phiếu").first).to_be_visible()

    # The day is not over: however often one looks, nothing has moved.
    assert release_due(store, Policy.DAILY) == 0
    office_page.reload()
    expect(office_page.get_by_text("từ 30 phiếu").first).to_be_visible()

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert release_due(store, Policy.DAILY, tomorrow) == 1
    office_page.reload()
    expect(office_page.get_by_text("từ 40 phiếu").first).to_be_visible()
    expect(office_page.get_by_text(VI.percent(index_by_hand(store))).first).to_be_visible()

    year = Period.ending(Month.of(local_day(datetime.now(UTC))), 12)
    file = head.request.get(
        f"{server.base_url}/tep/ket-qua?unit={office.unit_id}&from={year.first}&to={year.last}&format=csv"
    )
    assert file.status == 200
    text = file.body().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";"))
    assert ";40;" in text

    page.goto(f"{server.base_url}/bien-nhan")
    page.get_by_role("textbox").first.fill(receipt)
    page.get_by_role("button").first.click()
    expect(page.get_by_text("đang được tính").first).to_be_visible()
    head.close()
    store.close()
