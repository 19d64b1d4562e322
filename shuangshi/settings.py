"""All settings, with their defaults. Each is an environment variable with the prefix `SHUANGSHI_`."""

import hashlib
import tempfile
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["DEMO_SECRET", "ProductionError", "Settings"]

DEMO_SECRET = "only-for-the-demo"  # noqa: S105 - production refuses to start with it

_LONGEST_SOCKET_FOLDER = 80


class ProductionError(ValueError):
    """Production mode was asked for with something that only a demo may have."""


class Settings(BaseSettings):
    """Settings; see docs/settings.md, generated from here."""

    model_config = SettingsConfigDict(env_prefix="SHUANGSHI_", extra="ignore")

    mode: Literal["demo", "production"] = Field("demo", description="`production` refuses demo accounts and secrets.")
    home: Path = Field(Path("var"), description="Database, indexes, attachments and sockets.")
    cache: Path = Field(Path("~/.cache/shuangshi"), description="Weights, shared by all homes of a user.")
    data_dir: Path | None = Field(None, description="Public data sets for training and evaluation; `data/` if there.")
    region: Path | None = Field(None, description="Region imported on first use; the demo region when unset.")
    curriculum_packs: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Folders that add to or change the curriculum, comma-separated."
    )

    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to serve on.")
    workers: int = Field(1, ge=1, description="API workers; more than one needs PostgreSQL.")
    secret_key: str = Field(DEMO_SECRET, description="Keys the hashes of login cookies; at least 32 characters.")
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(("*",), description="Host names, comma-separated.")
    secure_cookies: bool = Field(False, description="Cookies over HTTPS only; must be on in production.")

    database_url: str | None = Field(None, description="PostgreSQL URL; SQLite in the home folder when unset.")
    redis_url: str | None = Field(None, description="Redis or Valkey URL; an embedded Valkey when unset.")
    attachments_url: str | None = Field(None, description="Folder or s3://bucket/prefix; the home folder when unset.")
    engine_url: str | None = Field(None, description="Engine replicas behind a balancer; a local engine when unset.")

    encoder: str = Field("default", description="`default`, a folder, or `hub:owner/name`.")
    research_weights: bool = Field(False, description="Use heads trained on research-only sets where they exist.")
    disk_index_from: int = Field(
        50_000, ge=0, description="From so many answered questions on, they are searched on disk, approximately."
    )
    shared_index: bool = Field(
        False, description="Answered questions are searched in PostgreSQL with pgvector, by all engine replicas."
    )
    threads: int = Field(1, ge=1, description="Threads of the encoder; more is slower while other processes are busy.")
    ocr_threads: int = Field(2, ge=1, description="Threads of the OCR engine.")
    ocr_queue: int = Field(8, ge=1, description="Pictures that may wait for the OCR engine.")
    ocr_memory_mb: int = Field(2500, ge=500, description="The OCR process is replaced above this resident size.")
    ocr_recycle_after: int = Field(300, ge=1, description="The OCR process is replaced after this many pictures.")
    max_picture_mb: int = Field(20, ge=1, description="Largest upload.")
    max_picture_megapixels: int = Field(50, ge=1, description="Largest picture; decided before decoding.")

    slate_temperature: float = Field(0.1, ge=0, description="Of Plackett-Luce slate sampling; 0 always shows the best.")
    shadow_ranker: str = Field(
        "",
        description="Version of the ranker that is scored beside the serving one, for the log alone; none when empty.",
    )
    photo_days: int = Field(30, ge=1, description="Original photographs are deleted after this many days.")
    room_file_days: int = Field(
        180, ge=1, description="Pictures and voices of sessions are deleted after this many days."
    )
    initial_password_days: int = Field(14, ge=1, description="The file of initial passwords is deleted after this.")
    slate_months: int = Field(24, ge=1, description="Slates and outcomes older than this are pruned.")
    session_hours: int = Field(12, ge=1, description="A login lasts this long.")
    login_tries: int = Field(5, ge=1, description="Wrong passwords before an account is locked.")
    lock_minutes: int = Field(15, ge=1, description="How long it stays locked.")
    consent_version: str = Field("1", description="Version of the consent text that guardians sign now.")
    hotline: str = Field("12355 青少年服务台", description="Shown with a caring reply to distress.")
    open_weekdays: Annotated[tuple[int, ...], NoDecode] = Field((1, 2, 3, 4, 5), description="1 Monday … 7 Sunday.")
    open_from: time = Field(time(18), description="Tutoring opens.")
    open_to: time = Field(time(21), description="Tutoring closes.")
    tutoring_minutes: int = Field(30, ge=1, le=240, description="A one-to-one session takes no longer.")
    extension_minutes: int = Field(10, ge=0, le=30, description="By which both sides may prolong it once; 0 never.")
    tutoring_minutes_a_week: int = Field(300, ge=1, description="Of one-to-one sessions, for a student.")
    chat_from: time = Field(time(6), description="AI 智能学 opens.")
    chat_to: time = Field(time(23), description="AI 智能学 closes; who speaks of distress is answered all the same.")
    rest_after_minutes: int = Field(40, ge=1, description="Of conversation without a pause; then a rest is advised.")
    timezone: str = Field("Asia/Shanghai", description="Local time of the service.")

    llm_model: str = Field(
        "", description="Model that words replies, as LiteLLM names it (`openai/<name>`); none when empty."
    )
    llm_api_base: str = Field("", description="Address of its server; required with a model.")
    llm_api_key: str = Field("", description="Key for it; empty for one's own server that wants none.")
    llm_allow_offshore: bool = Field(False, description="Allow a server that may stand outside mainland China.")
    llm_onshore_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further hosts known to be in mainland China, comma-separated."
    )
    llm_seconds: float = Field(15, gt=0, description="A turn takes no longer; then the authored words stand.")
    llm_most_tokens: int = Field(500, ge=50, description="Longest answer of the model.")
    llm_daily_tokens: int = Field(500_000, ge=0, description="Of a district; beyond them the authored words stand.")

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in ("trusted_hosts", "open_weekdays", "curriculum_packs", "llm_onshore_hosts"):
            value = values.get(name)
            if isinstance(value, str):
                values[name] = tuple(part.strip() for part in value.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _resolve(self) -> "Settings":
        self.home = self.home.expanduser().absolute()
        self.cache = self.cache.expanduser().absolute()
        if self.data_dir is None and Path("data").is_dir():
            self.data_dir = Path("data")
        return self

    @property
    def effective_database_url(self) -> str:
        """The given URL, or SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home / 'shuangshi.db'}"

    @property
    def sockets(self) -> Path:
        """Folder of the processes' sockets; a socket's path may hold about 100 bytes, so deep homes get a short one."""
        folder = self.home / "run"
        if len(str(folder)) <= _LONGEST_SOCKET_FOLDER:
            return folder
        return Path(tempfile.gettempdir()) / f"shuangshi-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"

    def check_production(self) -> None:
        """Refuses what only a demo may have.

        Raises:
            ProductionError: Naming every setting that is unfit for production.
        """
        if self.mode != "production":
            return
        faults = []
        if self.secret_key == DEMO_SECRET or len(self.secret_key) < 32:
            faults.append("SHUANGSHI_SECRET_KEY must be a secret of at least 32 characters")
        if not self.secure_cookies:
            faults.append("SHUANGSHI_SECURE_COOKIES must be true")
        if "*" in self.trusted_hosts:
            faults.append("SHUANGSHI_TRUSTED_HOSTS must name the service's host names")
        if self.region is None:
            faults.append("SHUANGSHI_REGION must name the region's folder (the demo region is not for production)")
        if faults:
            raise ProductionError("not fit for production: " + "; ".join(faults))

    def check_workers(self) -> None:
        """Refuses several API workers on SQLite, which allows one writer.

        Raises:
            ValueError: Naming PostgreSQL as the way out.
        """
        if self.workers > 1 and self.effective_database_url.startswith("sqlite"):
            raise ValueError(
                f"SHUANGSHI_WORKERS={self.workers} needs PostgreSQL (SHUANGSHI_DATABASE_URL=postgresql+psycopg://…); "
                "SQLite allows one API worker"
            )
