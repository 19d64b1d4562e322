"""How the processes log: one JSON object a line on stderr, and nothing in it that a person wrote or is called.

An error is told by its traceback without local variables, and without its message where the message may quote data.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

__all__ = ["describe_error", "set_up_json_logs"]

_QUIET = ("httpx", "httpcore", "alembic", "sentence_transformers", "faiss", "faiss.loader", "paddlex", "paddleocr")
_OWN_HANDLERS = ("paddlex", "paddleocr")  # they add one of their own, with colours, where they find none
_TELLING = {
    "ArithmeticError", "AttributeError", "ConnectionError", "EncoderMismatchError", "ImportError", "NameError",
    "NotImplementedError", "OSError", "OperationalError", "ProductionError", "TransportError", "TypeError",
    "WeightsError",
}  # fmt: skip
"""Errors that speak of code, files and connections; the messages of all others may hold what somebody typed."""

_MOST_FRAMES = 30
_MOST_ERRORS = 8


def set_up_json_logs(process: str) -> None:
    """Makes everything this process logs a JSON line on stderr: its own words, those of libraries, its last ones too.

    Args:
        process: The name under which it logs.
    """

    def name_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.pop("color_message", None)  # uvicorn's second wording for terminals
        return {"process": process, **event}

    told: list[Processor] = [
        structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), name_process,
        structlog.processors.TimeStamper(fmt="iso"), _tell_error,
    ]  # fmt: skip
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=told, processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]))  # fmt: skip
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _OWN_HANDLERS:
        logging.getLogger(name).handlers = [handler]
        logging.getLogger(name).propagate = False
    sys.excepthook = _log_last_words
    threading.excepthook = lambda fault: _log_last_words(fault.exc_type, fault.exc_value, fault.exc_traceback)


def describe_error(error: BaseException) -> str:
    """The traceback of the error and of those that led to it, the first one first."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain and len(chain) < _MOST_ERRORS:
        chain.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\nthen\n".join("".join(_lines(one)).rstrip() for one in reversed(chain))


def _lines(error: BaseException) -> Iterator[str]:
    yield from traceback.format_tb(error.__traceback__, limit=-_MOST_FRAMES)
    kind = type(error)
    telling = any(base.__name__ in _TELLING for base in kind.__mro__)
    yield f"{kind.__module__}.{kind.__qualname__}{f': {error}' if telling else ''}\n"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions[:_MOST_ERRORS]:
            yield from _lines(part)


def _tell_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = describe_error(error)
    return event


def _log_last_words(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        logging.getLogger("shuangshi").critical("nobody caught this error", exc_info=(kind, error, trace))
