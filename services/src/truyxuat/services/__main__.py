"""The command line: `truyxuat …` or `python -m truyxuat.services …`."""

from __future__ import annotations

import typer

from truyxuat.services.collecting import collect_less
from truyxuat.services.commands.archiving import archive, restore_archive
from truyxuat.services.commands.barcodes import app as barcode
from truyxuat.services.commands.capturing import capture
from truyxuat.services.commands.checking import check_trace
from truyxuat.services.commands.codes import app as codes
from truyxuat.services.commands.comparing import check_graph
from truyxuat.services.commands.demo import demo
from truyxuat.services.commands.faults import check_faults_command
from truyxuat.services.commands.holding import app as hold
from truyxuat.services.commands.linking import link
from truyxuat.services.commands.migrating import migrate
from truyxuat.services.commands.parked import app as parked
from truyxuat.services.commands.producing import kafka_topics, produce
from truyxuat.services.commands.rebuilding import rebuild_graph
from truyxuat.services.commands.recalling import recall
from truyxuat.services.commands.relaying import relay
from truyxuat.services.commands.sampling import sample
from truyxuat.services.commands.serving import serve
from truyxuat.services.commands.taking_in import intake
from truyxuat.services.commands.terminal import AnsweringGroup
from truyxuat.services.commands.tracing import trace_command

app = typer.Typer(
    name="truyxuat",
    cls=AnsweringGroup,
    help="Truy xuất nguồn gốc: events in, exact traces and recalls out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve)
app.command("migrate")(migrate)
app.command("demo")(demo)
app.command("sample")(sample)
app.command("capture")(capture)
app.command("trace")(trace_command)
app.command("recall")(recall)
app.command("check-trace")(check_trace)
app.command("check-faults")(check_faults_command)
app.command("rebuild-graph")(rebuild_graph)
app.command("check-graph")(check_graph)
app.command("link")(link)
app.command("kafka-topics")(kafka_topics)
app.command("produce")(produce)
app.command("intake")(intake)
app.command("relay")(relay)
app.add_typer(parked, name="parked")
app.add_typer(codes, name="codes")
app.add_typer(barcode, name="barcode")
app.command("archive")(archive)
app.add_typer(hold, name="hold")
app.command("restore-archive")(restore_archive)


def main() -> None:
    """Run the command that the arguments name."""
    collect_less()
    app()


if __name__ == "__main__":
    main()
