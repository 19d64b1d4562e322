"""Knowledge tracing: from a student's answers so far, how likely the next one is right.

Every tracer keeps to `KnowledgeTracer` and to one conformance suite. Importing this package is cheap; torch is only
imported by the neural tracers.
"""

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.tracer import KnowledgeTracer

__all__ = ["AnswerSequence", "Catalogue", "KnowledgeTracer"]
