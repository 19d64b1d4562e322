"""Wires the matchmaker: its policy with the model that serves, its clients of Redis, a thread with an event loop."""

import asyncio
import logging
import threading

import numpy as np
from redis.asyncio import Redis

from recommender.matching.acceptance_file import ACCEPTANCE_TASK, load_acceptance
from recommender.matching.policies import ScoredPolicy
from recommender.matching.settings import MatchingSettings
from sessions.bell import Bell
from sessions.matchmaking.matchmaker import Matchmaker
from sessions.presence import Presence
from shuangshi.api_wiring import redis_url, service_hours
from shuangshi.models import open_registry
from shuangshi.settings import Settings
from store.database import Database

__all__ = ["start_matchmaker"]

log = logging.getLogger(__name__)


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
    working = asyncio.create_task(matchmaker.run(over))
    await asyncio.to_thread(stop.wait)
    over.set()
    await working
    await bell.close()
    await presence.close()
