"""The match-quality dashboard over HTTP: whose figures each role sees, what is withheld, what is audited."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from store.audit import AuditEntry
from store.match_counting import count_changed_days
from store.match_days import match_days
from store.match_definitions import DEFINITIONS
from store.simulated_matches import remove_simulated_matches
from tests.store.test_match_counting import FIRST, REQUEST, SCHOOLS, store_request

URL = "/api/match-quality"
RANGE = {"from": FIRST.isoformat(), "to": (FIRST + timedelta(days=6)).isoformat(), "simulated": "true"}
EAST, WEST = "s-east-1", "s-west-1"


@pytest.fixture(scope="module", autouse=True)
def matches(database) -> Iterator[None]:
    """Seven students of one school and three of another ask, all simulated."""
    SCHOOLS.update({EAST: "d-east", WEST: "d-west"})
    with database.transaction() as session:
        for number in range(10):
            store_request(session, number, REQUEST | {
                "simulated": True, "school": EAST if number < 7 else WEST, "student": number, "rating": 10,
                "subject": "数学" if number != 3 else "物理",
            })  # fmt: skip
    count_changed_days(database, ZoneInfo("Asia/Shanghai"), date(2026, 1, 1))
    yield
    with database.transaction() as session:
        remove_simulated_matches(session)
    for school in (EAST, WEST):
        del SCHOOLS[school]


def overview(client: TestClient, **more: str) -> dict:
    answer = client.get(f"{URL}/overview", params=RANGE | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_administrator_sees_their_own_area(log_in):
    assert overview(log_in("school_admin"))["total"]["shown"] == 7
    assert overview(log_in("district_admin"))["total"]["shown"] == 7
    city = overview(log_in("city_admin"))
    assert city["total"]["shown"] == 10
    assert [cell["key"] for cell in city["places"]] == ["d-east", "d-west"]
    of_west = [overview(log_in("city_admin"), **place)["total"] for place in ({"district": "d-west"}, {"school": WEST})]
    assert of_west[0] == of_west[1]


@pytest.mark.parametrize(
    ("role", "place"),
    [("school_admin", {"school": "s-east-2"}), ("school_admin", {"district": "d-west"}),
     ("district_admin", {"school": WEST}), ("district_admin", {"district": "d-west"}),
     ("city_admin", {"district": "nowhere"}), ("city_admin", {"school": "none"}),
     ("city_admin", {"district": "d-west", "school": EAST})],
)  # fmt: skip
def test_other_places_do_not_exist(log_in, role: str, place: dict[str, str]):
    client = log_in(role)
    for name in ("overview", "supply", "flow", "fairness", "models", "matches", "tables/weeks"):
        assert client.get(f"{URL}/{name}", params=RANGE | place).status_code == 404


def test_few_students_are_withheld_and_their_neighbour_with_them(log_in):
    """Of two districts one has three students: alone withheld it could be told from the city's total."""
    city = overview(log_in("city_admin"))
    assert [(cell["small"], cell["shown"]) for cell in city["places"]] == [(True, None), (True, None)]
    assert [cell["small"] for cell in city["subjects"]] == [True, True]
    west = overview(log_in("city_admin"), district="d-west")
    assert west["total"] == {"key": "all", "small": True} | dict.fromkeys(
        ("shown", "opened", "accepted", "completed", "rated", "rating", "wait_p50_s", "wait_p90_s")
    )
    assert (west["waits"], west["invitations"]) == ([], None)
    refused = log_in("city_admin").get(f"{URL}/matches", params=RANGE | {"district": "d-west"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_few_students")


def test_real_and_simulated_are_never_added(log_in):
    assert overview(log_in("city_admin"), simulated="false")["total"]["shown"] == 0
    options = log_in("city_admin").get(f"{URL}/options").json()
    assert options["simulated"] == {"first": FIRST.isoformat(), "last": FIRST.isoformat()}


def test_single_matches_are_pseudonymous_paged_and_audited(log_in, database):
    client = log_in("district_admin")
    first = client.get(f"{URL}/matches", params=RANGE | {"limit": "4"}).json()
    rest = client.get(f"{URL}/matches", params=RANGE | {"limit": "4", "after": first["matches"][-1]["id"]}).json()
    ids = [row["id"] for row in (*first["matches"], *rest["matches"])]
    assert (len(set(ids)), first["more"], rest["more"]) == (7, True, False)
    assert all(EAST not in row["student"] for row in first["matches"])
    match = client.get(f"{URL}/matches/{ids[0]}").json()
    assert [one["ending"] for one in match["invited"]] == ["declined", "accepted"]
    assert match["rating"] == 10
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_match")).all()[-1]
    assert entry.detail == ids[0]
    assert log_in("district_admin", "d-west", "D002").get(f"{URL}/matches/{ids[0]}").status_code == 404


def test_tables_are_csv_for_spreadsheets_and_say_that_they_are_simulated(log_in):
    client = log_in("city_admin")
    for name in ("forms", "weeks", "subjects", "places", "waits", "supply", "flow", "fairness", "models"):
        answer = client.get(f"{URL}/tables/{name}", params=RANGE)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith("\ufeff".encode())
        head, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert {len(row) for row in rows} == {len(head)}
        assert {row[head.index("数据")] for row in rows} == {"模拟数据"}
    places = client.get(f"{URL}/tables/places", params=RANGE).text
    assert all(word in places for word in ("东城示范区", "<5"))


@pytest.mark.parametrize("wrong", [{"from": "2026-10-01", "to": "2026-09-01"}, {"from": "2000-01-01"}, {"to": "x"}])
def test_a_wrong_range_is_refused(log_in, wrong: dict[str, str]):
    assert log_in("city_admin").get(f"{URL}/overview", params=wrong).status_code == 422


def test_every_column_of_the_funnel_has_a_definition(log_in: Callable[..., TestClient]):
    defined = {one["id"] for one in log_in("city_admin").get(f"{URL}/options").json()["definitions"]}
    assert {"shown", "opened", "accepted", "completed", "rated"} <= defined == {one.id for one in DEFINITIONS}
    assert len(defined) == len(DEFINITIONS)
    tables = {*match_days.metadata.tables, "all tables"}
    assert all(tables >= set(one.source.split(", ")) for one in DEFINITIONS)
