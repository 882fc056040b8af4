import { CfnResource } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { describe, expect, test } from "vitest";
import type { SojournStack } from "../../lib/sojourn-stack.ts";
import { buildApp, production } from "./synth.ts";

/** What the synth says once the stack was changed, each problem with its place, in one line. */
function problemsAfter(change: (sojourn: SojournStack) => void): readonly string[] {
  const { app, sojourn } = buildApp(production);
  change(sojourn);
  const { exitCode } = process;
  try {
    app.synth();
    return [];
  } catch (error) {
    process.exitCode = exitCode;
    const told = /^ERROR (.*) \(ServiceLimits\)\n\s+(\S+)/gm;
    return [...String(error).matchAll(told)].map(([, problem, path]) => `${path}: ${problem}`);
  }
}

/** Writes a property as a person would who knows better than the construct. */
function override(construct: IConstruct, property: string, value: unknown): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is no resource`);
  resource.addPropertyOverride(property, value);
}

test("as it is, the stage keeps within every limit", () => {
  expect(problemsAfter(() => undefined)).toEqual([]);
});

describe("the synth refuses", () => {
  test("a function that may run for longer than Lambda lets it", () => {
    expect(problemsAfter(({ optOut }) => override(optOut.page, "Timeout", 901))).toEqual([
      "Sojourn/OptOut/OptOut/Resource: The function may run 901 s; Lambda ends it after 900 s at most.",
    ]);
  });

  test("an environment of more than 4 KB, naming what fills it", () => {
    const said = problemsAfter(({ optOut }) =>
      optOut.page.addEnvironment("WORDS", "ä".repeat(2000)),
    );
    expect(said).toEqual([
      expect.stringMatching(
        /^Sojourn\/OptOut\/OptOut\/Resource: The environment holds up to 4\d{3} bytes, most of them \(4005\) in WORDS; Lambda takes 4096\.$/,
      ),
    ]);
  });

  test("a queue that shows a message again while its function may still be at work", () => {
    const said = problemsAfter(({ intake }) => {
      override(intake.queue.messages, "VisibilityTimeout", 180);
    });
    expect(said).toEqual([
      expect.stringMatching(
        /^Sojourn\/EventIntake\/IntakeQueue\/Messages\/Resource: A message stays hidden for 180 s; wanted at least 181 s: six times the 30 s that EventIntake\w+ may run, and its batch window of 1 s\.$/,
      ),
    ]);
  });

  test("a queue that holds messages back for more than 15 minutes", () => {
    const said = problemsAfter(({ engine }) => {
      override(engine.wakeQueue.messages, "DelaySeconds", 901);
    });
    expect(said).toEqual([
      "Sojourn/JourneyEngine/WakeQueue/Messages/Resource: The queue holds messages back for 901 s; SQS does for 900 s at most. A schedule holds them longer.",
    ]);
  });

  test("batches of more than 10 messages without a window", () => {
    const said = problemsAfter(({ engine }) => {
      const [, wake] = engine.turnTakers;
      const source = wake!.node.findChild("WakeQueueSource");
      override(source, "MaximumBatchingWindowInSeconds", 0);
      override(source, "BatchSize", 11);
    });
    expect(said).toEqual([
      "Sojourn/JourneyEngine/Wake/WakeQueueSource/Resource: Batches of 11 messages without a window; wanted a window of at least 1 s above 10 messages.",
    ]);
  });

  test("a definition of more than 1 MB", () => {
    const definition = JSON.stringify({ Comment: "x".repeat(1024 * 1024), States: {} });
    const said = problemsAfter(({ engine }) => {
      override(engine.runJourney, "DefinitionString", definition);
    });
    expect(said).toEqual([
      "Sojourn/JourneyEngine/RunJourney/Resource: The definition has 1048602 bytes with its ARNs filled in; Step Functions takes 1048576.",
    ]);
  });

  test("a state that hands a document on instead of its id", () => {
    const result = "x".repeat(256 * 1024);
    const inner = {
      StartAt: "Tell",
      States: { Tell: { Type: "Pass", Output: result, End: true } },
    };
    const definition = { States: { Each: { Type: "Map", ItemProcessor: inner } } };
    const said = problemsAfter(({ engine }) => {
      override(engine.runJourney, "DefinitionString", JSON.stringify(definition));
    });
    expect(said).toEqual([
      'Sojourn/JourneyEngine/RunJourney/Resource: The state "Tell" writes 262146 bytes into Output; Step Functions takes 262144 between states. Hand ids on, not documents.',
    ]);
  });

  test("a state machine with a name of more than 80 characters", () => {
    const name = "run-".repeat(20);
    const said = problemsAfter(({ engine }) => {
      override(engine.runJourney, "StateMachineName", `${name}1`);
    });
    expect(said).toEqual([
      `Sojourn/JourneyEngine/RunJourney/Resource: The state machine's name "${name}1" has 81 characters; Step Functions takes 80.`,
    ]);
  });

  test("a group of schedules with a name of more than 64 characters", () => {
    const name = "timers--".repeat(8);
    const said = problemsAfter(({ timers }) => override(timers.group, "Name", `${name}1`));
    expect(said).toEqual([
      `Sojourn/Timers/Group/Resource: The name "${name}1" has 65 characters; the Scheduler takes 64.`,
    ]);
  });

  test("a schedule that hands on more than 256 KiB", () => {
    const said = problemsAfter(({ sweep }) => {
      override(sweep.node.findChild("EveryHour"), "Target.Input", "x".repeat(256 * 1024 + 1));
    });
    expect(said).toEqual([
      "Sojourn/CustomerSweep/EveryHour/Resource: The schedule hands 262145 bytes to its target; the Scheduler takes 262144.",
    ]);
  });
});
