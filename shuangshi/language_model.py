"""The language model of the settings, where there is one and pupils' words may go to it."""

import logging

from chat.generation.litellm_provider import LiteLlmProvider
from chat.generation.location import ONSHORE_HOSTS, is_onshore
from shuangshi.settings import Settings

__all__ = ["explain_refusal", "open_provider"]

log = logging.getLogger(__name__)


def explain_refusal(settings: Settings) -> str | None:
    """Why the model of the settings is not used; None: it is, or there is none."""
    if not settings.llm_model:
        return None
    if not settings.llm_api_base:
        return "SHUANGSHI_LLM_API_BASE must name the server of SHUANGSHI_LLM_MODEL"
    if settings.llm_allow_offshore or is_onshore(settings.llm_api_base, (*ONSHORE_HOSTS, *settings.llm_onshore_hosts)):
        return None
    return (
        f"{settings.llm_api_base} is not known to be in mainland China: add its host to SHUANGSHI_LLM_ONSHORE_HOSTS, "
        "or set SHUANGSHI_LLM_ALLOW_OFFSHORE=true"
    )


def open_provider(settings: Settings) -> LiteLlmProvider | None:
    """The model; None where there is none or it is refused, which is logged. All words are authored then."""
    refusal = explain_refusal(settings)
    if refusal is not None:
        log.warning("the language model is not used: %s", refusal)
        return None
    if not settings.llm_model:
        return None
    return LiteLlmProvider(settings.llm_model, settings.llm_api_base, settings.llm_api_key)
