import typer


def rehearse() -> typer.Typer:
    return typer.Typer(help="Conversation scripts.")
