"""Lists from offices, spoilt as only a spreadsheet can be: taken whole, or refused with reasons and no change."""

import csv
import io
import zipfile
from pathlib import Path
from random import Random

import click
import openpyxl
import pytest
from click.testing import CliRunner

from cli import lists
from cli.hours import opening_hours
from db.models import Unit
from db.process import store
from imports import TEMPLATES, Template, read_table, template_csv
from tests.doors.world import rows
from words import language

EACH = 40
"""Spoilt files for each list and kind of database."""

COMMANDS: dict[str, click.Command] = {
    "fields": lists.import_fields,
    "counters": lists.import_counters,
    "officers": lists.import_officers,
    "roster": lists.import_roster,
    "dossiers": lists.import_dossiers,
    "hours": opening_hours,
}
"""What the later ones name is in the earlier ones."""

ODD = (
    "",
    " ",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "\0",
    "\x1b[31m",
    "\u202eabc",
    "\u200b",
    "a\u0301" * 200,
    "x" * 40_000,
    "-1",
    "0",
    "1e9",
    "9" * 400,
    "١٢",
    "31/02/2026",
    "2026-13",
    "00/00/0000",
    "12/9999",
    "<b>",
    '"',
    "a;b,c\td",
    "a\nb",
    "{0.__class__}{x}",
    "%s%n",
    "HT=HT=HT;;;",
    "😀",
    "None",
    "-",
)

Grid = list[list[str]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_list_is_tried():
    assert COMMANDS.keys() == TEMPLATES.keys()


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_spoilt_list_is_taken_whole_or_refused_with_reasons_and_changes_nothing(
    office, template: Template, tmp_path: Path
) -> None:
    chance, file = Random(template.name), tmp_path / "list"
    with store().read() as session:
        unit = session.get_one(Unit, office.unit_id).code
    for name, command in COMMANDS.items():
        file.write_bytes(as_text(grid(TEMPLATES[name], unit)).encode())
        done = CliRunner().invoke(command, [str(file)])
        assert done.exit_code == 0, done.output
    whole = grid(template, unit)
    ended = set()
    for _ in range(EACH):
        file.write_bytes(chance.choice((as_csv, as_xlsx))(spoilt(whole, chance), chance))
        before = rows()
        done = CliRunner().invoke(COMMANDS[template.name], [str(file)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert "Traceback" not in done.output
        assert done.output.strip()
        if done.exit_code:
            assert rows() == before
        ended.add(done.exit_code)
    assert ended == {0, 1}, "some are taken, some refused"


def grid(template: Template, unit: str) -> Grid:
    """The list as an office fills it in, with the example as its one row, at a unit that there is."""
    written = template_csv(template, language("vi")).decode("utf-8-sig").replace("# ", "", 1)
    table = read_table(
        written.replace("05443-TT", unit).replace("05443", unit).replace(";03;", ";Q3;").encode()
    )
    lines = [list(line.cells) for line in (table.header, *table.rows)]
    return [*lines, ["CT", "Chứng thực"]] if template.name == "fields" else lines


def spoilt(whole: Grid, chance: Random) -> Grid:
    """The same with up to three things in it that are wrong."""
    lines = [list(line) for line in whole]
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        line = chance.choice(lines)
        if not line:
            continue
        place = chance.randrange(len(line))
        chance.choice(
            (
                lambda line=line, place=place: line.__setitem__(place, chance.choice(ODD)),
                lambda line=line, place=place: line.__setitem__(place, chance.choice(ODD)),
                lambda line=line, place=place: line.insert(place, chance.choice(ODD)),
                lambda line=line, place=place: line.pop(place),
                lambda line=line: line.extend(line),
                lambda line=line: chance.shuffle(line),
                lambda line=line: lines.append(list(line)),
                lambda: lines.append([]),
                lambda: lines.reverse(),
                lambda line=line: line.extend(["x"] * 80),
            )
        )()
    return lines


def as_csv(lines: Grid, chance: Random) -> bytes:
    """With what an editor, a cut or a line does to its bytes."""
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-8-sig", "utf-16", "utf-7"))
    return damaged(as_text(lines, chance.choice(";,\t")).encode(encoding), chance)


def as_text(lines: Grid, delimiter: str = ";") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue()


def as_xlsx(lines: Grid, chance: Random) -> bytes:
    """With what happens to a part inside of it, or to the file."""
    book = openpyxl.Workbook()
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            if not openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(text):
                book.active.cell(number, place, text[:32_000])
    written = io.BytesIO()
    book.save(written)
    if chance.random() < 0.6:
        return damaged(written.getvalue(), chance, often=0.3)
    again = io.BytesIO()
    with zipfile.ZipFile(written) as packed, zipfile.ZipFile(again, "w") as repacked:
        spoil = chance.choice(packed.namelist())
        for name in packed.namelist():
            content = packed.read(name)
            if name != spoil:
                repacked.writestr(name, content)
            elif chance.random() < 0.8:
                repacked.writestr(name, damaged(content, chance, often=1.0))
    return again.getvalue()


def damaged(content: bytes, chance: Random, often: float = 0.2) -> bytes:
    """Cut, with other bytes in it, doubled; mostly left alone."""
    if chance.random() > often or not content:
        return content
    place = chance.randrange(len(content))
    return chance.choice(
        (
            content[:place],
            content[:place] + chance.randbytes(3) + content[place + 3 :],
            content[:place] + b"\0" * 50 + content[place:],
            content + content,
            content[:place] + b'"' + content[place:],
            content.replace(b"<", b"&x;<", 3),
            chance.randbytes(200),
            b"",
        )
    )
