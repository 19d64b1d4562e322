"""A throw-away installation with a year of a district, and its API in this process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from models.tracking import Track
from shuangshi.settings import Settings

__all__ = ["open_year"]

_DISTRICT, _NUMBER = "d-east", "D001"
_YEAR = timedelta(days=365)


@contextmanager
def open_year(
    folder: Path, schools: int, seed: int, track: Track
) -> Iterator[tuple[Callable[[str], object], dict[str, int]]]:  # fmt: skip
    """Fills a year and logs its district's administrator in.

    Yields:
        What asks for one of `eval.dashboard.DASHBOARD_PATHS`, and how many rows each table has.
    """
    from starlette.testclient import TestClient

    from api.access import CSRF_HEADER
    from api.app import create_app
    from eval.dashboard import fill_year
    from shuangshi.api_wiring import api_config, build_services
    from shuangshi.preparation import DEMO_PASSWORD
    from store.base import utc_now

    logging.getLogger("api").setLevel(logging.WARNING)
    settings = Settings(home=folder, mode="demo", region=None, database_url=None)
    services = build_services(settings)
    today = utc_now().date()
    with services.database.transaction() as session:
        subjects = [subject.name for subject in services.graph.subjects.values()]
        rows = fill_year(session, _DISTRICT, schools, subjects, today, seed, track)
    last, before = today, today - _YEAR
    ranges = {
        "overview": f"overview?from={before}&to={last}&simulated=true",
        "overview-before": f"overview?from={before - _YEAR}&to={before}&simulated=true", "options": "options",
    }  # fmt: skip
    with TestClient(create_app(api_config(settings), lambda: services)) as client:
        words = {"organisation": _DISTRICT, "number": _NUMBER, "password": DEMO_PASSWORD}
        answer = client.post("/api/session", json=words)
        answer.raise_for_status()
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]

        def get(path: str) -> object:
            usual = f"{path}?from={before}&to={last}&simulated=true"
            found = client.get(f"/api/match-quality/{ranges.get(path, usual)}")
            found.raise_for_status()
            return found.json()

        yield get, rows
    services.database.close()
