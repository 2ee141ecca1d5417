"""Settings: file, then environment, then options; and secrets that are shown nowhere."""

import pickle
from pathlib import Path

import pytest

from pipeline.ops.complaint import Complaint
from pipeline.ops.secret import Secret
from pipeline.ops.settings import Settings, load_settings

SASL = {
    "MAKEGOOD_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
    "MAKEGOOD_SASL_MECHANISM": "SCRAM-SHA-512",
    "MAKEGOOD_SASL_USERNAME": "makegood",
    "MAKEGOOD_SASL_PASSWORD": "hunter2",
}


def test_without_anything_the_defaults_hold() -> None:
    assert load_settings(environment={}) == Settings()


def test_the_environment_beats_the_file_and_an_option_beats_both(tmp_path: Path) -> None:
    file = tmp_path / "makegood.toml"
    file.write_text('broker = "file:1"\napp = "file"\nclock = "log"\n')
    settings = load_settings(
        {"broker": "option:1", "app": None},
        file=str(file),
        environment={"MAKEGOOD_BROKER": "environment:1", "MAKEGOOD_APP": "environment"},
    )
    assert (settings.broker, settings.app, settings.clock) == ("option:1", "environment", "log")


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "makegood.toml"
    file.write_text("partitions = 3\n")
    assert load_settings(environment={"MAKEGOOD_CONFIG": str(file)}).partitions == 3


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"MAKEGOOD_PARTITIONS": "many"}, "MAKEGOOD_PARTITIONS"),
        ({"MAKEGOOD_PARTITIONS": "0"}, "MAKEGOOD_PARTITIONS"),
        ({"MAKEGOOD_CLOCK": "moon"}, "must be wall or log"),
        ({"MAKEGOOD_HTTP": "9464"}, "HOST:PORT"),
        ({"MAKEGOOD_SECURITY_PROTOCOL": "SASL_SSL"}, "MAKEGOOD_SASL_MECHANISM is not set"),
        ({"MAKEGOOD_SSL_KEYFILE": "key.pem"}, "MAKEGOOD_SSL_CERTFILE is not set"),
        ({"MAKEGOOD_CONFIG": "nowhere.toml"}, "nowhere.toml"),
        ({"MAKEGOOD_SASL_PASSWORD_FILE": "nowhere"}, "MAKEGOOD_SASL_PASSWORD_FILE"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], told: str) -> None:
    with pytest.raises(Complaint, match=told):
        load_settings(environment=environment)


@pytest.mark.parametrize(("line", "name"), [("brokker = 'x'", "brokker"), ("[connection]", "connection")])
def test_an_unknown_name_in_the_file_is_told(tmp_path: Path, line: str, name: str) -> None:
    file = tmp_path / "makegood.toml"
    file.write_text(f"{line}\n")
    with pytest.raises(Complaint, match=rf"`{name}` in .* is no setting"):
        load_settings(file=str(file), environment={})


def test_a_password_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    told = {key: value for key, value in SASL.items() if key != "MAKEGOOD_SASL_PASSWORD"}
    settings = load_settings(environment={**told, "MAKEGOOD_SASL_PASSWORD_FILE": str(secret)})
    assert settings.connection.sasl_password == Secret("hunter2")


SECRETS = ["HTTP_TOKEN", "SASL_PASSWORD", "SSL_PASSWORD"]


def secret(settings: Settings, name: str) -> object:
    return settings.http_token if name == "HTTP_TOKEN" else getattr(settings.connection, name.lower())


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("in_file", ["{} = 'of the file'", "{}_file = '{}'"])
@pytest.mark.parametrize("in_environment", ["MAKEGOOD_{}", "MAKEGOOD_{}_FILE"])
def test_a_secret_of_the_environment_beats_one_of_the_file_however_either_is_given(
    tmp_path: Path, name: str, in_file: str, in_environment: str
) -> None:
    file, place = tmp_path / "makegood.toml", tmp_path / "place"
    file.write_text(in_file.format(name.lower(), tmp_path / "gone"))
    place.write_text("told")
    variable = in_environment.format(name)
    told = {variable: str(place) if variable.endswith("_FILE") else "told"}
    assert secret(load_settings(file=str(file), environment=told), name) == Secret("told")


def test_where_one_source_gives_both_the_secret_itself_counts() -> None:
    told = {"MAKEGOOD_HTTP_TOKEN": "itself", "MAKEGOOD_HTTP_TOKEN_FILE": "nowhere"}
    assert load_settings(environment=told).http_token == Secret("itself")


def test_a_place_that_the_file_names_wrongly_is_told_as_the_file_says_it(tmp_path: Path) -> None:
    file = tmp_path / "makegood.toml"
    file.write_text(f"http_token_file = '{tmp_path / 'gone'}'")
    with pytest.raises(Complaint, match=r"`http_token_file` in .*makegood\.toml: .*gone: No such file"):
        load_settings(file=str(file), environment={})


@pytest.mark.parametrize("name", SECRETS)
def test_an_empty_secret_is_told(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("\n")
    with pytest.raises(Complaint, match=f"MAKEGOOD_{name}_FILE: .* must not be empty"):
        load_settings(environment={f"MAKEGOOD_{name}_FILE": str(secret)})


def test_both_clients_get_the_login() -> None:
    settings = load_settings(environment=SASL)
    for arguments in (settings.kafka(), settings.aiokafka()):
        assert arguments["bootstrap_servers"] == ["127.0.0.1:9092"]
        assert arguments["sasl_mechanism"] == "SCRAM-SHA-512"
        assert arguments["sasl_plain_password"] == "hunter2"  # noqa: S105


def test_tls_checks_the_broker_unless_told_otherwise() -> None:
    strict = load_settings(environment={"MAKEGOOD_SECURITY_PROTOCOL": "SSL"}).kafka()["ssl_context"]
    assert strict.check_hostname
    loose = {"MAKEGOOD_SECURITY_PROTOCOL": "SSL", "MAKEGOOD_SSL_CHECK_HOSTNAME": "false"}
    assert not load_settings(environment=loose).kafka()["ssl_context"].check_hostname


def test_a_ca_file_that_is_none_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    told = load_settings(environment={"MAKEGOOD_SECURITY_PROTOCOL": "SSL", "MAKEGOOD_SSL_CAFILE": str(file)})
    with pytest.raises(Complaint, match="MAKEGOOD_SSL_CAFILE"):
        told.kafka()


def test_a_secret_is_shown_nowhere() -> None:
    settings = load_settings(environment={**SASL, "MAKEGOOD_HTTP_TOKEN": "hunter2"})
    assert "hunter2" not in f"{settings} {settings!r} {settings.connection.sasl_password}"
    with pytest.raises(TypeError):
        pickle.dumps(settings.connection.sasl_password)


def test_a_secret_of_the_wrong_kind_is_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "makegood.toml"
    file.write_text("sasl_password = 1234567\n")
    with pytest.raises(Complaint) as complaint:
        load_settings(file=str(file), environment={})
    assert "1234567" not in str(complaint.value)


@pytest.mark.parametrize(
    "broker",
    ["kafka", "kafka:9092", "10.0.0.1:65535", "kafka-1:1,kafka-2:2", "kafka-1:1, kafka-2:2,", "[::1]:9092", "[::1]"],
)
def test_a_broker_is_named_by_one_address_or_several(broker: str) -> None:
    assert load_settings({"broker": broker}, environment={}).broker == broker
