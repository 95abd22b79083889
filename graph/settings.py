"""A machine's settings, from the environment and `.env`; a shop's own decisions live in `shop.toml`."""

from decimal import Decimal
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class QdrantSettings(BaseModel):
    url: str = Field("", description="A Qdrant server's URL; empty: the engine inside this process.")
    api_key: SecretStr = Field(SecretStr(""), description="The server's API key.")


ENCODER = r"^(bundled|fastembed:\S+)$"


class EncoderSettings(BaseModel):
    text: str = Field(
        "bundled",
        pattern=ENCODER,
        description="Which model reads words: `bundled`, or `fastembed:MODEL` for one of the hub's.",
    )
    photo: str = Field(
        "bundled",
        pattern=ENCODER,
        description="Which model sees pictures: `bundled`, or `fastembed:MODEL` for one of the hub's.",
    )


class SenseSettings(BaseModel):
    label: bool = Field(default=True, description="Read the text on the thing in a photo (0.4-1.3 s a photo).")
    threads: int = Field(2, ge=1, description="Threads that the vision models may use.")


class LlmSettings(BaseModel):
    """Prices and ceiling are in whatever the provider charges in. Those not set are taken to be high, never nothing."""

    model: str = Field(
        "",
        pattern=r"^(\w+:.+)?$",
        description="A model to look at photos, as LangChain's `provider:model`; empty: none, and photos stay here.",
    )
    base_url: str = Field("", description="Where the model is served, if not at its provider's own address.")
    api_key: SecretStr = Field(SecretStr(""), description="The provider's API key.")
    photos: bool = Field(default=True, description="Show the model the photos that are not certain without it.")
    photo_deadline: float = Field(6.0, gt=0, description="Seconds after which a photo is answered without the model.")
    input_price: Decimal = Field(Decimal(5), ge=0, description="What it costs per million tokens read; 0: nothing.")
    output_price: Decimal = Field(Decimal(30), ge=0, description="What it costs per million tokens written.")
    daily_ceiling: Decimal = Field(Decimal(1), ge=0, description="What it may cost in a day (UTC), in the same money.")

    @property
    def sees(self) -> bool:
        """Whether photos are shown to a model."""
        return bool(self.model) and self.photos

    @property
    def ceiling(self) -> int:
        """The day's, in millionths."""
        return int(self.daily_ceiling * 1_000_000)

    @property
    def provider(self) -> str:
        """Who gets the photos: "openai", or "openai (llm.shop.example)" where it is served elsewhere."""
        name, host = self.model.partition(":")[0], urlsplit(self.base_url).hostname
        return f"{name} ({host})" if host else name


class SyncSettings(BaseModel):
    workers: int = Field(2, ge=1, description="Processes in which a sync reads, decodes and encodes.")
    allow_hosts: str = Field(
        "", description="Hosts in a private network that a sync may fetch from, as in `shop.internal,127.0.0.1:8080`."
    )
    logins: SecretStr = Field(
        SecretStr(""),
        description="What hosts ask for, as in `shop.example=ck_1:cs_1`: WooCommerce's key and secret, or user and"
        " password; spaces between several.",
    )


class TelegramSettings(BaseModel):
    token: SecretStr = Field(SecretStr(""), description="The bot's token, from @BotFather.")
    base_url: str = Field("https://api.telegram.org/bot", description="A Bot API server; ends in /bot.")
    base_file_url: str = Field("https://api.telegram.org/file/bot", description="Its files; ends in /file/bot.")
    mode: Literal["polling"] = Field("polling", description="How updates arrive.")
    provider_token: SecretStr = Field(SecretStr(""), description="The payment provider's token, from @BotFather.")


class WebSettings(BaseModel):
    host: str = Field("127.0.0.1", description="Where the demo's page listens.")
    port: int = Field(8080, ge=0, le=65535, description="Its port; 0 picks a free one.")


class Settings(BaseSettings):
    """Every variable starts with `SNAPTAP_`; a nested one is joined by `__`, as in `SNAPTAP_TELEGRAM__TOKEN`."""

    model_config = SettingsConfigDict(
        env_prefix="SNAPTAP_", env_nested_delimiter="__", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path(".snaptap/shop"), description="Where the shop keeps everything.")
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql://… for several processes; empty: SQLite in the data folder."
    )
    turn_deadline: float = Field(20.0, gt=0, description="Seconds after which a turn is given up with an apology.")
    qdrant: QdrantSettings = QdrantSettings()
    encoders: EncoderSettings = EncoderSettings()
    senses: SenseSettings = SenseSettings()
    llm: LlmSettings = LlmSettings()
    sync: SyncSettings = SyncSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
