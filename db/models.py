"""The tables, read like the forms they come from. No table holds a name, an address or a device of a citizen.

Units, counters and officers have a period of validity: history stays where it was earned. Counts
(`TallyCell`, `PairCell`, `...Count`) move with every answer; what offices see (`Released...`) moves by release only.
"""

from datetime import UTC, date, datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NONE = 0
"""Stands for "no officer", "no field" or "no deciding unit" in the keys of counts, where NULL cannot be."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; SQLite forgets the zone, so it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


Key = Annotated[int, mapped_column(primary_key=True)]
CountKey = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Code = Annotated[str, mapped_column(String(32))]
Name = Annotated[str, mapped_column(String(300))]
Kind = Annotated[str, mapped_column(String(24))]
KindKey = Annotated[str, mapped_column(String(24), primary_key=True)]
DayKey = Annotated[date, mapped_column(primary_key=True)]
MonthKey = Annotated[str, mapped_column(String(7), primary_key=True)]
Digest = Annotated[bytes, mapped_column(LargeBinary(32))]
Packed = Annotated[bytes, mapped_column(LargeBinary)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]

_NO_ROW_ORDER = {"sqlite_with_rowid": False}
"""Without SQLite's row number, which would tell the order in which answers came."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# --- the offices -----------------------------------------------------------------------------------------------


class Unit(Base):
    """A province, a centre, a department, a vertical agency, a commune; with the days on which it existed.

    `path` lists the ids from the root down to this unit, `/1/7/`, so that a subtree is a prefix.
    `valid_to` is the first day on which it no longer exists.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"),
    )

    id: Mapped[Key]
    code: Mapped[Code]
    kind: Mapped[Kind]
    name: Mapped[Name]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitSuccession(Base):
    """This unit took over from that one; a merger has several rows with one successor."""

    __tablename__ = "unit_succession"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class Field(Base):
    """A field of procedure (lĩnh vực), such as household registration."""

    __tablename__ = "field"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[Name]


class Counter(Base):
    """One counter of a unit (quầy), or one of its other channels: results online or by post."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("unit_id", "number", "channel"),)

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[Code]
    name: Mapped[Name]
    channel: Mapped[Kind]
    instrument: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CounterField(Base):
    """A field handled at a counter, and the agency that decides on it."""

    __tablename__ = "counter_field"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field.id"), primary_key=True)
    deciding_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


class CounterCode(Base):
    """The random code on a poster. It opens one counter's form from `valid_from` until it is revoked or ends.

    `abused`: revoked because forms were collected with it; those opened before are refused too.
    """

    __tablename__ = "counter_code"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    revoked_on: Mapped[date | None]
    abused: Mapped[bool] = mapped_column(default=False)


class Ticket(Base):
    """A code that is good for one form, on a slip or from the queue software; the code itself is kept nowhere.

    It opens one counter's form from `valid_from` until the day before `valid_to`. `spent` is all that is known of
    its use: neither when, nor by which form.
    """

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_counter_id", "counter_id", "valid_to"), _NO_ROW_ORDER)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    spent: Mapped[bool]


class Officer(Base):
    """Who serves at counters: an official, contract staff or a post-office clerk. The name is never public."""

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("unit_id", "badge"),)

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    badge: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Kind]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Roster(Base):
    """Who was on duty at a counter on a part of a day."""

    __tablename__ = "roster"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    day: Mapped[DayKey]
    part: Mapped[KindKey]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class Dossiers(Base):
    """Dossiers handled in a month, from the one-stop software: the denominator of the response rate."""

    __tablename__ = "dossiers"
    __table_args__ = (CheckConstraint("handled >= 0 AND late >= 0 AND late <= handled", name="counts"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field.id"), primary_key=True)
    channel: Mapped[KindKey]
    month: Mapped[MonthKey]
    handled: Mapped[int]
    late: Mapped[int]


class OpeningHours(Base):
    """The hours of a unit on a day of the week, 0 for Monday; they hold for units below it without their own.

    `hours` as `survey.hours` writes them; empty: closed.
    """

    __tablename__ = "opening_hours"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    weekday: Mapped[CountKey]
    hours: Mapped[str] = mapped_column(Text)


class SpecialDay(Base):
    """A day with hours of its own at a unit and those below it: a holiday, a Saturday that is worked instead."""

    __tablename__ = "special_day"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    day: Mapped[DayKey]
    hours: Mapped[str] = mapped_column(Text)


# --- the answers -----------------------------------------------------------------------------------------------


class InstrumentVersion(Base):
    """A published questionnaire. `digest` proves that the file behind it never changed."""

    __tablename__ = "instrument_version"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[Moment]


class Response(Base):
    """One citizen's answers; no name, no address, no device, no time of day finer than morning or afternoon.

    What binds it to the log (see `trust.leaves`) stands with it; nothing where it was withdrawn before there was one.
    `commitment` is to the answers, and to whether something was written (`commented`): so a comment that is gone
    before its term is missed. `salt` opens it, and goes when the answer is withdrawn; `withdrawal_secret` came with
    the receipt of whoever withdrew it.
    """

    __tablename__ = "response"
    __table_args__ = (
        Index("ix_response_where", "unit_id", "day"),
        Index("ix_response_shift", "counter_id", "day", "part"),
        Index(
            "ix_response_withdrawal",
            "withdrawal_secret",
            sqlite_where=text("withdrawal_secret IS NOT NULL"),
            postgresql_where=text("withdrawal_secret IS NOT NULL"),
        ),
        _NO_ROW_ORDER,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    receipt_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    deciding_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field.id"))
    channel: Mapped[Kind]
    purpose: Mapped[Kind]
    verified: Mapped[bool]
    day: Mapped[date]
    part: Mapped[Kind]
    answers: Mapped[str] = mapped_column(Text)
    withdrawn: Mapped[bool]
    excluded: Mapped[bool] = mapped_column(default=False)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    commitment: Mapped[Digest | None]
    commented: Mapped[bool | None]
    comment_commitment: Mapped[Digest | None]
    withdrawal_secret: Mapped[str | None] = mapped_column(String(64))


class ResponseTiming(Base):
    """In which minute of its day a form was sent and how long it took: kept at most 48 hours, then gone.

    A form that came late has no minute. `counted`: its ratings stand in `PatternCount`, as those of every form that
    has no row here. `judged`: the check for false answers has looked at it.
    """

    __tablename__ = "response_timing"
    __table_args__ = (_NO_ROW_ORDER,)

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    minute: Mapped[int | None]
    pace: Mapped[Kind]
    counted: Mapped[bool] = mapped_column(default=False)
    judged: Mapped[bool] = mapped_column(default=False)


class Flag(Base):
    """Why an answer may not be what it seems. It changes nothing of the answer and stays.

    `told`: released figures count the answer as flagged; they begin to for ten at once, and cease to. `batch` numbers
    the answers of a month that all releases told alike; 0 where none told it as flagged (`db.told_flags`).
    `cleared`: two people decided that the answer does not count as flagged; with all of its flags alike.
    """

    __tablename__ = "flag"
    __table_args__ = (_NO_ROW_ORDER,)

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[KindKey]
    told: Mapped[bool] = mapped_column(default=False)
    batch: Mapped[int] = mapped_column(default=0)
    cleared: Mapped[bool] = mapped_column(default=False)


class Decision(Base):
    """What two people decided about answers of a unit's month, or propose to: which is public.

    `cause` is why, and tells what is done: answers are left out of the counts, or their flags cleared
    (`survey.decisions.Cause.effect`). `stage` tells how far it came. Who confirmed is another account than who
    proposed; `withdrawn_by` dropped the proposal or proposed to undo what was confirmed, `undone_by` confirmed that.
    """

    __tablename__ = "decision"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[str] = mapped_column(String(7))
    forms: Mapped[int]
    cause: Mapped[Kind]
    sentence: Mapped[str] = mapped_column(Text)
    stage: Mapped[Kind]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class DecidedResponse(Base):
    """An answer that a decision is about."""

    __tablename__ = "decided_response"
    __table_args__ = (_NO_ROW_ORDER,)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True, index=True)


class Comment(Base):
    """What a citizen wrote, scrubbed; shown by month and shuffled, only in a released group large enough.

    `salt` opens its commitment in the log, and goes with it.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_where", "unit_id", "month"), _NO_ROW_ORDER)

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[str] = mapped_column(String(7))
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))


# --- the log -----------------------------------------------------------------------------------------------------


class Unsealed(Base):
    """An answer that waits for its place in the log. No foreign key: it tells of a row that somebody removed."""

    __tablename__ = "unsealed"
    __table_args__ = (_NO_ROW_ORDER,)

    response_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class LogPlace(Base):
    """Which answer the leaf at this place is of, from 0. No foreign key: it tells of a row that somebody removed."""

    __tablename__ = "log_place"
    __table_args__ = (_NO_ROW_ORDER,)

    position: Mapped[CountKey]
    response_id: Mapped[str] = mapped_column(String(32), unique=True)


class LogNode(Base):
    """The hash of a complete subtree of the log; once there, it never changes (see `trust.merkle`)."""

    __tablename__ = "log_node"
    __table_args__ = (_NO_ROW_ORDER,)

    level: Mapped[CountKey]
    position: Mapped[CountKey]
    hash: Mapped[Digest]


class LogHead(Base):
    """The log as it stood when so many answers were sealed. `note` is what was signed and published."""

    __tablename__ = "log_head"

    size: Mapped[CountKey]
    root: Mapped[Digest]
    note: Mapped[str] = mapped_column(Text)


# --- the counts ------------------------------------------------------------------------------------------------


class TallyCell(Base):
    """The sum of the forms that agree in every key: exact, order-free, reversible (see `survey.tally`)."""

    __tablename__ = "tally_cell"

    unit_id: Mapped[CountKey]
    day: Mapped[DayKey]
    counter_id: Mapped[CountKey]
    officer_id: Mapped[CountKey]
    deciding_unit_id: Mapped[CountKey]
    instrument_id: Mapped[CountKey]
    field_id: Mapped[CountKey]
    channel: Mapped[KindKey]
    purpose: Mapped[KindKey]
    verified: Mapped[bool] = mapped_column(primary_key=True)
    counts: Mapped[Packed]


class FlaggedCell(Base):
    """Of the forms in the cell of the same key, the sum of those that carry a flag that was not cleared."""

    __tablename__ = "flagged_cell"

    unit_id: Mapped[CountKey]
    day: Mapped[DayKey]
    counter_id: Mapped[CountKey]
    officer_id: Mapped[CountKey]
    deciding_unit_id: Mapped[CountKey]
    instrument_id: Mapped[CountKey]
    field_id: Mapped[CountKey]
    channel: Mapped[KindKey]
    purpose: Mapped[KindKey]
    verified: Mapped[bool] = mapped_column(primary_key=True)
    counts: Mapped[Packed]


class PairCell(Base):
    """Which level was given to one question with which level of another (see `survey.pairs`), of a unit's day."""

    __tablename__ = "pair_cell"

    unit_id: Mapped[CountKey]
    day: Mapped[DayKey]
    instrument_id: Mapped[CountKey]
    counts: Mapped[Packed]


class PatternCount(Base):
    """Forms of a counter's day with the same ratings, under a digest of these; kept 62 days."""

    __tablename__ = "pattern_count"
    __table_args__ = (CheckConstraint("forms >= 0", name="counts"), _NO_ROW_ORDER)

    counter_id: Mapped[CountKey]
    day: Mapped[DayKey]
    pattern: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    forms: Mapped[int]


class Purged(Base):
    """Up to and including which day something was removed for good: from then on it cannot be counted anew."""

    __tablename__ = "purged"

    kind: Mapped[KindKey]
    through: Mapped[date]


class PendingDay(Base):
    """Changes of a unit's day that wait for the next release."""

    __tablename__ = "pending_day"

    unit_id: Mapped[CountKey]
    day: Mapped[DayKey]
    added: Mapped[int]
    removed: Mapped[int]


class Release(Base):
    """The moment at which a unit's figures moved, and up to which day they reach."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("unit_id", "number"),)

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    made_at: Mapped[Moment]
    through: Mapped[date]
    added: Mapped[int]
    removed: Mapped[int]


class ReleasedCell(Base):
    """Released counts of a month: what every page, export and public door reads."""

    __tablename__ = "released_cell"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    counter_id: Mapped[CountKey]
    officer_id: Mapped[CountKey]
    deciding_unit_id: Mapped[CountKey]
    instrument_id: Mapped[CountKey]
    field_id: Mapped[CountKey]
    channel: Mapped[KindKey]
    purpose: Mapped[KindKey]
    verified: Mapped[bool] = mapped_column(primary_key=True)
    counts: Mapped[Packed]


class ReleasedMonth(Base):
    """Released totals of a unit's month: all counts, and the cluster moments behind the interval.

    `revision` is 0 until the month closes 15 days after its end; each later change raises it by one. `flagged`, the
    respondents that carry a flag, also fewer than ten: for the gate alone, which asks whether they are too many.
    """

    __tablename__ = "released_month"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    instrument_id: Mapped[CountKey]
    counts: Mapped[Packed]
    moments: Mapped[Packed]
    flagged: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))


class ReleasedPart(Base):
    """Released totals of some of the forms of a unit's month: those without a flag, those of verified visits.

    `part` as `db.released_parts.Subset` names it. Only what no subtraction turns into counts of one to nine forms,
    be it of one release or of two.
    """

    __tablename__ = "released_part"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    instrument_id: Mapped[CountKey]
    part: Mapped[KindKey]
    counts: Mapped[Packed]
    moments: Mapped[Packed]


class ReleasedPairs(Base):
    """Released tables of pairs of a unit's month: what the quality of a questionnaire is judged by."""

    __tablename__ = "released_pairs"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    instrument_id: Mapped[CountKey]
    counts: Mapped[Packed]


class ReleasedStratum(Base):
    """Released counts of a unit's month by field and channel: the sample that dossiers are compared with."""

    __tablename__ = "released_stratum"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    instrument_id: Mapped[CountKey]
    field_id: Mapped[CountKey]
    channel: Mapped[KindKey]
    counts: Mapped[Packed]


class ReleasedConduct(Base):
    """Released sums of an officer's month by field and channel, over forms that rate conduct.

    k is the number of conduct criteria answered on a form, s of them satisfied (see `survey.ConductMoments`).
    """

    __tablename__ = "released_conduct"

    unit_id: Mapped[CountKey]
    month: Mapped[MonthKey]
    instrument_id: Mapped[CountKey]
    officer_id: Mapped[CountKey]
    field_id: Mapped[CountKey]
    channel: Mapped[KindKey]
    forms: Mapped[int]
    k: Mapped[int]
    s: Mapped[int]
    ss: Mapped[int]
    sk: Mapped[int]
    kk: Mapped[int]


class ShownSums(Base):
    """Which sums of released figures may be shown: one row, worked out for everybody at once (see `jobs.hiding`).

    `releases` and `last_release_id` tell the releases for which it was worked out.
    """

    __tablename__ = "shown_sums"

    id: Mapped[CountKey]
    releases: Mapped[int]
    last_release_id: Mapped[int]
    digest: Mapped[Digest]
    contents: Mapped[Packed]


# --- the people who read ---------------------------------------------------------------------------------------


class Account(Base):
    """Someone who may sign in: a role on a unit and everything below it."""

    __tablename__ = "account"

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[Name]
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Kind]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    active: Mapped[bool]


class SignIn(Base):
    """A signed-in browser. Only a digest of its cookie is kept, so the table opens no door."""

    __tablename__ = "sign_in"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[Moment]


class ApiKey(Base):
    """A system that may ask for tickets of a unit and of those below it. Only a digest of its key is kept."""

    __tablename__ = "api_key"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(64), unique=True)
    key_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
