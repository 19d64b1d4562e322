"""The hint ladder of a student's own task: what is asked, which idea, first step, next step,
and the same way on another
task. It never ends in the result of the task itself.
"""

from chat.actions import Hint
from chat.shelf import Shelf
from chat.state import OwnQuestion
from recommender.items import Solved

__all__ = ["find_rung"]

_WHAT, _IDEA, _STEPS_FROM = 1, 2, 3


def find_rung(shelf: Shelf, own: OwnQuestion, solved: Solved | None) -> Hint:
    """The rung that `own.rung` has come to.

    Args:
        shelf: For other tasks of the kind.
        own: The task.
        solved: The same task answered, where there is one: its idea and steps are better than anything general.
    """
    point = shelf.graph.get_point(own.point) if own.point else None
    steps = solved.key_steps if solved else ()
    if own.rung == _WHAT:
        return Hint(own.rung, own.point)
    if own.rung == _IDEA:
        return Hint(own.rung, own.point, text=solved.idea if solved else point.definition if point else None)
    at = own.rung - _STEPS_FROM
    if at < len(steps):
        return Hint(own.rung, own.point, text=steps[at])
    examples = [item for item in shelf.items_on([own.point] if own.point else []) if item.kind != "text"]
    at -= len(steps)
    return Hint(own.rung, own.point, example=examples[at] if at < len(examples) else None)
