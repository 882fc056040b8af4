"""What an HTTP request asks of AWS: which service, which action, of which function."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from workers import Worker

# The services that functions call in REST: the method and what the path begins with.
REST_ACTIONS = {
    ("scheduler", "POST", "/schedules/"): "CreateSchedule",
    ("scheduler", "PUT", "/schedules/"): "UpdateSchedule",
    ("scheduler", "GET", "/schedules/"): "GetSchedule",
    ("scheduler", "DELETE", "/schedules/"): "DeleteSchedule",
    ("ses", "POST", "/v2/email/outbound-emails"): "SendEmail",
    ("s3", "GET", "/"): "GetObject",
    ("s3", "PUT", "/"): "PutObject",
    ("s3", "DELETE", "/"): "DeleteObject",
    ("s3", "HEAD", "/"): "HeadObject",
}


@dataclass(frozen=True)
class AwsRequest:
    service: str
    action: str
    region: str
    account: str
    path: str
    body: bytes
    """The body as JSON, where it is; of a form, its fields."""
    parameters: dict
    """Who asks: none of our functions where this is None."""
    worker: Worker | None
    invocation: str | None

    @property
    def function(self) -> str | None:
        return self.worker.name if self.worker else None


def read_request(scope, body: bytes, worker: Worker | None) -> AwsRequest:
    headers = {key.decode().lower(): value.decode("latin-1") for key, value in scope["headers"]}
    signed = re.search(
        r"Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request", headers.get("authorization", "")
    )
    account, region, service = signed.groups() if signed else ("", "", "")
    parameters = _parameters(body, headers.get("content-type", ""))
    target = headers.get("x-amz-target", "")
    action = target.rpartition(".")[2] or parameters.get("Action") or ""
    if not action:
        action = _rest_action(service, scope["method"], scope["path"])
    return AwsRequest(
        service=service,
        action=action,
        region=region,
        account=account,
        path=scope["path"],
        body=body,
        parameters=parameters,
        worker=worker,
        invocation=worker.invocation if worker else None,
    )


def _rest_action(service: str, method: str, path: str) -> str:
    for (whose, verb, start), action in REST_ACTIONS.items():
        if (whose, verb) == (service, method) and path.startswith(start):
            return action
    return f"{method} {path}" if service else ""


def _parameters(body: bytes, kind: str) -> dict:
    if "x-www-form-urlencoded" in kind:
        fields = parse_qs(body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}
    if "json" not in kind or not body:
        return {}
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
