"""Seals the answers that wait for it, when their half day is over."""

import logging
from datetime import UTC, datetime
from functools import partial

from db.commands.release import Policy
from db.commands.seal import SealedByAnother, seal
from db.store import Store
from jobs.rounds import Rounds
from survey import local_day, part_of_day
from trust.heads import Head, Signer

_SECONDS_BETWEEN = {Policy.LIVE: 2.0, Policy.DAILY: 300.0}

_log = logging.getLogger(__name__)


def seal_due(store: Store, policy: Policy, signer: Signer, now: datetime | None = None) -> Head | None:
    """Seal what is due at an aware moment; the new head, or None."""
    moment = now or datetime.now(UTC)
    try:
        with store.write() as session:
            return seal(
                session, signer, local_day(moment), part_of_day(moment), at_once=policy is Policy.LIVE
            )
    except SealedByAnother:
        _log.info("another process seals the log")
        return None


def seals(store: Store, policy: Policy, signer: Signer) -> Rounds:
    """Look for answers to seal: every two seconds when live, every five minutes otherwise."""
    return Rounds("seal", _SECONDS_BETWEEN[policy], partial(seal_due, store, policy, signer))
