"""What a model may do beside writing: look things up, and offer a lesson or an item. It cannot change anything."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat.generation.provider import ToolCall

__all__ = ["TOOL_DEFINITIONS", "Found", "Toolbox", "run_tool"]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Search(_Arguments):
    """在微课和知识点里查资料"""

    query: Annotated[str, Field(min_length=1, max_length=100, description="要查的知识")]


class _Profile(_Arguments):
    """看学生对一个知识点掌握得怎么样"""

    point: Annotated[str, Field(max_length=200, description="知识点编号，不填是当前知识点")] = ""


class _Recommend(_Arguments):
    """给学生附上一节微课"""

    query: Annotated[str, Field(min_length=1, max_length=100, description="微课要讲的知识")]


class _Assess(_Arguments):
    """给学生一个“做道小题”的按钮"""

    point: Annotated[str, Field(max_length=200, description="知识点编号，不填是当前知识点")] = ""


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Attributes:
        source: As in `chat.generation.brief.Passage`.
    """

    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Toolbox:
    """What the tools do. Points are checked by whoever made the functions; an unknown one raises `KeyError`.

    Attributes:
        search: Passages for some words.
        profile: What is known of the student's mastery of a point, in a sentence.
        recommend: Titles of lessons that will be shown below the words.
        assess: Offers an item on a point; returns its name.
    """

    search: Callable[[str], Sequence[Found]]
    profile: Callable[[str], str]
    recommend: Callable[[str], Sequence[str]]
    assess: Callable[[str], str]


_ARGUMENTS: dict[str, type[_Arguments]] = {
    "search": _Search, "profile": _Profile, "recommend": _Recommend, "assess": _Assess,
}  # fmt: skip
TOOL_DEFINITIONS: tuple[dict[str, Any], ...] = tuple(
    {"type": "function", "function": {
        "name": name, "description": kind.__doc__, "parameters": kind.model_json_schema()
    }}
    for name, kind in _ARGUMENTS.items()
)  # fmt: skip
"""For the model, in the form of chat completions."""


def run_tool(call: ToolCall, tools: Toolbox, note: Callable[[Sequence[Found]], list[int]]) -> str:
    """What a call gives, as JSON for the model; a call that does not fit its schema is told why and does nothing.

    Args:
        call: As the model made it.
        tools: What they do.
        note: Takes what was found among the passages and gives their numbers.
    """
    kind = _ARGUMENTS.get(call.name)
    if kind is None:
        return _json({"error": f"没有叫 {call.name[:40]} 的工具", "tools": list(_ARGUMENTS)})
    try:
        wanted = kind.model_validate_json(call.arguments or "{}")
    except ValidationError as error:
        return _json({"error": [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]})
    try:
        match wanted:
            case _Search(query=query):
                found = tools.search(query)
                return _json([
                    {"编号": number, "标题": one.title, "内容": one.text}
                    for number, one in zip(note(found), found, strict=True)
                ])  # fmt: skip
            case _Profile(point=point):
                return _json({"掌握情况": tools.profile(point)})
            case _Recommend(query=query):
                return _json({"会附上": list(tools.recommend(query))})
            case _Assess(point=point):
                return _json({"会附上小题": tools.assess(point)})
    except KeyError as error:
        return _json({"error": f"没有这个知识点：{error}"})
    raise AssertionError(wanted)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
