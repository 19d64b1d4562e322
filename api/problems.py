"""Errors as `application/problem+json` (RFC 9457), with a Chinese `detail` a student can act on."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as DatabaseBusyError
from starlette.exceptions import HTTPException

__all__ = ["Problem", "ProblemBody", "crash_answer", "install_problem_handlers"]

log = logging.getLogger(__name__)

_TITLES = {
    400: "请求有误", 401: "请先登录", 403: "没有权限", 404: "没有找到", 405: "不支持的操作", 409: "状态冲突",
    413: "内容太大", 415: "类型不支持", 422: "内容有误", 423: "账号已锁定", 429: "操作太频繁", 500: "服务出错",
    503: "服务暂时不可用",
}  # fmt: skip
_DETAILS = {
    400: "请求的格式不对，请检查后再试。",
    401: "登录已过期或尚未登录，请重新登录。",
    403: "你的账号不能做这个操作。",
    404: "没有找到要看的内容，可能已被撤下。",
    405: "这个地址不支持这样的操作。",
}


class ProblemBody(BaseModel):
    """The body of every error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    retry_after_s: int | None = None


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """Raised by routes; becomes a problem+json answer."""

    def __init__(self, status: int, code: str, detail: str, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.body = ProblemBody(
            title=_TITLES.get(status, "出错了"), status=status, detail=detail, code=code, retry_after_s=retry_after_s
        )


def install_problem_handlers(app: FastAPI) -> None:
    """Makes every error of the app a problem+json."""

    async def on_problem(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return _answer(error.body)

    async def on_http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        status = error.status_code
        detail = _DETAILS.get(status, "请求没有成功，请稍后再试。")
        return _answer(
            ProblemBody(title=_TITLES.get(status, "出错了"), status=status, detail=detail, code=f"http_{status}"),
            dict(error.headers or {}),
        )

    async def on_validation(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        places = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
        detail = "提交的内容不符合要求：" + "、".join(places)
        return _answer(ProblemBody(title=_TITLES[422], status=422, detail=detail, code="invalid_request"))

    async def on_bad_data(_request: Request, _error: Exception) -> JSONResponse:
        detail = "提交的内容里有不支持的字符，请删掉后再试。"
        return _answer(ProblemBody(title=_TITLES[422], status=422, detail=detail, code="unsupported_characters"))

    async def on_busy(_request: Request, error: Exception) -> JSONResponse:
        log.error("the database did not answer in time or at all", extra={"error": type(error).__name__})
        detail = "现在使用的人很多，请稍等几秒再试。"
        return _answer(ProblemBody(title=_TITLES[503], status=503, detail=detail, code="busy", retry_after_s=5))

    app.add_exception_handler(DataError, on_bad_data)
    app.add_exception_handler(OperationalError, on_busy)
    app.add_exception_handler(DatabaseBusyError, on_busy)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)


def crash_answer() -> JSONResponse:
    """The answer to an error nobody handled."""
    detail = "服务出了点问题，我们已记录。请稍后再试。"
    return _answer(ProblemBody(title=_TITLES[500], status=500, detail=detail, code="internal_error"))


def _answer(body: ProblemBody, headers: dict[str, Any] | None = None) -> JSONResponse:
    headers = headers or {}
    if body.retry_after_s is not None:
        headers["Retry-After"] = str(body.retry_after_s)
    return JSONResponse(
        body.model_dump(exclude_none=True), body.status, headers=headers, media_type="application/problem+json"
    )
