import { setTimeout as sleep } from "node:timers/promises";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { functionOf, machineOf, type ProbeClients } from "./clients.ts";
import { probeMend } from "./probe.ts";

const aMoment = 2_000;

async function start({ sfn, arn }: ProbeClients, machine: string, name = "run"): Promise<string> {
  const stateMachineArn = arn("states", `stateMachine:${machine}`);
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input: "{}" }),
  );
  return executionArn;
}

async function look({ sfn }: ProbeClients, executionArn: string) {
  await sleep(aMoment);
  return sfn.send(new DescribeExecutionCommand({ executionArn }));
}

/** A task that waits for its token; its function gets the token as the event's `token`. */
function waitingFor(FunctionName: string, more: object = {}) {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Arguments: { FunctionName, Payload: { token: "{% $states.context.Task.Token %}" } },
    End: true,
    ...more,
  };
}

/** Tokens that a function was given, in the order of its calls: it throws each as an error's words. */
async function tokensOf({ sfn }: ProbeClients, executionArn: string): Promise<string[]> {
  const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return (history.events ?? []).flatMap(({ taskFailedEventDetails: failed }) => {
    const words = /"errorMessage": ?"token ([^"]+)"/.exec(failed?.cause ?? "")?.[1];
    return words === undefined ? [] : [words];
  });
}

probeMend("task_tokens", {
  "a task fails when its function does": async (clients) => {
    await clients.createStack("failing", {
      Function: functionOf("failing", "throw new Error('no')"),
      Machine: machineOf("failing", { Wait: waitingFor("failing") }),
    });
    return (await look(clients, await start(clients, "failing"))).status === "FAILED";
  },
  "each attempt has a token of its own": async (clients) => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2, IntervalSeconds: 1 }];
    await clients.createStack("retried", {
      Function: functionOf("retried", "throw new Error('token ' + event.token)"),
      Machine: machineOf("retried", { Wait: waitingFor("retried", { Retry }) }),
    });
    const execution = await start(clients, "retried");
    await look(clients, execution);
    return new Set(await tokensOf(clients, execution)).size === 3;
  },
  "a stopped run stays stopped, and its token is dead": async (clients) => {
    await clients.createStack("stopped", {
      Function: functionOf("stopped", "return {}"),
      Machine: machineOf("stopped", { Wait: waitingFor("stopped", { TimeoutSeconds: 2 }) }),
    });
    const executionArn = await start(clients, "stopped");
    await sleep(500);
    await clients.sfn.send(new StopExecutionCommand({ executionArn }));
    await look(clients, executionArn);
    const { events = [] } = await clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn }),
    );
    return events.at(-1)?.type === "ExecutionAborted";
  },
  "the run goes on when its token is answered, before the function returns": async (clients) => {
    const body = `const answer = { taskToken: event.token, output: "{}" };
      await fetch(process.env.AWS_ENDPOINT_URL, { method: "POST", body: JSON.stringify(answer), headers: {
        "x-amz-target": "AWSStepFunctions.SendTaskSuccess", "content-type": "application/x-amz-json-1.0" } });
      await new Promise((resolve) => setTimeout(resolve, 4000));`;
    await clients.createStack("answered", {
      Function: functionOf("answered", body),
      Machine: machineOf("answered", { Wait: waitingFor("answered") }),
    });
    return (await look(clients, await start(clients, "answered"))).status === "SUCCEEDED";
  },
});

probeMend("map_items", {
  "a map goes over its items": async (clients) => {
    const ItemProcessor = { StartAt: "Keep", States: { Keep: { Type: "Pass", End: true } } };
    const ItemSelector = { number: "{% $states.context.Map.Item.Value %}" };
    await clients.createStack("map", {
      Machine: machineOf("map", {
        Map: { Type: "Map", Items: [7, 8], ItemSelector, ItemProcessor, End: true },
      }),
    });
    const { output = "null" } = await look(clients, await start(clients, "map"));
    return JSON.stringify(JSON.parse(output)) === '[{"number":7},{"number":8}]';
  },
});

probeMend("fail_states", {
  "an error's name is computed": async (clients) => {
    await clients.createStack("fail", {
      Machine: machineOf("fail", {
        Fail: {
          Type: "Fail",
          Error: "{% $states.context.Execution.Name ? 'Computed' : 'Computed' %}",
        },
      }),
    });
    return (await look(clients, await start(clients, "fail"))).error === "Computed";
  },
});

probeMend("wait_seconds", {
  "a wait is as long as an expression says": async (clients) => {
    const Seconds = "{% $exists($states.input.seconds) ? $states.input.seconds : 10 %}";
    await clients.createStack("wait", {
      Machine: machineOf("wait", { Wait: { Type: "Wait", Seconds, End: true } }),
    });
    const { status, startDate, stopDate } = await look(clients, await start(clients, "wait"));
    // A tenth of 10 s: SFN_WAIT_SCALE in orchestrate/emulator.ts.
    const took = (stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0);
    return status === "SUCCEEDED" && took > 900;
  },
});

probeMend("run_events", {
  "the default bus hears how a run ended, and why it was stopped": async (clients) => {
    const { events, sqs, sfn, arn, queueUrl } = clients;
    await sqs.send(new CreateQueueCommand({ QueueName: "heard" }));
    const EventPattern = JSON.stringify({
      source: ["aws.states"],
      detail: { status: ["ABORTED"] },
    });
    await events.send(new PutRuleCommand({ Name: "runs", EventPattern }));
    const Targets = [{ Id: "heard", Arn: arn("sqs", "heard") }];
    await events.send(new PutTargetsCommand({ Rule: "runs", Targets }));
    await clients.createStack("told", {
      Machine: machineOf("told", { Wait: { Type: "Wait", Seconds: 100, End: true } }),
    });
    const executionArn = await start(clients, "told");
    await sfn.send(new StopExecutionCommand({ executionArn, error: "ByHand" }));
    await sleep(500);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl("heard") }),
    );
    return Messages[0]?.Body?.includes("ByHand") ?? false;
  },
});

probeMend("start_again", {
  "the same start again is the same run": async (clients) => {
    await clients.createStack("twice", {
      Function: functionOf("twice", "return {}"),
      Machine: machineOf("twice", { Wait: waitingFor("twice") }),
    });
    const first = await start(clients, "twice");
    return start(clients, "twice").then(
      (second) => second === first,
      () => false,
    );
  },
});
