"""Stands before the emulator: records what functions ask, keeps what was sent, disturbs on request.

`POST /_rehearsal/faults` adds a rule, `GET` lists them with how often each struck, `DELETE` clears.
`POST /_rehearsal/calls` waits until no function is at work and lets none begin, `DELETE` lets them
begin again. `POST /_rehearsal/ahead` brings delayed queue messages forward, `POST /_rehearsal/time-out`
ends a run as one ends after a year. Everything else is the emulator's.
"""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aws_request import AwsRequest, read_request
from calls import StillAtWork, calls
from faults import Faults
from items import ItemsOf
from journal import Journal
from messages import bring_forward
from outbox import sent_messages
from runs import time_out
from workers import worker_of


class Front:
    """An ASGI application around the emulator's."""

    def __init__(self, app, folder: Path):
        self.app = app
        self.faults = Faults()
        self.requests = Journal(folder / "requests.jsonl")
        self.outbox = Journal(folder / "outbox.jsonl")
        self._waiter = ThreadPoolExecutor(max_workers=1)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/_rehearsal/"):
            await self._control(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _control(self, scope, receive, send):
        body = await _read(receive)
        given = json.loads(body) if body else {}
        match scope["method"], scope["path"]:
            case "POST", "/_rehearsal/faults":
                answer = self.faults.add(given)
            case "GET", "/_rehearsal/faults":
                answer = self.faults.list()
            case "DELETE", "/_rehearsal/faults":
                answer = self.faults.clear()
            case "POST", "/_rehearsal/calls":
                answer = await self._shut_calls(send)
                if answer is None:
                    return
            case "DELETE", "/_rehearsal/calls":
                answer = calls.open()
            case "POST", "/_rehearsal/ahead":
                answer = bring_forward(given["seconds"])
            case "POST", "/_rehearsal/time-out":
                answer = time_out(given["executionArn"])
            case _:
                await _answer(send, 404, {"message": f"no {scope['method']} {scope['path']}"})
                return
        await _answer(send, 200, answer)

    async def _shut_calls(self, send) -> dict | None:
        """In a thread of its own: the emulator's may all be taken by calls that wait for this."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._waiter, calls.shut)
        except StillAtWork as stuck:
            await _answer(send, 503, {"message": str(stuck)})
            return None

    async def _pass_on(self, scope, receive, send):
        body = await _read(receive)
        worker = worker_of(_header(scope, b"x-amz-security-token"))
        request = read_request(scope, body, worker)
        began = time.time()

        fault = self.faults.strike(request, "before")
        if fault is not None and not await fault.act(request, send):
            answered = fault.status if fault.do == "error" else 0
            self._record(request, began, Answer(answered), None)
            return
        items = ItemsOf(request)
        answer = Answer()
        fault = self.faults.strike(request, "after")
        held = answer.hold if fault is not None else answer.watch(send)
        await self.app(scope, _replay(body, receive), held)
        self._record(request, began, answer, items)
        if fault is not None and await fault.act(request, send):
            await answer.release(send)

    def _record(self, request: AwsRequest, began: float, answer: "Answer", items) -> None:
        if answer.status == 200:
            for message in sent_messages(request, answer.body):
                self.outbox.write(message)
        if request.function is None:
            return
        self.requests.write(
            {
                "at": round(began * 1000),
                "tookMs": round((time.time() - began) * 1000, 1),
                "function": request.function,
                "invocation": request.invocation,
                "service": request.service,
                "action": request.action,
                "status": answer.status,
                "requestBytes": len(request.body),
                "responseBytes": len(answer.body),
                "path": request.path,
                "body": request.parameters,
                **(items.touched(answer.status, answer.body) if items else {}),
            }
        )


class Answer:
    """What the emulator answers, kept while it passes or held back."""

    def __init__(self, status: int = 0):
        self.status = status
        self.body = b""
        self._events: list[dict] = []

    def watch(self, send):
        async def watched(event):
            self._keep(event)
            await send(event)

        return watched

    async def hold(self, event):
        self._keep(event)
        self._events.append(event)

    async def release(self, send):
        for event in self._events:
            await send(event)

    def _keep(self, event):
        if event["type"] == "http.response.start":
            self.status = event["status"]
        else:
            self.body += event.get("body", b"")


async def _read(receive) -> bytes:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if event["type"] != "http.request" or not event.get("more_body", False):
            return body


def _replay(body: bytes, receive):
    """The body once more, for the emulator; then what the connection says."""
    told = False

    async def replayed():
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _header(scope, name: bytes) -> str:
    return next((value.decode() for key, value in scope["headers"] if key.lower() == name), "")


async def _answer(send, status: int, body) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
