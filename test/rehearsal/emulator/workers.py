"""The processes that run our functions: at most four for each, one call at a time in a process."""

import io
import itertools
import json
import logging
import os
import subprocess
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path

from calls import calls
from journal import Journal

log = logging.getLogger("rehearsal.workers")

# Two calls of one function meet already with two; four keep a machine of two cores busy.
MOST_WORKERS = 4
RUNNER = Path(__file__).with_name("run-handler.mjs")

# The errorType of Invoke's answer for a process that is gone, by which Step Functions names the
# failure. Its Developer Guide says Lambda.Unknown; the machines retry both, this one is seldom thought of:
# https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
PROCESS_ENDED = "Runtime.ExitError"

# A line for each call of a function, as Lambda's REPORT line tells it.
_reports = Journal(Path(os.environ["REHEARSAL_FOLDER"]) / "invocations.jsonl")

_numbers = itertools.count(1)
_by_number: dict[str, "Worker"] = {}


def worker_of(token: str) -> "Worker | None":
    """The worker that signed a request with this session token."""
    return _by_number.get(token)


class Worker:
    """One environment of a function. Its session token tells whose an AWS request is."""

    def __init__(self, config: dict, code: Path):
        self.function = config["FunctionName"]
        # The stack names each function to the SDK; CloudFormation's own name is long and random.
        self.name = _variables(config).get("AWS_SDK_UA_APP_ID", self.function)
        self.token = f"rehearsal-{next(_numbers)}"
        self.invocation: str | None = None
        self.logs = Path(os.environ["REHEARSAL_FOLDER"]) / "logs" / f"{self.name}.log"
        self.logs.parent.mkdir(parents=True, exist_ok=True)
        module, _, name = config.get("Handler", "index.handler").rpartition(".")
        with self.logs.open("ab") as logs:
            self.process = subprocess.Popen(
                ["node", str(RUNNER), str(code / module), name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=logs,
                text=True,
                env=self._environment(config, code),
            )
        _by_number[self.token] = self

    def _environment(self, config: dict, code: Path) -> dict[str, str]:
        """https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
        arn = config["FunctionArn"]
        region, account = arn.split(":")[3:5]
        return {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
            **_variables(config),
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_SESSION_TOKEN": self.token,
            "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x",
            "AWS_LAMBDA_FUNCTION_NAME": self.function,
            "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.function}",
            "AWS_LAMBDA_LOG_STREAM_NAME": self.token,
            "LAMBDA_TASK_ROOT": str(code),
            "REHEARSAL_FUNCTION_ARN": arn,
            "TZ": ":UTC",
        }

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def invoke(self, event, request_id: str, seconds: float) -> dict:
        """Sends one event; the answer is what the runner says, or how the process ended."""
        self.invocation = request_id
        overtime = threading.Timer(seconds, self.process.kill)
        overtime.start()
        try:
            line = json.dumps({"event": event, "requestId": request_id, "seconds": seconds})
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            timed_out = not overtime.is_alive()
            overtime.cancel()
            self.invocation = None
        if answer:
            return json.loads(answer)
        self.process.wait()
        if timed_out:
            words = f"{request_id} Task timed out after {seconds:.2f} seconds"
            return _failed("Sandbox.Timedout", f"RequestId: {request_id} Error: {words}")
        status = self.process.returncode
        ended = f"signal: {-status}" if status < 0 else f"exit status {status}"
        words = f"RequestId: {request_id} Error: Runtime exited with error: {ended}"
        return _failed(PROCESS_ENDED, words)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        _by_number.pop(self.token, None)


class Crew:
    """All workers of one version of a function; the emulator keeps one and asks it to run events."""

    def __init__(self, name: str, config: dict, code_zip: bytes):
        self.config = config
        self._folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        zipfile.ZipFile(io.BytesIO(code_zip)).extractall(self._folder)
        self._idle: list[Worker] = []
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        self._replaced = False
        self._places = threading.BoundedSemaphore(MOST_WORKERS)

    def execute(self, event) -> dict:
        """Runs the handler; the form of the answer is the emulator's own."""
        with self._places, calls.one():
            worker = self._take()
            request_id, began = str(uuid.uuid4()), time.time()
            answer = worker.invoke(event, request_id, float(self.config.get("Timeout", 3)))
            self._give_back(worker)
        _report(worker, request_id, began, event, answer)
        if "error" not in answer:
            return {"body": answer.get("result"), "log": ""}
        log.warning("%s failed: %s", worker.function, answer["error"]["errorType"])
        return {"body": answer["error"], "error": True, "log": ""}

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
            worker = Worker(self.config, self._folder)
            self._all.append(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.alive and not self._replaced:
                self._idle.append(worker)
            else:
                worker.kill()
                self._all.remove(worker)

    def kill(self) -> None:
        """Its code was replaced or deleted: who is at work finishes, nobody begins anew."""
        with self._lock:
            self._replaced = True
            while self._idle:
                worker = self._idle.pop()
                worker.kill()
                self._all.remove(worker)


def _variables(config: dict) -> dict[str, str]:
    return (config.get("Environment") or {}).get("Variables") or {}


def _report(worker: Worker, request_id: str, began: float, event, answer: dict) -> None:
    """Times are null of a call whose process died."""
    records = event.get("Records") if isinstance(event, dict) else None
    _reports.write(
        {
            "at": round(began * 1000),
            "function": worker.name,
            "invocation": request_id,
            "messages": len(records or []),
            "ok": "error" not in answer,
            "tookMs": answer.get("tookMs"),
            "cpuMs": answer.get("cpuMs"),
        }
    )


def _failed(kind: str, message: str) -> dict:
    return {"error": {"errorType": kind, "errorMessage": message}}
