"""Imports every table, so that `Base.metadata` is complete wherever the schema is needed."""

from store import accounts, attachments, audit, consents, content, installation, organisations, outcomes, questions
from store.base import Base

__all__ = [
    "Base",
    "accounts",
    "attachments",
    "audit",
    "consents",
    "content",
    "installation",
    "organisations",
    "outcomes",
    "questions",
]
