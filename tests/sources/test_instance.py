import socket
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread

import pytest

from awsobs.sources.instance import Instance, this_instance

DOCUMENT = '{"region": "eu-north-1", "accountId": "123456789012"}'


class Metadata:
    """A metadata service that answers what it is told, and counts who connects."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self._answers = list(answers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self.requests: list[str] = []
        self.environ = {
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        }
        self._thread = Thread(target=self._serve, daemon=True)

    @contextmanager
    def running(self) -> Generator["Metadata"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as asked:
                for status, body in self._answers:
                    head = b"".join(iter(asked.readline, b"\r\n"))
                    self.requests.append(head.split(b" HTTP")[0].decode())
                    size = len(body.encode())
                    connection.sendall(
                        f"HTTP/1.1 {status} X\r\nContent-Length: {size}\r\n\r\n{body}".encode()
                    )
                asked.read()  # silent until the other side leaves


def test_an_instance_tells_its_role_and_region_in_one_connection() -> None:
    with Metadata((200, "token"), (200, "web\nother"), (200, DOCUMENT)).running() as service:
        assert this_instance(service.environ) == Instance(role="web", region="eu-north-1")
    assert service.connections == 1
    assert service.requests[0] == "PUT /latest/api/token"


def test_an_instance_without_a_role_says_so() -> None:
    with Metadata((403, "no"), (404, "none"), (200, DOCUMENT)).running() as service:
        assert this_instance(service.environ) == Instance(role="", region="eu-north-1")


@pytest.mark.parametrize("document", ["{", "[]", '{"region": 5}', '{"region": "\x1b[31m"}'])
def test_rubbish_in_place_of_a_document_gives_no_region(document: str) -> None:
    with Metadata((200, "token"), (200, "web"), (200, document)).running() as service:
        found = this_instance(service.environ)
    assert found is not None
    assert "\x1b" not in found.region


@pytest.mark.fault("A5")
def test_a_service_that_keeps_silent_is_asked_once() -> None:
    with Metadata().running() as service:
        assert this_instance(service.environ, patience=0.05) == Instance()
    assert service.connections == 1


@pytest.mark.fault("A5")
def test_where_nobody_listens_there_is_no_instance() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        assert this_instance({"AWS_EC2_METADATA_SERVICE_ENDPOINT": url}) is None


def test_a_user_who_turns_the_service_off_is_not_kept_waiting() -> None:
    with Metadata().running() as service:
        assert this_instance(service.environ | {"AWS_EC2_METADATA_DISABLED": "TRUE"}) is None
    assert service.connections == 0
