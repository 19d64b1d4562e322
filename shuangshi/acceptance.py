"""Wires the learning of acceptance: invitations of the store in, a version of the registry out."""

from typing import TYPE_CHECKING

from shuangshi.console import messages
from shuangshi.settings import Settings
from shuangshi.training import Training

if TYPE_CHECKING:
    from models.registry import GateResult
    from recommender.matching.acceptance import Answered
    from training.config import AcceptanceConfig

__all__ = ["compare_acceptance", "open_invitations", "train_acceptance_version"]

_SIMULATED = "simulated invitations"


def open_invitations(settings: Settings, simulated: bool) -> list["Answered"]:
    """The service's own invitations, or those simulated in its database."""
    from shuangshi.preparation import open_database, open_graph
    from store.invitation_log import find_answered

    with open_database(settings, open_graph(settings)).reading() as session:
        answers = find_answered(session, simulated)
    messages.print(f"{len(answers)} invitations" + (", simulated (模拟数据)" if simulated else ""))
    return answers


def train_acceptance_version(
    settings: Settings, config: "AcceptanceConfig", simulated: bool, version: str | None
) -> Training:
    """Trains.

    Raises:
        NoInvitationsError: The log holds too little.
        RegistryError, RunMismatchError: The version's name cannot be used.
    """
    from eval.corpus import LOG
    from recommender.matching.acceptance_file import ACCEPTANCE_TASK
    from shuangshi.models import open_registry
    from training.run import TrainingRun, fingerprint, version_name
    from training.train_acceptance import train_acceptance
    from training.write_acceptance import write_acceptance_version

    answers = open_invitations(settings, simulated)
    seen = [[answer.teacher, answer.features, answer.ending] for answer in answers]
    identity = fingerprint(config.model_dump(mode="json"), seen)
    trained = train_acceptance(answers, config)
    registry = open_registry(settings)
    run = TrainingRun(registry.make_folder(ACCEPTANCE_TASK, version or version_name(identity)), identity)
    command = "shuangshi train acceptance --from-log" + " --simulated" * simulated
    command += " --config config.yaml" * (config != type(config)())
    sources = {_SIMULATED if simulated else LOG: len(answers)}
    card = write_acceptance_version(trained, sources, config, command, run)
    return Training(registry.get_version(ACCEPTANCE_TASK, run.folder.name), card, run.resumed)


def compare_acceptance(settings: Settings, version: str) -> list["GateResult"]:
    """The gates of a version, on the invitations that it was learned from: real ones, or simulated ones.

    Raises:
        RegistryError, AcceptanceFileError: A version cannot be used, or would serve in production and was learned from
            simulated invitations.
    """
    from models.registry import RegistryError
    from recommender.matching.acceptance_file import ACCEPTANCE_TASK, load_acceptance
    from shuangshi.models import open_registry
    from training.acceptance_gates import acceptance_gates

    registry = open_registry(settings)
    candidate = registry.get_version(ACCEPTANCE_TASK, version)
    simulated = _SIMULATED in candidate.read_card()["sources"]
    if simulated and settings.mode == "production":
        raise RegistryError(f"{ACCEPTANCE_TASK} {version} was learned from simulated invitations")
    load_acceptance(candidate.folder)
    serving = load_acceptance(registry.serving(ACCEPTANCE_TASK).folder)
    return acceptance_gates(open_invitations(settings, simulated), serving)
