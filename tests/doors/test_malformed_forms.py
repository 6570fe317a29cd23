"""A hundred thousand malformed forms at the door where citizens' forms arrive: each refused, none of them a row."""

import asyncio
from collections import Counter

import pytest

from tests.doors.knocking import knock
from tests.doors.malformed import Malformed
from tests.doors.spoiling import MARK
from tests.doors.test_every_door import look_at
from tests.doors.world import rows
from tests.web.asking import our_app
from tests.web.quick import opened

EACH = 10_000
PARTS = [("postgresql", 0), *(("sqlite", part) for part in range(1, 10))]

REFUSED = {400, 403, 404, 410, 422}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_they_are_a_hundred_thousand():
    assert len(PARTS) * EACH == 100_000


@pytest.mark.parametrize(("database_url", "part"), PARTS, indirect=["database_url"])
def test_a_malformed_form_is_refused_without_a_row_a_trace_or_a_word_of_it_in_the_log(
    office, part, caplog, capfd
):
    before = rows()
    statuses, drawn = asyncio.run(refused(Malformed(office.code, part)))
    assert rows() == before
    assert statuses.keys() == REFUSED
    assert len(drawn) > 0.9 * EACH, "hardly ever the same twice"
    written = caplog.text + "".join(capfd.readouterr())
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
    assert "Traceback" not in written
    assert MARK not in written
    assert opened(office.code).send_all().status == 200, "the door was open all the time"


async def refused(malformed: Malformed) -> tuple[Counter[int], set[int]]:
    """Which answers were given how often, and the digests of what was sent."""
    app, statuses, drawn = our_app(), Counter[int](), set()
    for _ in range(EACH):
        fault, at = malformed.draw()
        found = await knock(app, at)
        assert found.status in REFUSED, f"{found.status}, although {fault}: {at}"
        look_at(at, found)
        statuses[found.status] += 1
        drawn.add(hash((at.method, at.target, at.headers, at.body)))
    return statuses, drawn
