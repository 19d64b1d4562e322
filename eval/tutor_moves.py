"""Which moves a language model makes as a tutor, beside human tutors at the same turns of MathDial.

MathDial (Macina et al. 2023, arXiv 2305.14536): teachers help a student, played by a model, who solved a problem
wrongly; every teacher's turn is labelled *focus*, *probing*, *telling* or *generic*. The model writes through the same
brief, gate and leak detector as for our own students. Moves of both are judged by one classifier that has seen no
dialogue on the same problem; how far it is to be trusted stands in the report.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chat.generation.brief import Brief
from chat.generation.narrator import Narrator, Told
from chat.generation.tools import Toolbox
from chat.leaks import Secret
from eval.metrics import accuracy, bootstrap, kappa, macro_f1, wilson
from eval.public_sets import read_rows
from models.tracking import Track, untracked

__all__ = ["MOVES", "TutorTurn", "evaluate_tutor_moves", "read_tutor_turns"]

MOVES = ("focus", "probing", "telling", "generic")
"""Focus: leads to a step. Probing: asks what the student thinks. Telling: gives it away. Generic: greets, praises."""

_TASK = (
    "学生说英文：全文用英文写，一到三句。你是老师，写出老师接下来要说的话：看清学生错在哪里，让学生自己往前走一步。"
)  # fmt: skip
_TEACHER = re.compile(r"Teacher:\s*\((\w+)\)\s*(.*)", re.DOTALL)
_STUDENT = re.compile(r"[^:]{1,40}:\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = r"\w+|[?!]"
_FOLDS = 5
_THIRDS = ("first third", "second third", "last third")
_NO_TOOLS = Toolbox(lambda _: (), lambda _: "", lambda _: (), lambda _: "")


@dataclass(frozen=True)
class TutorTurn:
    """A teacher's turn, and what stood before it.

    Attributes:
        problem: Number of the problem; dialogues on the same one have it in common.
        question: The problem, and the student's wrong solution.
        solution: The worked one, its last line the result.
        earlier: Both sides' words before, oldest first, as (student, teacher); the student's are empty at the start.
        said: The student's last words; empty where the teacher begins.
        at: Where in the dialogue, 0 (start) to below 1.
        move: One of `MOVES`.
        text: What the teacher said.
    """

    problem: int
    question: str
    solution: str
    earlier: tuple[tuple[str, str], ...]
    said: str
    at: float
    move: str
    text: str

    @property
    def result(self) -> str:
        """The result, by itself."""
        return self.solution.strip().splitlines()[-1].strip()

    @property
    def may_give_away(self) -> bool:
        """Whether the result is a number that neither problem, student nor teacher has said by now."""
        talked = (words for pair in self.earlier for words in pair)
        known = _numbers_in(" ".join((self.question, self.said, *talked)))
        return bool(_numbers_in(self.result) - known)

    def gives_away(self, text: str) -> bool:
        """Whether a text says the result."""
        return _numbers_in(self.result) <= _numbers_in(text)


def read_tutor_turns(data_dir: Path | None) -> list[TutorTurn]:
    """All teachers' turns, dialogue after dialogue.

    Raises:
        MissingSetError: The set is absent.
        ValueError: A dialogue is not as described; its number in the file is named.
    """
    turns: list[TutorTurn] = []
    for number, row in enumerate(read_rows("dialogue", data_dir), start=1):
        try:
            turns += _turns_of(row)
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"dialogue {number}: {error!r}") from error
    return turns


def evaluate_tutor_moves(
    turns: Sequence[TutorTurn], narrator: Narrator | None, model: str, most: int, seed: int = 0,
    track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Moves of the teachers and, where there is a model, of the model at some of the same turns.

    Args:
        turns: All there are.
        narrator: The model behind its checks; None: teachers alone.
        model: Its name.
        most: How many turns the model is asked to write.
        seed: Draws the turns.
        track: Shows progress.

    Returns:
        `judge` (the classifier on the teachers' own labels), `teachers`, and `model` (None without one): shares of
        moves as judged, by third of the dialogue, `agreement` with the teacher's label at the same turn beside always
        saying the most frequent one, `gives_away` (the result said before anybody has), and how the turns ended.
    """
    judge = _Judge(turns, seed)
    report: dict[str, Any] = {
        "dialogues": sum(not turn.earlier and not turn.said for turn in turns), "turns": len(turns), "seed": seed,
        "judge": _judge_report(turns, judge), "teachers": _portrait(turns, judge.own, [turn.text for turn in turns]),
        "model": None,
    }  # fmt: skip
    if narrator is None:
        return report
    chosen = np.sort(np.random.default_rng(seed).permutation(len(turns))[:most])
    asked = [turns[index] for index in chosen]
    told = [_tell(narrator, turn) for turn in track(asked, f"turns of {model}", len(asked))]
    kept = [(turn, one) for turn, one in zip(asked, told, strict=True) if one.outcome == "told"]
    judged = [judge.judge(turn, one.text) for turn, one in kept]
    labels = [turn.move for turn, _ in kept]
    usual = Counter(turn.move for turn in turns).most_common(1)[0][0]
    n = len(kept)
    report["model"] = {
        "name": model, "asked": len(asked), "outcomes": dict(Counter(one.outcome for one in told)),
        "cut_sentences": sum(one.cut for one in told),
        "total_ms_p95": float(np.percentile([one.total_ms for one in told], 95)),
    }  # fmt: skip
    if kept:
        report["model"] |= _portrait([turn for turn, _ in kept], judged, [one.text for _, one in kept]) | {
            "agreement": bootstrap(accuracy(labels, judged), n, seed).as_dict(),
            "kappa": bootstrap(kappa(labels, judged), n, seed).as_dict(),
            "agreement_most_frequent": bootstrap(accuracy(labels, [usual] * n), n, seed).as_dict(),
            "teachers_at_these_turns": _portrait(
                [turn for turn, _ in kept], [judge.judge(turn, turn.text) for turn, _ in kept],
                [turn.text for turn, _ in kept],
            ),
        }  # fmt: skip
    return report


class _Judge:
    """Reads a move off a text; for each turn by a classifier that has seen no dialogue on its problem."""

    def __init__(self, turns: Sequence[TutorTurn], seed: int) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GroupKFold
        from sklearn.pipeline import make_pipeline

        texts, moves = np.array([turn.text for turn in turns]), np.array([turn.move for turn in turns])
        problems = np.array([turn.problem for turn in turns])
        folds = GroupKFold(min(_FOLDS, len({*problems})), shuffle=True, random_state=seed)
        self._fold_of: dict[int, Any] = {}
        guesses = np.empty(len(turns), dtype=object)
        for learn, held in folds.split(texts, moves, problems):
            words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=_WORD)
            pipeline = make_pipeline(words, LogisticRegression(C=4, max_iter=1000)).fit(texts[learn], moves[learn])
            guesses[held] = pipeline.predict(texts[held])
            self._fold_of |= dict.fromkeys(map(int, problems[held]), pipeline)
        self.own: list[str] = [str(guess) for guess in guesses]

    def judge(self, turn: TutorTurn, text: str) -> str:
        """The move of a text said at a turn."""
        return str(self._fold_of[turn.problem].predict([text])[0])


def _judge_report(turns: Sequence[TutorTurn], judge: _Judge) -> dict[str, Any]:
    labels = [turn.move for turn in turns]
    usual = Counter(labels).most_common(1)[0][0]
    return {
        "accuracy": bootstrap(accuracy(labels, judge.own), len(labels)).as_dict(),
        "macro_f1": bootstrap(macro_f1(labels, judge.own), len(labels)).as_dict(),
        "accuracy_most_frequent": bootstrap(accuracy(labels, [usual] * len(labels)), len(labels)).as_dict(),
    }


def _portrait(turns: Sequence[TutorTurn], judged: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    places = [_THIRDS[min(2, int(turn.at * 3))] for turn in turns]
    open_ = [turn.gives_away(text) for turn, text in zip(turns, texts, strict=True) if turn.may_give_away]
    return {
        "labelled": _shares([turn.move for turn in turns]), "judged": _shares(judged),
        "judged_by_third": {
            third: _shares([move for move, place in zip(judged, places, strict=True) if place == third])
            for third in _THIRDS
        },
        "gives_away": wilson(sum(open_), len(open_)).as_dict() if open_ else None,
        "words_median": float(np.median([len(text.split()) for text in texts])),
    }  # fmt: skip


def _shares(moves: Sequence[str]) -> Mapping[str, float | None]:
    counts = Counter(moves)
    return {move: round(counts[move] / len(moves), 3) if moves else None for move in MOVES}


def _tell(narrator: Narrator, turn: TutorTurn) -> Told:
    secret = Secret(turn.question, result=turn.result, solution=turn.solution)
    brief = Brief(_TASK, "", turn.said, turn.question, secrets=(secret,), earlier=turn.earlier)
    *_, last = narrator.tell(brief, _NO_TOOLS)
    if not isinstance(last, Told):
        raise TypeError("a narrator ends with how it ended")
    return last


def _turns_of(row: Mapping[str, Any]) -> Iterator[TutorTurn]:
    spoken = row["conversation"].split("|EOM|")
    question = f"{row['question']}\n\nThe student's solution:\n{row['student_incorrect_solution']}"
    pairs: list[tuple[str, str]] = []
    said = ""
    for index, words in enumerate(spoken):
        teacher = _TEACHER.fullmatch(words.strip())
        if teacher is None:
            student = _STUDENT.fullmatch(words.strip())
            if student is None:
                raise ValueError(f"neither a teacher's turn with its move nor a student's: {words[:60]!r}")
            said = student[1].strip()
            continue
        move, text = teacher.groups()
        if move not in MOVES:
            raise ValueError(f"move {move!r} is none of {', '.join(MOVES)}")
        yield TutorTurn(
            int(row["qid"]), question, row["ground_truth"], tuple(pairs), said, index / len(spoken), move, text.strip()
        )  # fmt: skip
        pairs.append((said, text.strip()))


def _numbers_in(text: str) -> set[float]:
    return {float(one) for one in _NUMBER.findall(text.replace(",", ""))}
