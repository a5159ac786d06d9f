"""Pages that people link to: fetched from the public internet, and from nowhere else."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.links.fetch import MAX_BYTES, LinkRefused, LinkUnreachable, PageFetcher
from infra.links.hooks import HookSender
from infra.links.outside import Outside, is_public

HOST = "page.example"
PUBLIC = "93.184.215.14"


@dataclass
class Internet:
    """A server that speaks for all public addresses, and what was asked of it."""

    port: int
    context: ssl.SSLContext
    answers: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, Sequence[str]] = field(default_factory=lambda: {HOST: [PUBLIC]})
    connected: list[str] = field(default_factory=list)

    def fetcher(self, seconds: float = 60.0) -> PageFetcher:
        return PageFetcher(self.outside(seconds))

    def outside(self, seconds: float = 60.0) -> Outside:
        return Outside(self.resolve, self.connect, self.context, seconds)

    def resolve(self, host: str) -> Sequence[str]:
        if host not in self.names:
            raise socket.gaierror(host)
        return self.names[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        assert port == 443
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


def certificate(directory: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(n) for n in (HOST, "other.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = directory / "page.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(plain + made.public_bytes(pem))
    return path


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "\r\n".join([f"HTTP/1.1 {status}", *(f"{n}: {v}" for n, v in lines.items())])
    return f"{head}\r\n\r\n".encode() + body


def drip(connection: socket.socket) -> None:
    """Say one header after another, and never come to their end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: 1\r\n")
        time.sleep(0.05)


@pytest.fixture
def internet(tmp_path: Path) -> Iterator[Internet]:
    pem = certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    listening = socket.create_server(("127.0.0.1", 0))
    client = ssl.create_default_context(cafile=str(pem))
    found = Internet(listening.getsockname()[1], client)

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            try:
                with server.wrap_socket(plain, server_side=True) as connection:
                    request = connection.recv(65536).decode()
                    if request.startswith("POST") and request.endswith("\r\n\r\n"):
                        connection.recv(65536)  # the body comes in a record of its own
                    path = request.split(" ")[1]
                    host = request.split("Host: ")[1].split("\r\n")[0]
                    reply = found.answers.get(f"{host}{path}")
                    if path == "/drop-by-drop":
                        drip(connection)
                    elif reply is not None:
                        connection.sendall(reply)
                    else:
                        connection.recv(1)  # says nothing until the other side gives up
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield found
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_a_page_is_fetched(internet: Internet) -> None:
    internet.answers[f"{HOST}/a?b=1"] = answer(b"<title>Hello</title>")
    page = internet.fetcher().fetch(f"https://{HOST}/a?b=1")
    assert (page.body, page.charset) == (b"<title>Hello</title>", "utf-8")
    assert internet.connected == [PUBLIC]


PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address that must be refused
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",
    "fec0::1",
    "5f00::1",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_connected_to(internet: Internet, address: str) -> None:
    for addresses in ([address], [PUBLIC, address]):
        internet.names[HOST] = addresses
        with pytest.raises(LinkRefused):
            internet.fetcher().fetch(f"https://{HOST}/")
    assert internet.connected == []


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://page.example/",
        "file:///etc/passwd",
        "https://page.example:8443/",
        "https://user:pass@page.example/",
        "https:///x",
        "gopher://page.example/",
    ],
)
def test_other_addresses_are_refused(internet: Internet, url: str) -> None:
    with pytest.raises(LinkRefused):
        internet.fetcher().fetch(url)
    assert internet.connected == []


def test_a_redirect_is_followed_and_looked_at_anew(internet: Internet) -> None:
    internet.names["other.example"] = ["93.184.215.15"]
    internet.answers[f"{HOST}/"] = answer(b"", "302 Found", Location="//other.example/there")
    internet.answers["other.example/there"] = answer(b"<title>There</title>")
    assert internet.fetcher().fetch(f"https://{HOST}/").body == b"<title>There</title>"
    assert internet.connected == [PUBLIC, "93.184.215.15"]


@pytest.mark.parametrize(
    "target", ["https://other.example/", "http://page.example/", "https://127.0.0.1/"]
)
def test_a_redirect_inside_is_not_followed(internet: Internet, target: str) -> None:
    internet.names |= {"other.example": ["10.0.0.7"], "127.0.0.1": ["127.0.0.1"]}
    internet.answers[f"{HOST}/"] = answer(b"", "301 Moved", Location=target)
    with pytest.raises(LinkRefused):
        internet.fetcher().fetch(f"https://{HOST}/")
    assert internet.connected == [PUBLIC]


def test_a_name_that_changes_its_address_leads_nowhere_else(internet: Internet) -> None:
    """The connection goes to the address that was looked at: nobody asks the name again."""
    answers: Iterator[Sequence[str]] = iter([[PUBLIC], ["127.0.0.1"]])
    internet.answers[f"{HOST}/"] = answer(b"<title>x</title>")
    fetcher = PageFetcher(Outside(lambda _: next(answers), internet.connect, internet.context))
    fetcher.fetch(f"https://{HOST}/")
    assert internet.connected == [PUBLIC]
    with pytest.raises(LinkRefused):
        fetcher.fetch(f"https://{HOST}/")
    assert internet.connected == [PUBLIC]


UNREACHABLE: Mapping[str, bytes | None] = {
    "an error": answer(b"", "500 Oops"),
    "a picture": answer(b"x", Content_Type="image/png"),
    "a loop": answer(b"", "302 Found", Location="/"),
    "nonsense": b"nonsense\r\n\r\n",
    "silence": None,
}


@pytest.mark.parametrize("case", UNREACHABLE)
def test_what_is_no_page_is_left(internet: Internet, case: str) -> None:
    reply = UNREACHABLE[case]
    if reply is not None:
        internet.answers[f"{HOST}/"] = reply
    with pytest.raises(LinkUnreachable):
        internet.fetcher(0.3 if reply is None else 60.0).fetch(f"https://{HOST}/")


def test_an_unknown_name_and_a_false_certificate_are_unreachable(internet: Internet) -> None:
    internet.names["false.example"] = [PUBLIC]
    for host in ("unknown.example", "false.example"):
        with pytest.raises(LinkUnreachable):
            internet.fetcher().fetch(f"https://{host}/")


def test_a_name_server_that_says_nothing_is_not_waited_for(internet: Internet) -> None:
    answered = threading.Event()

    def resolve(_: str) -> Sequence[str]:
        answered.wait(60)
        return [PUBLIC]

    fetcher = PageFetcher(Outside(resolve, internet.connect, internet.context, 0.2))
    with pytest.raises(LinkUnreachable):
        fetcher.fetch(f"https://{HOST}/")
    answered.set()
    assert internet.connected == []


def test_of_a_long_page_the_beginning_is_read(internet: Internet) -> None:
    internet.answers[f"{HOST}/"] = answer(b"x" * (MAX_BYTES + 100_000))
    assert len(internet.fetcher().fetch(f"https://{HOST}/").body) == MAX_BYTES


def test_a_delivery_arrives_and_a_redirect_is_none(internet: Internet) -> None:
    internet.answers[f"{HOST}/hook"] = answer(b"thanks", "202 Accepted")
    internet.answers[f"{HOST}/moved"] = answer(
        b"", "307 Elsewhere", Location=f"https://{HOST}/hook"
    )
    sender = HookSender(internet.outside())
    arrived = sender.post(f"https://{HOST}/hook", b"{}", {"webhook-id": "msg_1"})
    assert (arrived.delivered, arrived.status, arrived.error) == (True, 202, None)
    moved = sender.post(f"https://{HOST}/moved", b"{}", {})
    assert (moved.delivered, moved.status) == (False, 307)
    assert internet.connected == [PUBLIC, PUBLIC]


def test_a_server_that_never_comes_to_an_end_is_left(internet: Internet) -> None:
    url = f"https://{HOST}/drop-by-drop"
    with pytest.raises(LinkUnreachable):
        internet.fetcher(seconds=0.5).fetch(url)
    answered = HookSender(internet.outside(seconds=0.5)).post(url, b"{}", {})
    assert (answered.delivered, answered.error) == (False, "unreachable: out of time")
