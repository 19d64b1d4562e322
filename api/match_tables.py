"""The dashboard's tables as CSV. Every row says whether it is simulated; what is withheld reads “<5”."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.match_cells import MatchCell
from store.match_counting import SMALLEST_GROUP
from store.match_days import Form
from store.match_fairness import find_fairness, find_models
from store.match_filter import MatchFilter
from store.match_quality import InvitationCounts, Overview, find_overview
from store.match_supply import find_flow, find_supply
from store.organisations import District, School

__all__ = ["TableName", "match_table"]

_BYTE_ORDER_MARK = "\ufeff"
_SMALL = f"<{SMALLEST_GROUP}"
_CELL_HEAD = ("展示/提出", "打开/已邀请", "接受", "完成", "评价", "满意度", "满意度下限", "满意度上限",
              "等待中位数（秒）", "等待九成（秒）")  # fmt: skip
_INVITATION_HEAD = ("发出", "接受", "拒绝", "过期", "取消", "未答复", "每次匹配的失败邀请")


class TableName(StrEnum):
    """Tables that can be downloaded."""

    FORMS = "forms"
    WEEKS = "weeks"
    SUBJECTS = "subjects"
    PLACES = "places"
    WAITS = "waits"
    FAIRNESS = "fairness"
    SUPPLY = "supply"
    FLOW = "flow"
    MODELS = "models"


Table = tuple[Sequence[str], Iterable[Sequence[Any]]]


def match_table(session: Session, name: TableName, wanted: MatchFilter, form: Form, schools: Sequence[str]) -> str:
    """One table as the text of a CSV file, with a byte order mark."""
    makers: dict[TableName, Callable[[], Table]] = {
        TableName.SUPPLY: lambda: _supply(session, wanted), TableName.FLOW: lambda: _flow(session, wanted),
        TableName.MODELS: lambda: _models(session, wanted),
        TableName.FAIRNESS: lambda: _fairness(session, wanted, schools),
    }  # fmt: skip
    make = makers.get(name, lambda: _of_overview(session, name, wanted, form, schools))
    head, rows = make()
    kind = "模拟数据" if wanted.simulated else "真实数据"
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*head, "数据", "开始", "结束"])
    writer.writerows([*map(_plain, row), kind, wanted.first, wanted.last] for row in rows)
    return _BYTE_ORDER_MARK + file.getvalue()


def _of_overview(
    session: Session, name: TableName, wanted: MatchFilter, form: Form, schools: Sequence[str]
) -> Table:  # fmt: skip
    overview = find_overview(session, wanted, form, schools)
    if name is TableName.WAITS:
        return ("多于（秒）", "至多（秒）", "学生"), (
            (bin_.from_s, bin_.to_s, bin_.students) for bin_ in overview.waits
        )
    if name is TableName.WEEKS:
        return _weeks(overview)
    cells: dict[TableName, tuple[str, list[MatchCell]]] = {
        TableName.FORMS: ("形式", overview.forms), TableName.SUBJECTS: ("学科", overview.subjects),
        TableName.PLACES: ("区/学校", overview.places),
    }  # fmt: skip
    title, found = cells[name]
    names = _place_names(session) if name is TableName.PLACES else {}
    return (title, *_CELL_HEAD), ((names.get(cell.key, cell.key), *_cell(cell)) for cell in found)


def _cell(cell: MatchCell) -> list[Any]:
    if cell.small:
        return [_SMALL] * len(_CELL_HEAD)
    rating = cell.rating
    of_rating = (rating.value, rating.lo, rating.hi) if rating else (None, None, None)
    return [
        cell.shown, cell.opened, cell.accepted, cell.completed, cell.rated, *of_rating, cell.wait_p50_s,
        cell.wait_p90_s,
    ]  # fmt: skip


def _weeks(overview: Overview) -> Table:
    """Weeks with their invitations, which one-to-one alone has."""
    sent = {week.key: _invitations(week) for week in overview.invitation_weeks}
    nothing = [None] * len(_INVITATION_HEAD)
    rows = ((cell.key, *_cell(cell), *sent.get(cell.key, nothing)) for cell in overview.weeks)
    return ("周一", *_CELL_HEAD, *(f"邀请：{name}" for name in _INVITATION_HEAD)), rows


def _fairness(session: Session, wanted: MatchFilter, schools: Sequence[str]) -> Table:
    found = find_fairness(session, wanted, schools)
    intervals = {
        "未被邀请的教师": found.uninvited, "新教师邀请占比": found.new_teachers,
        "远郊学校学生匹配率": found.suburban, "其他学生匹配率": found.others,
    }  # fmt: skip
    rows = [(name, one.value, one.lo, one.hi, one.n) for name, one in intervals.items()]
    return ("指标", "值", "下限", "上限", "样本数"), [
        ("邀请基尼系数", found.exposure_gini, None, None, found.teachers),
        *rows,
    ]


def _invitations(week: InvitationCounts) -> list[Any]:
    return [week.sent, week.accepted, week.declined, week.expired, week.cancelled, week.open, week.failed_per_match]


def _supply(session: Session, wanted: MatchFilter) -> Table:
    rows = (
        (cell.subject, f"{cell.half_hour // 2:02}:{cell.half_hour % 2 * 30:02}",
         *((_SMALL, _SMALL) if cell.small else (cell.asked, cell.accepted)), cell.teacher_hours)
        for cell in find_supply(session, wanted).cells
    )  # fmt: skip
    return ("学科", "时段", "求助", "接受", "教师在线小时"), rows


def _flow(session: Session, wanted: MatchFilter) -> Table:
    names = _place_names(session)
    rows = (
        (*(names.get(district, district) for district in (edge.student_district, edge.teacher_district)),
         _SMALL if edge.accepted is None else edge.accepted)
        for edge in find_flow(session, wanted).edges
    )  # fmt: skip
    return ("学生所在区", "教师所在区", "接受"), rows


def _models(session: Session, wanted: MatchFilter) -> Table:
    rows = (
        (model.model, model.first, model.last, model.sent, model.expected, model.accepted.value, model.accepted.lo,
         model.accepted.hi, model.accepted.n, model.failed_per_match)
        for model in find_models(session, wanted)
    )  # fmt: skip
    head = ("版本", "首日", "末日", "发出", "预期接受率", "实际接受率", "下限", "上限", "样本数", "每次匹配的失败邀请")
    return head, rows


def _place_names(session: Session) -> dict[str, str]:
    places = (*session.scalars(select(District)), *session.scalars(select(School)))
    return {place.id: place.name for place in places}


def _plain(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is quoted; nothing is an empty cell."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    if isinstance(value, float):
        return round(value, 4)
    return "" if value is None else value
