"""What is taught: subjects, knowledge points, prerequisites, 3×3 ability levels.

`load_graph()` reads the authored curriculum (or its compiled cache) into a `KnowledgeGraph`.
"""

from knowledge_graph.ability import ABILITY_CODES, AbilityGroup, ability_group, ability_rank
from knowledge_graph.audit import audit_graph
from knowledge_graph.authored_files import AuthoredFileError
from knowledge_graph.compiled import load_graph
from knowledge_graph.graph import KnowledgeGraph, UnknownPointError
from knowledge_graph.schema import STAGES, KnowledgePoint, Subject, Unit

__all__ = [
    "ABILITY_CODES",
    "STAGES",
    "AbilityGroup",
    "AuthoredFileError",
    "KnowledgeGraph",
    "KnowledgePoint",
    "Subject",
    "Unit",
    "UnknownPointError",
    "ability_group",
    "ability_rank",
    "audit_graph",
    "load_graph",
]
