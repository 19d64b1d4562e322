"""What the dialogue does, turn by turn, without words, database or model."""

from datetime import UTC, datetime

import pytest

from chat.actions import (
    AskAgain,
    AskFelt,
    Comfort,
    Decline,
    FindTeacher,
    Goodbye,
    Hint,
    Invite,
    NothingFound,
    NotYet,
    Passed,
    PoseItem,
    Recommend,
    ShowPlan,
    Unchecked,
    WorkStep,
)
from chat.policy import Decision, Message, Policy
from chat.requests import find_request
from chat.shelf import Shelf
from chat.state import DialogueState
from eval.simulator.learners import simulated_items
from intent import QuestionProfile
from intent.profile import AbilityGuess, IntentGuess, PointGuess
from knowledge_graph import KnowledgeGraph
from recommender.items import Solved
from recommender.mastery import Mastery, update_mastery

NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
START = "physics.j.buoyancy.buoyant-force"
TASK = "解方程 2x+3=7，写出完整的过程，并且检验你的结果是否正确"
SOLVED = Solved(
    id="qa-1", question=TASK, idea="移项", key_steps=("把 3 移到右边", "两边除以 2"), solution="x=2", final="2"
)


def profile(intent: str, sub: str = "none", confidence: float = 0.9, *points: str) -> QuestionProfile:
    return QuestionProfile(
        subject="物理", subject_confidence=0.9, stage="初中", stage_confidence=0.9,
        knowledge_points=[PointGuess(id=point, name="", confidence=confidence) for point in points or (START,)],
        ability=AbilityGuess(code="B1", confidence=0.5), difficulty=0.5, difficulty_confidence=0.5,
        intent=IntentGuess(name=intent, sub=sub, confidence=0.9),  # type: ignore[arg-type]
    )  # fmt: skip


class Talk:
    """A conversation with the policy alone."""

    def __init__(self, shelf: Shelf) -> None:
        self.policy, self.shelf = Policy(shelf), shelf
        self.state, self.mastery = DialogueState(), dict[str, Mastery]()

    def send(self, message: Message) -> Decision:
        decision = self.policy.decide(self.state, message, self.mastery, NOW)
        self.state = decision.state
        for piece in decision.evidence:
            self.mastery[piece.point] = update_mastery(self.mastery.get(piece.point, Mastery()), piece.said, NOW)
        return decision

    def say(self, text: str, of: QuestionProfile | None = None, solved: Solved | None = None) -> Decision:
        return self.send(Message(text, find_request(text), of, solved))

    def answer(self, right: bool) -> Decision:
        assert self.state.posed is not None
        item = self.shelf.by_id[self.state.posed.item]
        return self.send(Message(item.answer if right else "不会", on_card=item.id))

    def reach_lesson(self) -> Recommend:
        decision = self.send(Message("", point=START))
        while not isinstance(decision.action, Recommend):
            decision = self.answer(right=False)
        return decision.action


@pytest.fixture(scope="module")
def shelf(graph: KnowledgeGraph) -> Shelf:
    return Shelf.of(graph, simulated_items([START, *graph.prerequisites(START, 2)]))


@pytest.fixture
def talk(shelf: Shelf) -> Talk:
    return Talk(shelf)


def test_the_first_reply_explains_and_asks_one_item_of_what_was_named(talk: Talk):
    action = talk.say("我不会浮力", profile("explain_point")).action
    assert isinstance(action, PoseItem)
    assert (action.opening, action.item.point) == (START, START)
    assert [step.kind for step in talk.state.plan] == ["diagnose", "learn", "check"]


def test_it_locates_recommends_checks_and_goes_back(talk: Talk):
    gap = talk.reach_lesson()
    assert talk.state.phase == "learning"
    assert talk.state.plan[0].done
    assert isinstance(talk.say("学完了").action, AskFelt)
    decision = talk.say("正好")
    assert isinstance(decision.action, PoseItem)
    assert decision.action.purpose == "check"
    assert decision.action.item.point == gap.point
    before = talk.mastery[gap.point].probability()
    talk.answer(right=True)
    passed = talk.answer(right=True).action
    assert isinstance(passed, Passed)
    assert talk.mastery[gap.point].probability() > before
    if passed.then is not None:
        assert isinstance(talk.say("继续").action, PoseItem | Recommend)


def test_asking_for_an_answer_where_nothing_waits_loses_nothing(talk: Talk):
    talk.reach_lesson()
    assert isinstance(talk.say("直接告诉我答案吧").action, ShowPlan)
    assert talk.state.phase == "learning"
    assert isinstance(talk.say("学完了").action, AskFelt)
    assert isinstance(talk.say("直接告诉我答案吧").action, AskFelt)
    assert isinstance(talk.say("正好").action, PoseItem)


def test_what_was_not_learned_is_taught_again_and_then_by_a_person(talk: Talk):
    talk.reach_lesson()
    actions = []
    for _ in range(2):
        talk.say("学完了")
        talk.say("正好")
        while talk.state.phase == "checking":
            actions.append(talk.answer(right=False).action)
    assert any(isinstance(action, Recommend) and action.again for action in actions)
    assert isinstance(actions[-1], NotYet | Recommend)


def test_without_an_item_nothing_is_called_passed(graph: KnowledgeGraph):
    talk = Talk(Shelf.of(graph, []))
    assert isinstance(talk.send(Message("", point=START)).action, Recommend)
    talk.say("学完了")
    assert isinstance(talk.say("正好").action, Unchecked)


def test_where_no_other_item_is_left_what_was_missed_is_asked_again_once(graph: KnowledgeGraph):
    talk = Talk(Shelf.of(graph, simulated_items([START])[:1]))
    talk.reach_lesson()
    talk.say("学完了")
    action = talk.say("正好").action
    assert isinstance(action, PoseItem)
    assert talk.state.posed is not None
    assert talk.state.posed.seen
    before = talk.mastery[START].probability()
    assert isinstance(talk.answer(right=True).action, Passed)
    assert before < talk.mastery[START].probability() < 0.6, "it was explained: little is known by it"


def test_items_on_other_points_do_not_check_this_one(graph: KnowledgeGraph):
    others = [point.id for point in graph.unit_points(graph.get_point(START).unit.id) if point.id != START]
    assert Shelf.of(graph, simulated_items(others)).check_items(START, "A", []) == []


def test_who_can_do_all_that_is_asked_is_not_told_to_be_stuck(talk: Talk):
    action = talk.send(Message("", point=START)).action
    while isinstance(action, PoseItem):
        action = talk.answer(right=True).action
    assert isinstance(action, NothingFound)
    assert talk.state.topic is None
    assert isinstance(talk.say("还是不会浮力", profile("explain_point")).action, PoseItem)


def test_items_that_differ_in_numbers_alone_are_asked_once(graph: KnowledgeGraph):
    (item, *_) = simulated_items([START])
    variants = [item.model_copy(update={"id": f"it-family.{number}"}) for number in range(4)]
    talk = Talk(Shelf.of(graph, variants))
    talk.send(Message("", point=START))
    assert isinstance(talk.answer(right=False).action, Recommend)
    talk.say("学完了")
    assert isinstance(talk.say("正好").action, PoseItem)


@pytest.mark.parametrize("words", ["直接告诉我答案", "选哪个", "给个提示", "快点把答案发我"])
def test_a_waiting_item_gives_hints_and_no_answer(talk: Talk, words: str):
    talk.send(Message("", point=START))
    waits = talk.state.posed
    decision = talk.say(words)
    assert isinstance(decision.action, Hint)
    assert decision.action.withheld == ("提示" not in words)
    assert talk.state.posed.item == waits.item  # type: ignore[union-attr]
    assert decision.feedback is None


def test_what_cannot_be_marked_is_asked_again_and_not_counted(talk: Talk):
    talk.send(Message("", point=START))
    decision = talk.say("嗯这个嘛", profile("other"))
    assert isinstance(decision.action, AskAgain)
    assert not decision.evidence


@pytest.mark.parametrize(
    ("words", "action"),
    [("我要找老师", FindTeacher), ("换个话题", Invite), ("不学了", Goodbye), ("今天的计划是什么", ShowPlan)],
)
def test_the_student_decides_at_any_time(talk: Talk, words: str, action: type):
    talk.send(Message("", point=START))
    assert isinstance(talk.say(words).action, action)


def test_an_own_task_climbs_the_ladder_and_never_ends_in_the_result(talk: Talk):
    rungs = [talk.say(TASK, profile("homework_question"), SOLVED).action]
    rungs += [talk.say("再给一点提示", profile("homework_question"), SOLVED).action for _ in range(6)]
    assert all(isinstance(action, Hint) for action in rungs)
    texts = [action.text for action in rungs if isinstance(action, Hint)]
    assert texts[:4] == [None, "移项", "把 3 移到右边", "两边除以 2"]
    assert SOLVED.solution not in texts


def test_a_step_of_an_own_task_is_checked(talk: Talk):
    talk.say(TASK, profile("homework_question"), SOLVED)
    wrong, right = (talk.say(step, profile("homework_question"), SOLVED).action for step in ("2x=10", "2x=4"))
    assert isinstance(wrong, WorkStep)
    assert isinstance(right, WorkStep)
    assert (wrong.check.holds, right.check.holds) == (False, True)


def test_danger_comes_before_everything_and_leaves_what_waits(talk: Talk):
    talk.send(Message("", point=START))
    assert isinstance(talk.send(Message("x", danger="injection")).action, Decline)
    assert talk.state.posed is not None
    assert isinstance(talk.send(Message("x", danger="distress")).action, Comfort)
    assert talk.state.posed is None


def test_what_surely_is_elsewhere_gets_no_help_and_leaves_what_waits(talk: Talk):
    elsewhere, unsure = profile("other", "out_of_scope"), profile("other", "small_talk")
    talk.send(Message("", point=START))
    assert talk.say("给我推荐几个好玩的手机游戏吧", elsewhere).action == Decline("off_topic")
    assert talk.state.posed is not None
    talk.say(TASK, profile("homework_question"), SOLVED)
    assert talk.say("给我推荐几个好玩的手机游戏吧", elsewhere).action == Decline("off_topic")
    assert talk.state.own is not None
    assert isinstance(talk.say("唉这道题真的是太难了呀", unsure, SOLVED).action, Hint)


def test_too_little_is_no_topic(talk: Talk):
    assert isinstance(talk.say("A", profile("explain_point")).action, Invite)
    talk.reach_lesson()
    assert isinstance(talk.say("A", profile("explain_point")).action, ShowPlan)


def test_the_state_survives_being_stored(talk: Talk):
    talk.reach_lesson()
    stored = DialogueState.model_validate_json(talk.state.model_dump_json())
    assert stored == talk.state


def test_an_item_that_was_left_and_a_task_that_was_brought_stay_secret(shelf: Shelf):
    talk = Talk(shelf)
    talk.say("我不会浮力", profile("explain_point"))
    assert talk.state.posed is not None
    item = talk.state.posed.item
    talk.say(TASK, profile("homework_question"), SOLVED)
    assert (talk.state.posed, talk.state.left, talk.state.brought) == (None, (item,), (SOLVED.id,))
    talk.say("另一道题：一个物体质量是 3 kg，求它受到的重力是多少，写出过程", profile("homework_question"))
    assert talk.state.brought == (SOLVED.id,)
    talk.say("换个话题")
    talk.say("我不会浮力", profile("explain_point"))
    talk.answer(right=False)
    assert talk.state.left == (item,)
