"""Paying without money: the stand-in's sheet takes any provider token, Telegram takes none of these."""

from pydantic import SecretStr

from graph.settings import Settings

PRETEND_CARD = "pretend-card"


def with_pretend_card(settings: Settings) -> Settings:
    """The same settings, selling against a pretend card."""
    telegram = settings.telegram.model_copy(update={"provider_token": SecretStr(PRETEND_CARD)})
    return settings.model_copy(update={"telegram": telegram})
