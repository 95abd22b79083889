from pathlib import Path

import pytest

from catalog_sync.rows import SyncStopped
from catalog_sync.standing.sources import Address, read_standing, secret_of

PUSHING = (
    '[[sources]]\nmerchant = "acme"\nsource = "a.csv"\npush = {{ platform = "{platform}", secret = "{secret}" }}\n'
)
ONE = '[[sources]]\nmerchant = "acme"\nsource = "products.csv"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(SyncStopped) as stopped:
        read_standing(written(folder, text))
    message = str(stopped.value)
    assert message.startswith(str(folder / "sources.toml"))
    return message


def test_the_example_that_is_delivered_can_be_read() -> None:
    example = Path(__file__).parents[4] / "deploy" / "sources.example.toml"

    kinds = {(source.kind, source.push is not None) for source in read_standing(example).sources}

    assert kinds == {("products", True), ("products", False), ("creators", False)}


def test_what_nobody_says_has_its_default(tmp_path: Path) -> None:
    read = read_standing(written(tmp_path, ONE))

    source = read.sources[0]
    assert (source.kind, source.format, source.partial, source.every, source.push) == (
        "products",
        "auto",
        False,
        None,
        None,
    )
    assert (read.at_once, read.listen) == (2, Address("127.0.0.1", 8081))


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("15m", 900), ("6h", 21_600), ("1d", 86_400)])
def test_an_interval_is_a_number_and_its_unit(tmp_path: Path, text: str, seconds: float) -> None:
    assert read_standing(written(tmp_path, f'{ONE}every = "{text}"')).sources[0].every == seconds


@pytest.mark.parametrize("every", ['"15"', '"0m"', '"-3m"', '"1.5h"', '"soon"', "15", '"999999999999h"'])
def test_another_way_to_write_an_interval_is_refused_with_the_right_one(tmp_path: Path, every: str) -> None:
    message = complaint(tmp_path, f"{ONE}every = {every}")

    assert "sources 1: every: write a time as in" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{ONE}evry = "15m"', "sources 1: evry: there is no such key; did you mean every?"),
        (f"lisen = ''\n{ONE}", "lisen: there is no such key; did you mean listen?"),
        (f"{ONE}[sources.push]\nplatform = 'shopify'\nsecrets = 'S'", "push: secret"),
        (f"{ONE}colour = 'red'", "sources 1: colour: there is no such key; there are source, merchant, kind"),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_one_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sources: it is needed and not there"),
        ("sources = []", "list at least one source"),
        ("sources = 3", "list the sources, each under [[sources]]"),
        ("[[sources]\n", "is not valid TOML"),
        ('[[sources]]\nsource = "a.csv"', "say whose feed it is"),
        ('[[sources]]\nsource = ""\nmerchant = "acme"', "name a file, a folder or an address"),
        (f"{ONE}partial = 'yes'", "partial: write true or false"),
        (f"{ONE}{ONE}", "acme products.csv is listed twice"),
        (f"at_once = 0\n{ONE}", "at_once"),
        (f'listen = "8081"\n{ONE}', "listen: write host and port"),
        (f'listen = "127.0.0.1:99999"\n{ONE}', "listen: write host and port"),
        (f'{ONE}credentials = {{ user = "A", password = "B" }}', "only an address is asked with credentials"),
        ('[[sources]]\nkind = "creators"\nsource = "p.jsonl"\nmerchant = "acme"', "creators' posts have no merchant"),
        (PUSHING.format(platform="magento", secret="S"), "'shopify' or 'woocommerce'"),
        (PUSHING.format(platform="shopify", secret="S") * 2, "listed twice"),
        ('[[sources]]\nmerchant = "acme"\nsource = "https://"', "is no web address"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SyncStopped, match="check the path"):
        read_standing(tmp_path / "none.toml")


def test_a_secret_in_place_of_a_variables_name_is_refused_and_not_repeated(tmp_path: Path) -> None:
    message = complaint(tmp_path, PUSHING.format(platform="shopify", secret="hush-hush!"))

    assert "name of an environment variable" in message
    assert "hush" not in message


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    message = complaint(tmp_path, '[[sources]]\nmerchant = "acme"\nsource = "https://anna:hush@acme.example/f.csv"')

    assert "under credentials" in message
    assert "hush" not in message


def test_one_shop_pushes_into_one_source(tmp_path: Path) -> None:
    other = PUSHING.format(platform="shopify", secret="S").replace("a.csv", "b.csv")

    message = complaint(tmp_path, PUSHING.format(platform="shopify", secret="S") + other)

    assert "shopify acme pushes into two sources" in message


def test_a_path_is_meant_from_the_folder_of_its_file_and_an_address_from_nowhere(tmp_path: Path) -> None:
    text = f'{ONE}[[sources]]\nmerchant = "acme"\nsource = "https://acme.example/feed.csv"'
    path = written(tmp_path, text)

    assert [source.at(path.parent) for source in read_standing(path).sources] == [
        str(tmp_path / "products.csv"),
        "https://acme.example/feed.csv",
    ]


def test_a_source_is_named_without_its_tokens(tmp_path: Path) -> None:
    text = '[[sources]]\nmerchant = "acme"\nsource = "https://acme.example/feed.csv?lang=de&token=hush"'

    assert read_standing(written(tmp_path, text)).sources[0].name == "https://acme.example/feed.csv?lang=de"


@pytest.mark.parametrize("environment", [{}, {"ACME": ""}])
def test_an_empty_secret_refuses_to_start(environment: dict[str, str]) -> None:
    with pytest.raises(SyncStopped, match="ACME is empty or not set"):
        secret_of("ACME", environment)
