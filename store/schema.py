"""Imports every table, so that `Base.metadata` is complete wherever the schema is needed."""

from store import (
    accounts,
    assignments,
    attachments,
    audit,
    consents,
    content,
    conversations,
    duty_periods,
    generations,
    help_requests,
    installation,
    invitations,
    match_days,
    organisations,
    outcomes,
    questions,
    tutoring_sessions,
)
from store.base import Base

__all__ = [
    "Base",
    "accounts",
    "assignments",
    "attachments",
    "audit",
    "consents",
    "content",
    "conversations",
    "duty_periods",
    "generations",
    "help_requests",
    "installation",
    "invitations",
    "match_days",
    "organisations",
    "outcomes",
    "questions",
    "tutoring_sessions",
]
