"""Real API workers, Valkey and PostgreSQL under kills: nothing is lost, and faults that are put in are noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.sessions.kills import evaluate_kills
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
