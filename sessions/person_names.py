"""How a student is called before teachers of other schools: by the family name alone."""

__all__ = ["STRANGER", "student_name"]

STRANGER = "同学"

_COMPOUND = frozenset((
    *("欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "司徒", "司空"),
    *("端木", "南宫", "西门", "东郭", "百里", "呼延", "独孤", "长孙", "轩辕", "申屠", "澹台", "完颜", "拓跋", "赫连"),
))  # fmt: skip


def student_name(full_name: str | None) -> str:
    """Such as 陈同学; for somebody who has no name any more, 同学."""
    if not full_name:
        return STRANGER
    family = full_name[:2] if full_name[:2] in _COMPOUND and len(full_name) > 2 else full_name[:1]
    return f"{family}{STRANGER}"
