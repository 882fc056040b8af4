"""Rules that disturb a request: a refusal, a killed worker, a hang, a connection cut off.

A rule: `function`, `service`, `action` and `match` (a part of the body) say which requests, `skip`
and `times` which of them (the first, once, by default), `when` whether the emulator carries the
request out first, `do` what happens.
"""

import asyncio
import itertools
import json
import logging
import threading
from dataclasses import dataclass, field

from aws_request import AwsRequest

log = logging.getLogger("rehearsal.faults")

DEEDS = ("error", "kill", "hang", "cut")


@dataclass
class Fault:
    id: int
    do: str
    when: str = "before"
    function: str | None = None
    service: str | None = None
    action: str | None = None
    match: str | None = None
    skip: int = 0
    times: int = 1
    """Of `error`: what is answered."""
    status: int = 400
    code: str = "ServiceUnavailable"
    message: str = "refused by the rehearsal"
    """Of `hang`: how long; a hang before the deed lets it be carried out after."""
    seconds: float = 60
    seen: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def wants(self, request: AwsRequest) -> bool:
        return (
            request.function is not None
            and self.function in (None, request.function)
            and self.service in (None, request.service)
            and self.action in (None, request.action)
            and (self.match is None or self.match.encode() in request.body)
        )

    async def act(self, request: AwsRequest, send) -> bool:
        """Does it. True where the request goes its way afterwards."""
        log.warning("%s %s of %s: %s", self.when, request.action, request.function, self.do)
        match self.do:
            case "error":
                await self._refuse(request, send)
                return False
            case "kill":
                # SIGKILL: as if the machine under the function were gone, with no word to anybody.
                request.worker.process.kill()
                return False
            case "hang":
                await asyncio.sleep(self.seconds)
                return True
            case "cut":
                await _cut_off(send)
                return False
        raise ValueError(f"no deed {self.do}")

    async def _refuse(self, request: AwsRequest, send) -> None:
        if request.service in ("sns", "s3"):
            kind = b"text/xml"
            body = _xml(request.service, self.code, self.message)
        else:
            kind = b"application/x-amz-json-1.0"
            body = json.dumps({"__type": self.code, "message": self.message})
        headers = [(b"content-type", kind), (b"x-amzn-errortype", self.code.encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})


class Faults:
    def __init__(self):
        self._rules: list[Fault] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, given: dict) -> dict:
        rule = Fault(id=next(self._numbers), **given)
        if rule.do not in DEEDS or rule.when not in ("before", "after"):
            raise ValueError(f"no such rule: {given}")
        with self._lock:
            self._rules.append(rule)
        return {"id": rule.id}

    def list(self) -> list[dict]:
        return [vars(rule) for rule in self._rules]

    def clear(self) -> dict:
        with self._lock:
            self._rules.clear()
        return {}

    def strike(self, request: AwsRequest, when: str) -> Fault | None:
        """The first rule for this request that has not struck as often as it should."""
        with self._lock:
            for rule in self._rules:
                if rule.when != when or rule.struck >= rule.times or not rule.wants(request):
                    continue
                rule.seen += 1
                if rule.seen > rule.skip:
                    rule.struck += 1
                    return rule
        return None


def _xml(service: str, code: str, message: str) -> str:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"


async def _cut_off(send) -> None:
    """An answer that ends before its length: the server closes the connection."""
    headers = [(b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
