import typer


def bench() -> typer.Typer:
    return typer.Typer(help="Benchmarks.")
