"""What uvicorn's workers call."""

import multiprocessing

from fastapi import FastAPI

from api.app import create_app
from shuangshi.api_wiring import api_config, build_services
from shuangshi.logs import set_up_json_logs
from shuangshi.parent import end_with_parent
from shuangshi.settings import Settings
from shuangshi.web_files import find_web_folder

__all__ = ["create"]


def create() -> FastAPI:
    """The application, from the settings of the environment.

    One of several workers is a process of its own that begins here, not in `shuangshi.process`.
    """
    set_up_json_logs("api")
    if multiprocessing.parent_process() is not None:
        end_with_parent()
    settings = Settings()
    return create_app(api_config(settings), lambda: build_services(settings), find_web_folder())
