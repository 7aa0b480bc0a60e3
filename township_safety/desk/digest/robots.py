"""Group robots of 企业微信 and 钉钉: what is posted, whereto it may go, what they answer.

`post` runs in the child process. Nothing here logs or tells an address: whoever knows it may
write into the group.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Collection
from urllib.parse import quote_plus, urlsplit

from township_safety.jobs import Refused

SECONDS = 10.0
# An answer is a line of JSON.
_MOST_READ = 64 * 1024
_HTTPS = 443
HOSTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com"}
# 企业微信 takes 2048 bytes, 钉钉 20,000.
_MOST_BYTES = {"wecom": 2048, "dingtalk": 18000}
_CUT = "\n……全文请登录系统查看"


def problem_with(address: str, *, hosts: Collection[str]) -> str:
    """Why nothing may be posted there; empty when it may."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "地址不完整，请从机器人设置里重新复制"
    if parts.scheme != "https":
        return "地址须以 https:// 开头"
    if parts.username is not None or parts.password is not None or port not in {None, _HTTPS}:
        return "地址里不能带用户名、密码或端口"
    if (parts.hostname or "") not in hosts:
        return f"只能发到{'、'.join(sorted(hosts))}"
    return ""


def body_of(kind: str, text: str) -> bytes:
    """The text message; both robots read the same names. Cut where the robot takes no more."""
    text = _fitting(text, _MOST_BYTES[kind])
    message = {"msgtype": "text", "text": {"content": text}}
    return json.dumps(message, ensure_ascii=False).encode()


def _fitting(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len(_CUT.encode())].decode(errors="ignore")
    return kept.rpartition("\n")[0] + _CUT if "\n" in kept else kept + _CUT


def signed(address: str, *, secret: str, at: float) -> str:
    """钉钉 加签: the moment in milliseconds and its HMAC behind the address."""
    if not secret:
        return address
    stamp = str(round(at * 1000))
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{address}&timestamp={stamp}&sign={quote_plus(base64.b64encode(mac))}"


def post(kind: str, address: str, secret: str, text: str, hosts: tuple[str, ...]) -> None:
    """Raises Refused, in words that may be shown. Redirects are not followed."""
    problem = problem_with(address, hosts=hosts)
    if problem:
        raise Refused(problem)
    parts = urlsplit(signed(address, secret=secret, at=time.time()))
    host = parts.hostname or ""
    connection = PinnedConnection(host, public_address(host), timeout=SECONDS)
    exchange(connection, f"{parts.path}?{parts.query}", body_of(kind, text))


def public_address(host: str) -> str:
    """The address of the host, looked up once; none of a name that leads into a network here."""
    try:
        found = socket.getaddrinfo(host, _HTTPS, type=socket.SOCK_STREAM)
    except OSError:
        raise Refused("找不到机器人所在的服务器，请检查网络") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in addresses):
        raise Refused("机器人的地址指向内网，没有发出")
    return addresses[0]


class PinnedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked, so that a second look-up cannot lead elsewhere;
    the certificate must be that of the name."""

    def __init__(self, host: str, address: str, *, timeout: float) -> None:
        super().__init__(host, _HTTPS, timeout=timeout, context=ssl.create_default_context())
        self._address = address
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def exchange(connection: http.client.HTTPConnection, path: str, body: bytes) -> None:
    """Post and read the answer; Refused unless the robot says it took the message."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        status, content = answer.status, answer.read(_MOST_READ)
    except (OSError, http.client.HTTPException):
        raise Refused("连不上机器人所在的服务器，请检查网络") from None
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        raise Refused(f"机器人没有接收（HTTP {status}）")
    _demand_taken(content)


def _demand_taken(content: bytes) -> None:
    try:
        code = json.loads(content).get("errcode")
    except (ValueError, AttributeError):
        raise Refused("机器人的回答看不懂，可能地址不对") from None
    if code != 0:
        number = code if isinstance(code, int) else "未知"
        raise Refused(f"机器人没有接收（错误码{number}），请核对地址、关键词和加签设置")
