"""The renderer opens nothing: no file, no address, no attachment."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.documents.papers import paper, say
from tests.documents.printed import extracted, pdf_bytes
from tests.documents.test_html import HOSTILE, saying
from township_safety.documents import pdf

CANARY = "canary-4711"


@pytest.fixture
def listener():
    """A server that remembers who asked, in `asked`."""
    asked: list[str] = []

    class Remembering(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Remembering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel=attachment href='{url}'>",
        "<a rel=attachment href='{url}'>x</a>",
        "<link rel=stylesheet href='{url}'>",
        "<style>@import '{url}';</style>",
        "<style>p{{background:url({url})}}</style><p>x</p>",
        "<style>@font-face{{font-family:x;src:url({url})}}p{{font-family:x}}</style><p>x</p>",
        "<img src='{url}'>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}' width='9' height='9'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='{url}#a'/></svg>",
        "<object data='{url}'></object>",
        "<embed src='{url}'>",
        "<base href='{url}'><img src='x.png'>",
        "<p style=\"content:url('{url}')\">x</p>",
    ],
)
def test_nothing_is_fetched(markup, listener, tmp_path):
    url, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    for target in (url + "/x", secret.as_uri()):
        html = f'<html lang="zh-CN"><body>{markup.format(url=target)}</body></html>'
        made = pdf.render_pdf(html)
        assert CANARY.encode() not in made
        assert b"/EmbeddedFile" not in made
    assert asked == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "ftp://x/", "/etc/passwd"]
)
def test_the_fetcher_refuses(url):
    with pytest.raises(ValueError, match="不能引用外部文件"):
        pdf.ClosedFetcher().fetch(url)


def test_the_fetcher_reads_data_in_the_document():
    assert pdf.ClosedFetcher().fetch("data:text/plain,ok").read() == b"ok"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text(text):
    made = pdf_bytes(paper(say(text)))

    squeezed = "".join(extracted(made).split())
    assert "".join(text.split()) in squeezed
    for mark in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/URI"):
        assert mark not in made


def test_hostile_text_everywhere():
    for text in HOSTILE:
        assert pdf_bytes(saying(text)).startswith(b"%PDF-")
