"""Wires the matchmaker, and the caretaker of sessions beside it: policy, clients of Redis, a thread with a loop."""

import asyncio
import contextlib
import logging
import threading

import numpy as np
from redis.asyncio import Redis
from sqlalchemy.exc import SQLAlchemyError

from recommender.matching.acceptance_file import ACCEPTANCE_TASK, load_acceptance
from recommender.matching.policies import ScoredPolicy
from recommender.matching.settings import MatchingSettings
from sessions.bell import Bell
from sessions.caretaker import book_held, end_overdue
from sessions.matchmaking.matchmaker import Matchmaker
from sessions.presence import Presence
from shuangshi.api_wiring import redis_url, service_hours
from shuangshi.models import open_registry
from shuangshi.settings import Settings
from store.base import utc_now
from store.database import Database

__all__ = ["start_matchmaker"]

log = logging.getLogger(__name__)

_CARE_S = 10.0


def start_matchmaker(settings: Settings, database: Database, stop: threading.Event) -> threading.Thread:
    """Matches in a thread of its own until told to stop."""
    thread = threading.Thread(target=lambda: asyncio.run(_match(settings, database, stop)), name="matchmaker")
    thread.start()
    return thread


async def _match(settings: Settings, database: Database, stop: threading.Event) -> None:
    version = open_registry(settings).serving(ACCEPTANCE_TASK)
    matching = MatchingSettings()
    policy = ScoredPolicy(load_acceptance(version.folder), matching, np.random.default_rng())
    url = redis_url(settings)
    presence, bell = Presence(Redis.from_url(url)), Bell(Redis.from_url(url))
    matchmaker = Matchmaker(
        database, presence, bell, policy, matching, service_hours(settings), f"{ACCEPTANCE_TASK} {version.name}"
    )
    over = asyncio.Event()
    working = asyncio.gather(matchmaker.run(over), _take_care(database, over))
    await asyncio.to_thread(stop.wait)
    over.set()
    await working
    await bell.close()
    await presence.close()


async def _take_care(database: Database, over: asyncio.Event) -> None:
    """Looks after sessions every few seconds."""
    while not over.is_set():
        try:
            await asyncio.to_thread(_look_after, database)
        except SQLAlchemyError as error:
            log.warning("sessions could not be looked after: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), _CARE_S)


def _look_after(database: Database) -> None:
    with database.transaction() as session:
        ended = end_overdue(session, utc_now())
    with database.transaction() as session:
        book_held(session, utc_now())
    if ended:
        log.info("%d sessions were over time and are ended", ended)
