"""`shuangshi account`: help for people who cannot log in."""

from typing import Annotated

import typer

from shuangshi.console import fail, messages
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Accounts of students, teachers and staff.", no_args_is_help=True)


@app.command(name="reset-password")
def reset_password(
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Id of school or district, or `city`.")],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Student or staff number, or a teacher's id.")],
) -> None:
    """Gives somebody a temporary password, shown once on stdout, and ends their logins; audited."""
    from sqlalchemy import select

    from api.passwords import hash_password, make_temporary_password
    from shuangshi.preparation import open_database, open_graph
    from store.accounts import Account, Identity, give_temporary_password
    from store.audit import AuditEntry

    settings = Settings()
    database = open_database(settings, open_graph(settings))
    password = make_temporary_password()
    password_hash = hash_password(password)
    with database.transaction() as session:
        account = session.scalar(
            select(Account).join(Identity).where(Identity.organisation == organisation, Identity.number == number)
        )
        if account is None:
            fail(f"nobody at {organisation!r} has the number {number!r}")
        if account.password_hash is None:
            fail(f"{number!r} at {organisation!r} is missing from the last import; only an import brings people back")
        give_temporary_password(session, account, password_hash)
        session.add(AuditEntry(actor_id="cli", action="reset_password", subject_id=account.id))
    messages.print("temporary password, to be changed at the next login:")
    typer.echo(password)
