"""`shuangshi student`: export and erasure of a student's record."""

from typing import Annotated

import typer

from shuangshi.console import fail, messages, print_json
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="A student's record: export and erasure.", no_args_is_help=True)

StudentId = Annotated[str, typer.Argument(metavar="ID", help="Pseudonym, or the id of the region's files.")]


@app.command()
def export(student_id: StudentId) -> None:
    """Writes everything stored about a student as one JSON document; the access is audited."""
    from shuangshi.preparation import open_blobs, open_database, open_graph
    from store.audit import AuditEntry
    from store.students import export_student, find_student

    settings = Settings()
    database = open_database(settings, open_graph(settings))
    with database.transaction() as session:
        account = find_student(session, student_id)
        if account is None:
            fail(f"no student has the id {student_id!r}")
        session.add(AuditEntry(actor_id="cli", action="export_student", subject_id=account.id))
        document = export_student(session, open_blobs(settings), account)
    print_json(document)


@app.command()
def erase(student_id: StudentId, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Erases a student: mapping, photographs and free text go, pseudonymous aggregates stay. Cannot be undone."""
    from shuangshi.preparation import open_blobs, open_database, open_graph
    from store.students import erase_student, find_student

    settings = Settings()
    database = open_database(settings, open_graph(settings))
    with database.transaction() as session:
        account = find_student(session, student_id)
        if account is None:
            fail(f"no student has the id {student_id!r}")
        if not yes and not typer.confirm(f"erase {account.id} for good?", err=True):
            raise typer.Exit(1)
        erase_student(session, open_blobs(settings), account, actor_id="cli")
    messages.print(f"erased {account.id}")
