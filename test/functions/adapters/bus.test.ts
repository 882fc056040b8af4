import { describe, expect, it } from "vitest";
import { bus } from "../../../src/aws/wire.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import type { EmittedEvent } from "../../../src/core/turns/effect.ts";
import { jsonError, spoken, useAwsRecorder } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({ bus: "sojourn-live" }));
const at = Date.UTC(2026, 0, 5, 2, 0, 0, 7);
const event: EmittedEvent = {
  id: "jpm6fz7wsmirf2eo-abcdefghijklm",
  type: "winback.reached",
  customer: "客户-1",
  at,
  properties: { journey: "winback", total: 9.5, tags: ["a"] },
};
const taken = { status: 200, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}' };

interface Entry {
  readonly Source: string;
  readonly Detail: string;
}

function entries(): Entry[] {
  return (spoken(aws.calls[0]).body as { Entries: Entry[] }).Entries;
}

describe("emitting an event", () => {
  it("puts it on the bus in the form of any storefront's", async () => {
    aws.answer(taken);
    await bus.emit(event);
    expect(spoken(aws.calls[0]).operation).toBe("PutEvents");
    expect(entries()).toEqual([
      {
        EventBusName: "sojourn-live",
        Source: "sojourn",
        DetailType: "winback.reached",
        Time: at / 1000,
        Detail: expect.any(String),
      },
    ]);
    expect(JSON.parse(entries()[0]!.Detail)).toEqual({
      id: "jpm6fz7wsmirf2eo-abcdefghijklm",
      customer: { id: "客户-1" },
      at: "2026-01-05T02:00:00.007Z",
      properties: { journey: "winback", total: 9.5, tags: ["a"] },
    });
  });

  it("comes back to intake as what it was, with what it says of the customer", async () => {
    aws.answer(taken);
    const consents = { "email:*": { given: false, at: at - 1000, source: "opt-out" } };
    const profile = { attributes: { city: "上海" }, tags: ["vip"], consents };
    await bus.emit({ ...event, profile });
    const { Detail } = entries()[0]!;
    const envelope = { "detail-type": event.type, detail: JSON.parse(Detail) };
    expect(parseEvent(JSON.stringify(envelope), at)).toEqual({
      kind: "event",
      event: { ...event, profile },
    });
  });

  it("gives a notice a source that the intake rule leaves out", async () => {
    aws.answer(taken);
    await bus.emit({ ...event, notice: true });
    expect(entries()[0]?.Source).toBe("sojourn.notice");
  });

  it("fails when the bus took the call but not the event", async () => {
    const Entries = [{ ErrorCode: "ThrottlingException", ErrorMessage: "too fast" }];
    aws.answer({ status: 200, body: JSON.stringify({ FailedEntryCount: 1, Entries }) });
    await expect(bus.emit(event)).rejects.toMatchObject({
      name: "BusUnavailable",
      message: expect.stringContaining("ThrottlingException: too fast"),
    });
  });

  it("is worth another try when the bus is away", async () => {
    const failure = jsonError("InternalException", "why", 500);
    aws.answer(failure, failure, failure, failure);
    await expect(bus.emit(event)).rejects.toMatchObject({ name: "BusUnavailable" });
  });
});
