"""Wires the closed loop: logged lists from the store, a file or a simulation; rankers that learn from them, are
measured on them, and are let into service.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shuangshi.console import fail, messages, track
from shuangshi.settings import Settings
from shuangshi.training import Training

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.simulator.readers import ReaderRequest
    from eval.simulator.readers_config import ReadersConfig
    from models.registry import GateResult
    from recommender.logged_list import LoggedList
    from recommender.ranker import Rankers
    from training.config import RankerConfig

__all__ = [
    "STORE", "open_lists", "open_ranker", "open_requests", "rank_gates", "serving_ranker", "train_ranker_version",
]  # fmt: skip

STORE = "store"
"""Stands for the service's own log where a file may be named."""

SIMULATED = "simulated readers"


def open_lists(settings: Settings, log: str, skip_bad: bool = False) -> list["LoggedList"]:
    """Lists of a file, or of the service's own log; ends the command where there are none to be had."""
    from eval.jsonl_files import JsonlFileError
    from eval.logged_list_files import read_logged_lists
    from shuangshi.preparation import open_database, open_graph
    from store.slate_log import find_logged_lists

    if log == STORE:
        today = datetime.now(ZoneInfo(settings.timezone)).date()
        with open_database(settings, open_graph(settings)).reading() as session:
            lists = list(find_logged_lists(session, today))
        messages.print(f"{len(lists)} logged lists of students who allow training")
        return lists
    try:
        lists, faults = read_logged_lists(Path(log), skip_bad)
    except JsonlFileError as error:
        fail(str(error))
    for fault in faults:
        messages.print(f"skipped {fault}", highlight=False)
    simulated = sum(each.simulated for each in lists)
    messages.print(f"{len(lists)} logged lists" + (f", {simulated} of them simulated (模拟数据)" if simulated else ""))
    return lists


def open_ranker(settings: Settings, version: str) -> "Rankers":
    """The rankers of a version.

    Raises:
        RegistryError: There is no such version.
        RankerFileError: It cannot be used.
    """
    from recommender.ranker_file import RANKER_TASK, load_rankers
    from shuangshi.models import open_registry

    return load_rankers(open_registry(settings).get_version(RANKER_TASK, version).folder)


def serving_ranker(settings: Settings) -> str:
    """Name of the version that serves."""
    from recommender.ranker_file import RANKER_TASK
    from shuangshi.models import open_registry

    return open_registry(settings).serving(RANKER_TASK).name


def train_ranker_version(
    settings: Settings, config: "RankerConfig", lists: "Sequence[LoggedList]", log: str, version: str | None
) -> Training:
    """Trains.

    Raises:
        NoListsError: The log holds too little.
        RegistryError, RunMismatchError: The version's name cannot be used.
    """
    from eval.corpus import LOG
    from recommender.ranker_file import RANKER_TASK
    from shuangshi.models import open_registry
    from training.run import TrainingRun, fingerprint, version_name
    from training.train_ranker import train_ranker
    from training.write_ranker import write_ranker_version

    identity = fingerprint(config.model_dump(mode="json"), [each.model_dump(mode="json") for each in lists])
    trained = train_ranker(lists, config)
    registry = open_registry(settings)
    run = TrainingRun(registry.make_folder(RANKER_TASK, version or version_name(identity)), identity)
    simulated = sum(each.simulated for each in lists)
    sources = {name: n for name, n in {LOG: len(lists) - simulated, SIMULATED: simulated}.items() if n}
    command = "shuangshi train ranker " + ("--from-log" if log == STORE else f"--log {Path(log).name}")
    command += " --config config.yaml" * (config != type(config)())
    card = write_ranker_version(trained, sources, config, command, run)
    return Training(registry.get_version(RANKER_TASK, run.folder.name), card, run.resumed)


def rank_gates(settings: Settings, version: str, log: str, places: int) -> list["GateResult"]:
    """The gates of a ranker; ends the command where the log cannot tell.

    Raises:
        RegistryError, RankerFileError: A version cannot be used.
    """
    from eval.off_policy import LogCannotTellError, OffPolicyOptions
    from training.ranker_gates import ranker_gates

    lists = open_lists(settings, log)
    if settings.mode == "production" and any(each.simulated for each in lists):
        fail("a simulated log promotes nothing in production", 1)
    try:
        return ranker_gates(
            lists, open_ranker(settings, serving_ranker(settings)), open_ranker(settings, version),
            OffPolicyOptions(places=places),
        )  # fmt: skip
    except LogCannotTellError as error:
        fail(f"ranker {version} stays out: {error}", 1)


def open_requests(settings: Settings, config: "ReadersConfig") -> list["ReaderRequest"]:
    """What simulated students ask, of the questions that no model has learned from, and what is found for it.

    Raises:
        ValueError: There are no such questions of the configured subjects.
    """
    from eval.simulator.readers import make_requests
    from intent.authored_rows import read_paper_questions
    from models.plain_text import plain_text
    from recommender.content_index import ContentIndex
    from recommender.main_flow import MainFlow
    from shuangshi.preparation import open_database, open_graph
    from shuangshi.understanding import open_held_back
    from store.catalogue import find_changes

    graph = open_graph(settings)
    held_back, profiler = open_held_back(settings)
    texts = {plain_text(question.text) for question in held_back}
    questions = [question for question in read_paper_questions() if plain_text(question.text) in texts]
    with open_database(settings, graph).reading() as session:
        index = ContentIndex(profiler.encoder).with_changes(find_changes(session, 0))
    return make_requests(MainFlow(graph, profiler, index), questions, config, track)
