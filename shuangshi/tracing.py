"""Wires the learning of a tracer: answers of the store or of a public set in, a version of the registry out."""

from typing import TYPE_CHECKING

from shuangshi.console import messages
from shuangshi.settings import Settings
from shuangshi.training import Training

if TYPE_CHECKING:
    from eval.tracing_sets import TracingSet
    from training.config import TracingConfig

__all__ = ["open_answers", "train_tracing_version"]


def open_answers(settings: Settings, data: str) -> "TracingSet":
    """The answers of this installation's students (`log`), or a public set.

    Raises:
        MissingSetError, ValueError: The set is absent or not as described.
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from eval.tracing_log import tracing_set_of_log
    from eval.tracing_sets import read_tracing_set
    from shuangshi.preparation import open_database, open_graph
    from shuangshi.shelf import build_shelf
    from store.item_answer_log import find_item_answers

    if data != "log":
        return read_tracing_set(data, settings.data_dir)
    graph = open_graph(settings)
    database = open_database(settings, graph)
    with database.reading() as session:
        answers = find_item_answers(session, datetime.now(ZoneInfo(settings.timezone)).date())
    messages.print(f"{sum(map(len, answers.values()))} answers of {len(answers)} students")
    return tracing_set_of_log(answers, build_shelf(graph, database).by_id)


def train_tracing_version(settings: Settings, config: "TracingConfig", version: str | None) -> Training:
    """Trains.

    Raises:
        MissingSetError, ValueError: The set is absent or not as described.
        NoAnswersError: There are too few answers.
        RegistryError, RunMismatchError: The version's name cannot be used.
    """
    from eval.corpus import LOG
    from shuangshi.models import open_registry
    from training.run import TrainingRun, fingerprint, version_name
    from training.train_tracing import train_tracing
    from training.write_tracing import TRACING_TASK, write_tracing_version

    data = open_answers(settings, config.data)
    students = [*data.learn, *data.valid, *data.test]
    seen = [[one.skills.tolist(), one.problems.tolist(), one.right.tolist()] for one in students]
    identity = fingerprint(config.model_dump(mode="json"), seen)
    trained = train_tracing(data, config)
    registry = open_registry(settings)
    run = TrainingRun(registry.make_folder(TRACING_TASK, version or version_name(identity)), identity)
    of_log = config.data == "log"
    command = "shuangshi train tracing " + ("--from-log" if of_log else f"--data {config.data} --research")
    command += f" --seed {config.seed}" * bool(config.seed)
    sources = {LOG if of_log else _SETS[config.data]: sum(map(len, students))}
    card = write_tracing_version(trained, sources, config, command, run)
    return Training(registry.get_version(TRACING_TASK, run.folder.name), card, run.resumed)


_SETS = {"assist2015": "kt_assist2015", "assist2009": "kt_assist2009_pid"}
