"""Real API workers, Valkey and PostgreSQL under kills: nothing is lost, and faults that are put in are noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.sessions.gap import evaluate_gap
from eval.sessions.kills import evaluate_kills
from eval.sessions.load import evaluate_load
from eval.sessions.races import evaluate_races
from shuangshi.sabotage import SABOTAGES
from shuangshi.session_machine import SessionMachine, open_session_machine

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[SessionMachine]:
    with open_session_machine(tmp_path_factory.mktemp("machine"), 2, cache) as machine:
        yield machine


def test_nothing_is_lost_where_processes_are_killed(machine: SessionMachine):
    machine.sabotage("")
    report = evaluate_kills(machine, 4)
    assert sum(report["killed"].values()) == 4
    assert report["acknowledged"] > 100
    assert [report[fault] for fault in ("lost", "duplicated", "reordered", "unsettled")] == [0, 0, 0, 0]


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_fault_is_noticed(machine: SessionMachine, name: str):
    machine.sabotage(name)
    report = evaluate_kills(machine, 2)
    assert report["lost"] + report["duplicated"] + report["reordered"] > 0


def test_who_comes_back_has_everything(machine: SessionMachine):
    machine.sabotage("")
    report = evaluate_gap(machine, 8.0, rooms=1)
    assert report["events"] >= 2000
    assert report["resume_max_s"] > 0
    assert report["lost"] == 0


def test_ink_is_delivered_and_timed_beside_the_floor(machine: SessionMachine):
    report = evaluate_load(machine, rooms=6, seconds=3.5)
    assert report["batches"] > 30
    assert (report["undelivered"], report["unacknowledged"]) == (0, 0)
    assert report["fanout_ms"]["p95"] >= report["fanout_ms"]["p50"] > 0
    assert report["floor_ms"]["p95"] > 0


def test_every_race_has_one_winner(machine: SessionMachine):
    report = evaluate_races(machine.database, 40)
    assert report == {"races": 40, "double_wins": 0, "without_winner": 0, "failed": 0}


def test_a_second_winner_and_a_missing_one_are_noticed(machine: SessionMachine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("eval.sessions.races.accept_invitation", lambda *_: object())
    assert evaluate_races(machine.database, 4)["double_wins"] == 4
    monkeypatch.setattr("eval.sessions.races.accept_invitation", lambda *_: None)
    assert evaluate_races(machine.database, 4)["without_winner"] == 4
