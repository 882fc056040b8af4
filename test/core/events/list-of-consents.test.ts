import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/core/events/parse-event.ts";

const now = Date.parse("2026-01-05T12:00:00Z");
const refused = { given: false, widened: true };
const everything = { "email:*": refused, "sms:*": refused, "push:*": refused };

function consentsOf(consents: unknown) {
  const said = {
    id: "e1",
    type: "login",
    at: "2026-01-05T12:00:00Z",
    customer: { id: "ann", consents },
  };
  const parsed = parseEvent(JSON.stringify(said), now);
  return parsed.kind === "event" ? parsed.event.profile?.consents : parsed;
}

describe("a list in the place of consents", () => {
  it.each([
    [[{ scope: "email:care", status: "unsubscribed" }]],
    [[{ scope: "email:care", optedOut: true }]],
    [[{ scope: "email:care", given: false }]],
  ])("refuses everything where an object in it may refuse: %j", (list) => {
    expect(consentsOf(list)).toEqual(everything);
  });

  it.each([
    [["email:care"]],
    [[{ scope: "email:care", given: true }]],
    [[{ scope: "email:care", given: null }]],
  ])("gives nothing and refuses nothing where all of it is given: %j", (list) => {
    expect(consentsOf(list)).toBeUndefined();
  });
});
