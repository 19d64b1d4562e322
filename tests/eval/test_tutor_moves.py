"""A language model's moves as a tutor: read, judged, and never the result before anybody has said it."""

from pathlib import Path

import pytest

from chat.generation.narrator import Narrator
from eval.public_sets import MissingSetError
from eval.scripted_provider import ScriptedProvider
from eval.tutor_moves import TutorTurn, evaluate_tutor_moves, read_tutor_turns
from knowledge_graph import KnowledgeGraph
from tests.eval.public_set_folder import put_set

SAID = {
    "generic": "Hi there, good morning to you",
    "probing": "Why do you think we add them?",
    "focus": "Look at the first box again please",
    "telling": "You should multiply, it makes {result} in all",
}


def dialogue(number: int) -> dict[str, object]:
    boxes, each = number + 2, number + 11
    result = boxes * each
    turns = []
    for move, words in SAID.items():
        turns += [f"Teacher: ({move}){words.format(result=result)}", f"Ann: Then it is {boxes + each}?"]
    return {
        "qid": number, "question": f"{boxes} boxes hold {each} pens each. How many pens are there?",
        "ground_truth": f"{boxes} x {each} = {result}\n {result}",
        "student_incorrect_solution": f"{boxes} + {each} = {boxes + each}\n {boxes + each}",
        "conversation": "|EOM|".join(turns),
    }  # fmt: skip


@pytest.fixture
def turns(tmp_path: Path) -> list[TutorTurn]:
    put_set(tmp_path, "dialogue", [dialogue(number) for number in range(10)])
    return read_tutor_turns(tmp_path)


def test_turns_know_what_stood_before_them(turns: list[TutorTurn]):
    assert len(turns) == 40
    start, second, *_, last = turns[:4]
    assert start.earlier == ()
    assert start.said == ""
    assert start.at == 0
    assert second.earlier == (("", SAID["generic"]),)
    assert second.said == "Then it is 13?"
    assert last.move == "telling"
    assert last.result == "22"
    assert last.may_give_away
    assert last.gives_away(last.text)
    assert not start.gives_away(start.text)


def test_teachers_alone_where_there_is_no_model(turns: list[TutorTurn]):
    report = evaluate_tutor_moves(turns, None, "", 5)
    assert report["model"] is None
    assert report["dialogues"] == 10
    assert report["judge"]["accuracy"]["value"] == 1.0
    assert report["judge"]["accuracy_most_frequent"]["value"] == 0.25
    assert report["teachers"]["labelled"] == dict.fromkeys(("focus", "probing", "telling", "generic"), 0.25)
    assert report["teachers"]["gives_away"]["value"] == 0.25


def test_a_model_that_probes(turns: list[TutorTurn], graph: KnowledgeGraph):
    provider = ScriptedProvider(lambda _: ("Why do you think so?",))
    report = evaluate_tutor_moves(turns, Narrator(provider, graph), "scripted", 20)["model"]
    assert report["outcomes"] == {"told": 20}
    assert report["judged"]["probing"] == 1.0
    assert report["agreement"]["value"] == report["teachers_at_these_turns"]["labelled"]["probing"]
    assert report["gives_away"]["value"] == 0


def test_a_model_that_tells_is_called_off(turns: list[TutorTurn], graph: KnowledgeGraph):
    asked = [turn for turn in turns if turn.problem == 0]

    def tell(messages: object) -> tuple[str, ...]:
        return ("Multiply. The answer is 22.",)

    report = evaluate_tutor_moves(asked + turns[4:], Narrator(ScriptedProvider(tell), graph), "scripted", 40)["model"]
    assert report["outcomes"].get("leak", 0) >= 4
    assert report.get("gives_away") is None or report["gives_away"]["value"] == 0


def test_what_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(MissingSetError, match="mathdial"):
        read_tutor_turns(tmp_path)
    bad = dialogue(1)
    bad["conversation"] = "Teacher: (shouting)No!"
    put_set(tmp_path, "dialogue", [dialogue(0), bad])
    with pytest.raises(ValueError, match=r"dialogue 2: .*shouting"):
        read_tutor_turns(tmp_path)
