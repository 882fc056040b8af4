import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { queueNames, urlsOf } from "../../bin/stage/queues.ts";
import type { Stage } from "../../bin/stage/stage.ts";
import { referenced, resourcesOf, synthStage } from "./synth.ts";

const { template, sojourn } = synthStage();
const outputs = template.findOutputs("*");
const root = join(import.meta.dirname, "../..");

describe("what the command line asks a stage for", () => {
  const sources = globSync("bin/**/*.ts", { cwd: root }).map((path) =>
    readFileSync(join(root, path), "utf8"),
  );
  const asked = sources.flatMap((text) =>
    [...text.matchAll(/\b(?:output|findOutput)\("(\w+)"\)/g)].map(([, name = ""]) => name),
  );

  test("is more than a handful of outputs", () => {
    expect(new Set(asked).size).toBeGreaterThan(8);
  });

  test.each([...new Set(asked)])("%s is an output of the stack", (name) => {
    expect(outputs).toHaveProperty(name);
  });
});

test("the command line knows every queue of the stack, each with its own dead letters", () => {
  expect([...queueNames].toSorted()).toEqual(Object.keys(sojourn.queues).toSorted());
  const stage = { output: (name: string) => name } as Stage;
  const queues = resourcesOf(template, "AWS::SQS::Queue");
  for (const name of queueNames) {
    const { messages, deadLetters } = urlsOf(stage, name);
    const queue = queues.get(referenced(outputs[messages]?.Value));
    const policy = queue?.Properties.RedrivePolicy as Record<string, unknown> | undefined;
    const target = policy?.deadLetterTargetArn;
    expect([name, referenced(target)]).toEqual([name, referenced(outputs[deadLetters]?.Value)]);
  }
});
