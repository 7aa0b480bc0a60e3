"""What the person who starts the server reads."""

import pytest

from township_safety import server


@pytest.mark.parametrize(
    ("bind", "allowed", "address"),
    [
        ("127.0.0.1:8000", "", "http://127.0.0.1:8000/"),
        ("0.0.0.0:8000", "*", "http://127.0.0.1:8000/"),
        ("0.0.0.0:8000", "192.168.1.10,aq.example", "http://192.168.1.10:8000/"),
        ("192.168.1.10:80", "192.168.1.10", "http://192.168.1.10:80/"),
    ],
)
def test_the_address_told_is_one_that_answers(monkeypatch, capsys, bind, allowed, address):
    monkeypatch.setattr(server, "bind", bind)
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)

    server.when_ready(None)

    assert address in capsys.readouterr().out
