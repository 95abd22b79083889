"""A machine's settings, from the environment and `.env`; a shop's own decisions live in `shop.toml`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class QdrantSettings(BaseModel):
    url: str = Field("", description="A Qdrant server's URL; empty: the engine inside this process.")
    api_key: SecretStr = Field(SecretStr(""), description="The server's API key.")


class EncoderSettings(BaseModel):
    text: Literal["bundled"] = Field("bundled", description="Which model reads words.")
    photo: Literal["bundled"] = Field("bundled", description="Which model sees pictures.")


class SenseSettings(BaseModel):
    label: bool = Field(default=True, description="Read the text on the thing in a photo (0.4-1.3 s a photo).")
    threads: int = Field(2, ge=1, description="Threads that the vision models may use.")


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
    sync: SyncSettings = SyncSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
