"""
A Bot API server that does nothing but answer: HTTP/1.1 with keep-alive, on uvloop.

Run on a core of its own it answers several times faster than any client asks, so that what is
measured is the client. *latency* makes an answer take as long as Telegram's.
"""

import argparse
import asyncio
import re
import sys

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Stub","username":"stub_bot"}}'
_TRUE = b'{"ok":true,"result":true}'
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":1,"is_bot":true,"first_name":"Stub",'
    b'"username":"stub_bot"},"chat":{"id":7,"first_name":"Somebody","type":"private"},'
    b'"date":1800000000,"text":"The market opens at nine on Friday. Bring your own bags.",'
    b'"entities":[{"offset":0,"length":10,"type":"bold"}],"reply_markup":{"inline_keyboard":'
    b'[[{"text":"Leave","callback_data":"leave"}]]}}}'
)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"


class Stub(asyncio.Protocol):
    """Answers each request of one connection."""

    latency = 0.0
    messages = 0

    def connection_made(self, transport):
        self._transport = transport
        self._data = b""

    def data_received(self, data):
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._data, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._data) < whole:
                return
            line, self._data = self._data[: self._data.index(b"\r\n")], self._data[whole:]
            self._answer(line)

    def _answer(self, line):
        body = _TRUE
        if b"/getMe" in line:
            body = _ME
        elif b"/sendMessage" in line:
            Stub.messages += 1
            body = _MESSAGE % Stub.messages
        answer = _HEAD % (len(body), body)
        if not self.latency:
            self._transport.write(answer)
        else:
            asyncio.get_running_loop().call_later(self.latency, self._late, answer)

    def _late(self, answer):
        if not self._transport.is_closing():
            self._transport.write(answer)


async def serve(port, latency):
    """Answer until standard input ends; say the port first."""
    Stub.latency = latency
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    uvloop.run(serve(given.port, given.latency))
