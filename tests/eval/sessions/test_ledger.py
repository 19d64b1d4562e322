"""What the ledger calls lost, doubled and reordered."""

from pathlib import Path

from eval.sessions.ledger import Ledger, judge
from store.database import Database
from store.organisations import District, School
from store.session_log import NewEvent, append_events
from tests.tutored import add_tutoring

LOG = [(1, "st", "p-1", "a"), (2, "system", "joined-x", "j"), (3, "st", "p-2", "b"), (4, "te", "q-1", "c")]
TOLD = [(1, "a"), (2, "j"), (3, "b"), (4, "c")]


def found(acks=(), heard=(), told_lost: int = 0, log=None) -> tuple[int, int, int]:
    promised = {("r", author, key): set(offsets) for author, key, offsets in acks}
    told = {("r", "page"): list(heard)} if heard else {}
    report = judge(promised, told, told_lost, {"r": LOG if log is None else log})
    return report["lost"], report["duplicated"], report["reordered"]


def test_what_was_kept_is_no_fault():
    assert found([("st", "p-1", [1]), ("st", "p-2", [3])], TOLD) == (0, 0, 0)


def test_a_promise_that_is_not_in_the_log_is_lost():
    assert found([("st", "p-9", [5])]) == (1, 0, 0)


def test_what_a_page_was_not_told_is_lost():
    assert found(heard=[TOLD[0], *TOLD[2:]]) == (1, 0, 0)
    assert found(told_lost=1) == (1, 0, 0)


def test_what_is_there_twice_is_doubled():
    assert found(log=[*LOG, (5, "te", "q-1", "c")])[1] == 1
    assert found(heard=[*TOLD, TOLD[-1]])[1] == 1


def test_another_place_another_body_another_order_and_gaps_are_reordered():
    assert found([("st", "p-1", [2])]) == (0, 0, 1)
    assert found([("st", "p-1", [1, 2])]) == (0, 0, 1)
    assert found(heard=[(1, "z"), *TOLD[1:]]) == (0, 0, 1)
    assert found(log=[(1, "st", "p-2", "b"), (2, "st", "p-1", "a")]) == (0, 0, 1)
    assert found(log=[(1, "st", "p-1", "a"), (3, "st", "p-2", "b")]) == (0, 0, 1)


def test_the_process_reads_the_log_by_itself(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add(School(id="s", name="校", district_id="d", contact=None))
        session.flush()
        for name in ("r", "other"):
            add_tutoring(session, name)
        append_events(session, [NewEvent("r", "st", f"p-{i}", "student", "said", '{"kind":"said"}') for i in range(3)])
    ledger = Ledger(tmp_path)
    ledger.acknowledged("r", "st", "p-0", 1)
    ledger.acknowledged("r", "st", "p-7", 4)
    ledger.heard("r", "page", 1, '{"kind": "said"}')
    report = ledger.judge(database.url.render_as_string(), ["r"])
    assert report == {"acknowledged": 2, "lost": 1, "duplicated": 0, "reordered": 0}
    database.close()
