"""How much of an answer a student may see: one pure policy, obeyed by API, command line and page.

An answer opens as 思路 → 关键步骤 → 完整解答. Where the answered question is the student's own (or a
near-duplicate of it) the last stage waits for an attempt or two hints, by the district's setting.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["RevealPolicy", "Revealed", "reveal_answer"]

RevealPolicy = Literal["after_attempt", "teacher_only", "free"]
"""`after_attempt` (default): after a written attempt or two hints; `teacher_only`: never; `free`: at once."""

_HINTS_FOR_SOLUTION = 2


class Revealed(BaseModel):
    """What may be shown.

    Attributes:
        key_steps: How many key steps, from the first; None means all of them.
        solution: Whether solution and final result may be shown.
        solution_needs: What is still missing for the solution.
    """

    model_config = ConfigDict(frozen=True)

    stage: Literal["idea", "key_steps", "solution"]
    key_steps: int | None
    solution: bool
    solution_needs: Literal["attempt_or_hints", "teacher", "nothing"]


def reveal_answer(policy: RevealPolicy, *, near_duplicate: bool, hints_used: int, attempted: bool) -> Revealed:
    """Decides from the district's policy and what the student has done so far.

    Args:
        policy: The district's setting.
        near_duplicate: Whether the answer is to a question the student asks themself.
        hints_used: Hints the student has asked for on this answer.
        attempted: Whether the student wrote an attempt of their own.
    """
    earned = attempted or hints_used >= _HINTS_FOR_SOLUTION
    free = policy == "free" or not near_duplicate
    if free or (policy == "after_attempt" and earned):
        return Revealed(stage="solution", key_steps=None, solution=True, solution_needs="nothing")
    needs: Literal["teacher", "attempt_or_hints"] = "teacher" if policy == "teacher_only" else "attempt_or_hints"
    if hints_used == 0 and not attempted:
        return Revealed(stage="idea", key_steps=0, solution=False, solution_needs=needs)
    steps = None if earned else hints_used
    return Revealed(stage="key_steps", key_steps=steps, solution=False, solution_needs=needs)
