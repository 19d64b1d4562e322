"""Why this teacher was asked, in words that the teacher can check."""

from collections.abc import Sequence

__all__ = ["invitation_reasons"]


def invitation_reasons(
    asked_for: bool, declared: Sequence[str], tutored: Sequence[tuple[str, int]], same_district: bool, is_new: bool
) -> list[str]:  # fmt: skip
    """The reasons, the weightiest first.

    Args:
        asked_for: The student wants this very teacher.
        declared: Names of points of the question that the teacher calls their own.
        tutored: Names of points of the question, with how often the teacher has tutored them.
        same_district: Teacher and student are of one district.
        is_new: Too little is known of the teacher yet; everybody gets a fair share of invitations.
    """
    reasons = ["这位同学点名想请您辅导"] if asked_for else []
    if declared:
        reasons.append(f"您擅长：{'、'.join(declared[:3])}")
    reasons += [f"您辅导过 {count} 次“{name}”" for name, count in tutored[:2]]
    if same_district:
        reasons.append("与您同区")
    if is_new and not reasons:
        reasons.append("为新加入的老师留出的机会")
    return reasons or ["您的学科和学段与这道题相符，且现在有空"]
