"""What uvicorn's workers call."""

from fastapi import FastAPI

from api.app import create_app
from shuangshi.api_wiring import api_config, build_services
from shuangshi.settings import Settings
from shuangshi.web_files import find_web_folder

__all__ = ["create"]


def create() -> FastAPI:
    """The application, from the settings of the environment."""
    settings = Settings()
    return create_app(api_config(settings), lambda: build_services(settings), find_web_folder())
