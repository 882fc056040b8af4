import { beforeEach, describe, expect, it } from "vitest";
import { queueNames } from "../../../bin/stage/queues.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const aws = useFakeStage();
const redrive = (...words: string[]) => runCli("redrive", ...words, "--stage", "prod");

beforeEach(() => {
  const outputs: Record<string, string> = {};
  for (const name of queueNames) {
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    outputs[`${id}QueueUrl`] = `${aws.url()}/111122223333/${name}`;
    outputs[`${id}DeadLettersUrl`] = `${aws.url()}/111122223333/${name}-dead`;
  }
  aws.stacks.set("sojourn-prod", outputs);
});

const before = Date.now() - 3_600_000;
function putAside(queue: string, count: number, reason?: string): void {
  for (let n = 0; n < count; n++) {
    aws.queues.put(`${queue}-dead`, {
      Body: `${queue} ${n}`,
      SentTimestamp: before,
      ...(reason && { MessageAttributes: { reason: { DataType: "String", StringValue: reason } } }),
    });
  }
}

describe("redrive", () => {
  it("tells in a dry run how many there are and why, and moves none", async () => {
    putAside("intake", 3, "not JSON: hello");
    putAside("intake", 1);
    const { code, out } = await redrive("--all", "--dry-run");
    expect(code).toBe(0);
    expect(out).toContain("intake: 4 messages put aside\n");
    expect(out).toContain("  3 × not JSON: hello\n");
    expect(out).toContain("  1 × failed at every try: its function's log tells why\n");
    expect(out).toContain("wake: nothing was put aside\n");
    expect(aws.queues.of("intake-dead").map(({ hiddenUntil }) => hiddenUntil)).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it("puts every dead letter back once, and deletes it where it lay", async () => {
    putAside("wake", 57);
    const sent: string[] = [];
    aws.queues.consume = (name, body) => sent.push(`${name}: ${body}`);
    const { code, out } = await redrive("wake");
    expect(out).toContain("57 messages moved back, 0 put aside again\n");
    expect(code).toBe(0);
    const all = Array.from({ length: 57 }, (_, n) => `wake: wake ${n}`);
    expect(sent.toSorted()).toEqual(all.toSorted());
    expect(aws.queues.of("wake-dead")).toEqual([]);
  });

  it("tells what was put aside again, and does not move it a second time", async () => {
    putAside("intake", 25, "detail.id: missing");
    let sent = 0;
    aws.queues.consume = (_name, body) => {
      sent++;
      const StringValue = "detail.id: still missing";
      aws.queues.put("intake-dead", {
        Body: body,
        SentTimestamp: Date.now() + 1,
        MessageAttributes: { reason: { DataType: "String", StringValue } },
      });
    };
    const { code, out } = await redrive("intake", "--wait", "1");
    expect(out).toContain("25 messages moved back, 25 put aside again\n");
    expect(out).toContain("  25 × detail.id: still missing\n");
    expect(code).toBe(1);
    expect(sent).toBe(25);
    expect(aws.queues.of("intake-dead").every(({ hiddenUntil }) => hiddenUntil === 0)).toBe(true);
  });

  it.each([[[]], [["intake", "--all"]], [["intakes"]]])("refuses %j", async (words) => {
    expect((await redrive(...words)).code).toBe(2);
  });
});
