"""`shuangshi simulate`: data that never happened, labelled as such: weeks of matching, a log of recommendations."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from shuangshi.console import fail, messages, print_json, track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

app = typer.Typer(help="Makes data that never happened, always labelled 模拟数据.", no_args_is_help=True)

__all__ = ["app"]


@app.command()
def weeks(
    count: Annotated[int, typer.Option("--weeks", min=1, help="Weeks to simulate; the first two under the rule.")] = 6,
    calendar_weeks: Annotated[int | None, typer.Option(
        min=1, help="Weeks of term to fill, up to last week; more than were simulated repeats them.")] = None,
    seed: Annotated[int, typer.Option(help="Other people and other luck.")] = 0,
    config: Annotated[Path | None, typer.Option(
        exists=True, dir_okay=False, help="YAML of what differs from the simulator's assumptions.")] = None,
    beside_real: Annotated[bool, typer.Option(
        help="Also where people's own requests are stored; the dashboard never adds the two up.")] = False,
) -> None:  # fmt: skip
    """Simulates requests, invitations and sessions in this installation's schools and stores them, marked as simulated.

    What was simulated before is replaced.
    """
    from eval.simulate import find_places, lay_out, run_weeks, term_mondays
    from eval.simulator.config import SimulatorConfig
    from eval.simulator.config_file import read_assumptions
    from eval.simulator.region import make_region
    from eval.simulator.stored import store_week
    from recommender.matching.settings import MatchingSettings
    from shuangshi.preparation import open_database, open_graph
    from store.base import utc_now
    from store.installation import note_simulation
    from store.match_counting import count_day, lock_counts
    from store.simulated_matches import remove_simulated_matches

    settings = Settings()
    zone = ZoneInfo(settings.timezone)
    graph = open_graph(settings)
    database = open_database(settings, graph)
    with database.reading() as session:
        _check_may_simulate(session, settings, beside_real)
        try:
            places = find_places(session, read_assumptions(SimulatorConfig, config))
        except ValueError as error:
            fail(str(error))
    region = make_region(places.config, graph, seed)
    simulated = list(track(run_weeks(region, MatchingSettings(), count), "simulating weeks", count))
    mondays = term_mondays(utc_now().astimezone(zone).date(), calendar_weeks or count)
    with database.transaction() as session:
        remove_simulated_matches(session)
        note_simulation(session, seed, min(count, len(mondays)), len(mondays))
    requests = 0
    laid_out = lay_out(simulated, mondays, places.config.history_weeks)
    for week, monday in track(laid_out, "storing weeks", len(mondays)):
        with database.transaction() as session:
            lock_counts(session)
            requests += store_week(session, region, week, monday, places.schools)
            for day in range(7):
                count_day(session, monday + timedelta(days=day), zone)
    messages.print(f"simulated: {requests} requests in {len(mondays)} weeks of term from {mondays[0]} (模拟数据)")


@app.command()
def remove() -> None:
    """Removes everything that was simulated."""
    from shuangshi.preparation import open_database, open_graph
    from store.installation import forget_simulation
    from store.simulated_matches import remove_simulated_matches

    settings = Settings()
    with open_database(settings, open_graph(settings)).transaction() as session:
        count = remove_simulated_matches(session)
        forget_simulation(session)
    messages.print(f"removed {count} simulated requests and what came of them")


@app.command()
def readers(
    out: Annotated[Path, typer.Option(help="JSONL of logged lists to write.")],
    n: Annotated[int, typer.Option(min=1, help="Requests, of two lists each.")] = 5000,
    ranker: Annotated[str, typer.Option(help="Version of the ranker whose lists are read.")] = "shipped",
    temperature: Annotated[float, typer.Option(min=0, help="Of the draws.")] = 0.3,
    config: Annotated[Path | None, typer.Option(
        exists=True, dir_okay=False, help="YAML of what differs from the assumptions about readers.")] = None,
    seed: Annotated[int, typer.Option(help="Of everything hidden, and of luck.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:  # fmt: skip
    """A log of made-up students who read what is recommended to them, and the true value of what ranked it."""
    from eval.logged_list_files import write_logged_lists
    from eval.simulator.config_file import read_assumptions
    from eval.simulator.readers import Readers
    from eval.simulator.readers_config import ReadersConfig
    from models.registry import RegistryError
    from recommender.ranker_file import RankerFileError
    from shuangshi.closed_loop import open_ranker, open_requests

    settings = Settings()
    try:
        chosen = read_assumptions(ReadersConfig, config)
        rankers = open_ranker(settings, ranker)
        people = Readers(open_requests(settings, chosen), chosen, seed)
    except (ValueError, RegistryError, RankerFileError) as error:
        fail(str(error))
    lists = track(people.read(n, rankers, temperature, ranker), "reading", 2 * n)
    count = write_logged_lists(out, lists)
    truth = people.true_value(rankers, temperature) if temperature else None
    messages.print(f"{out}: {count} simulated lists (模拟数据); true gain of a list {truth}", highlight=False)
    if as_json:
        print_json({"simulated": True, "file": str(out), "lists": count, "true_value": truth, "seed": seed,
                    "temperature": temperature, "config": chosen.model_dump(mode="json")})  # fmt: skip


def _check_may_simulate(session: "Session", settings: Settings, beside_real: bool) -> None:
    from store.simulated_matches import has_real_requests

    if beside_real:
        return
    if settings.mode == "production":
        fail("this is a production installation; --beside-real stores simulated rows in it nevertheless")
    if has_real_requests(session):
        fail("people have asked for tutoring here; --beside-real stores simulated rows beside theirs nevertheless")
