import { describe, expect, it } from "vitest";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { importInto } from "../../../src/core/imports/apply-import.ts";
import { claimMessage } from "../../../src/core/messages/claim-message.ts";
import type { Message } from "../../../src/core/messages/message.ts";
import { takeTurn } from "../../../src/core/turns/take-turn.ts";
import { apply, at, customer, event, journey, only } from "../given.ts";
import { committed, publish, sweepTold } from "../segments/given.ts";

const login = (when: string, accepted = when) => ({
  ...event("login", at(when)),
  accepted: at(accepted),
});

/** Last seen on 1 January at 15:00; the sweep of the 9th finds a week of silence. */
function fallSilent(change: Partial<Journey> = {}, who: Customer = customer()) {
  const winback = journey({
    name: "winback",
    entry: { on: "inactivity.reached", event: "login", where: { app: "shop" }, days: [7] },
    reentry: { after: "90d" },
    goal: { event: "order.placed", within: "30d" },
    steps: [
      { do: "send", id: "miss-you", template: "t", channels: ["email"] },
      { do: "wait", id: "rest", for: "3d" },
    ],
    ...change,
  });
  const published = publish({ journeys: [winback] });
  const shop = { properties: { app: "shop" } };
  const known = committed(apply(who, published, { ...login("01-01 15:00"), ...shop }).customer);
  const silent = committed(sweepTold(known, published, at("01-09")).customer);
  const tell = (when: string, properties = shop.properties, to = silent) =>
    apply(to, published, { ...login(when, "01-10 08:00"), properties });
  return { published, silent, tell };
}

/** The run's first turn, which queues its message, and that message's claim where it is wanted. */
function send({ published, silent }: ReturnType<typeof fallSilent>, when = "01-09 08:00") {
  const { id, journey: name, version } = only(silent);
  const compiled = published.journey(name, version);
  if (compiled === undefined) throw new RangeError(name);
  const outcome = takeTurn(published, compiled, silent, id, at("01-09"));
  const [effect] = outcome.effects;
  if (effect?.kind !== "send") throw new RangeError("no message");
  const message: Message = { ...effect.message, state: "queued", at: at("01-09") };
  const claim = (who: Customer) => claimMessage(who, message, published, false, at(when));
  return { waiting: committed(outcome.customer), claim };
}

describe("an event that was missed and comes late", () => {
  it("ends the run, and the entry counts for nothing", () => {
    const { silent, tell } = fallSilent();
    const { customer: after, consequences, owed } = tell("01-05 10:00");
    expect(consequences).toEqual([
      {
        journey: "winback",
        kind: "exited",
        enrollment: only(silent).id,
        reason: { code: "late-fact", params: { event: "login", at: "2026-01-05T10:00:00Z" } },
        undone: true,
      },
    ]);
    expect(only(after)).toMatchObject({ state: "closing", ending: "late-fact" });
    expect(owed).toMatchObject([{ kind: "wake" }]);
    expect(after.entries).toEqual({});
    expect(after.goals).toEqual([]);
  });

  it("is counted from: the week after it is told, and entered on", () => {
    const { published, tell } = fallSilent();
    const after = committed(tell("01-05 10:00").customer);
    const { id } = only(after);
    const { [id]: _, ...enrollments } = after.enrollments;
    const again = sweepTold({ ...after, enrollments }, published, at("01-12"));
    expect(Object.keys(again.customer.enrollments)).toHaveLength(1);
  });

  it.each([
    ["of the very moment of the last one known", "01-01 15:00"],
    ["older than that", "2025-12-30 10:00"],
    ["after the entry", "01-09 00:01"],
  ])("%s is no late fact", (_what, when) => {
    const { silent, tell } = fallSilent();
    const { customer: after, consequences } = tell(when);
    expect(consequences).toEqual([]);
    expect(only(after).state).toBe(only(silent).state);
    expect(after.entries).toEqual(silent.entries);
  });

  it("at the moment of the entry is one", () => {
    expect(fallSilent().tell("01-09 00:00").consequences).toHaveLength(1);
  });

  it("is one only if the filter of the entry fits", () => {
    expect(fallSilent().tell("01-05 10:00", { app: "forum" }).consequences).toEqual([]);
  });

  it("ends the run but not the entry where a message was claimed", () => {
    const given = fallSilent();
    const { waiting, claim } = send(given);
    const claimed = claim(waiting);
    if (claimed.kind !== "claimed") throw new RangeError(claimed.kind);
    const { customer: after, consequences } = given.tell(
      "01-05 10:00",
      undefined,
      claimed.customer,
    );
    expect(consequences).toMatchObject([{ kind: "exited", reason: { code: "late-fact" } }]);
    expect(consequences[0]).not.toHaveProperty("undone");
    expect(only(after)).toMatchObject({ state: "closing", ending: "late-fact" });
    expect(after.entries).toEqual(given.silent.entries);
    expect(after.goals).toHaveLength(1);
  });

  it("keeps a message that waits from being claimed, also of a run that has ended by itself", () => {
    for (const steps of [
      undefined,
      [{ do: "send", id: "m", template: "t", channels: ["email"] }],
    ]) {
      const given = fallSilent(steps === undefined ? {} : { steps: steps as Journey["steps"] });
      const { waiting, claim } = send(given);
      expect(claim(waiting).kind).toBe("claimed");
      const { customer: after } = given.tell("01-05 10:00", undefined, waiting);
      expect(claim(after)).toMatchObject({ kind: "suppressed", reason: "the journey was left" });
      expect(after.entries).toEqual({});
    }
  });

  it("takes who was held out from the figure, too", () => {
    const { silent, tell } = fallSilent({ holdout: "99%" });
    expect(silent.goals).toMatchObject([{ heldOut: true }]);
    const { customer: after, consequences } = tell("01-05 10:00");
    expect(consequences).toMatchObject([{ kind: "exited", heldOut: true, undone: true }]);
    expect(after.goals).toEqual([]);
    expect(after.entries).toEqual({});
  });

  it("does the same from an import, quietly", () => {
    const { published, silent } = fallSilent();
    const late = { ...event("login", at("01-05 10:00")), properties: { app: "shop" } };
    const after = importInto(silent, [{ kind: "event", event: late }], published, at("01-10"));
    expect(only(after)).toMatchObject({ state: "closing", ending: "late-fact" });
    expect(after.entries).toEqual({});
    expect(after.said.at(-1)).toMatchObject({
      event: late.id,
      consequences: [{ kind: "exited", undone: true }],
    });
  });

  it("ends a run that 0.2.0 began, by what its journey was fired on", () => {
    const { silent, tell } = fallSilent();
    const { silentSince: _, ...old } = only(silent);
    const before = { ...silent, enrollments: { [old.id]: old } };
    const { customer: after } = tell("01-05 10:00", undefined, before);
    expect(only(after)).toMatchObject({ state: "closing", ending: "late-fact" });
  });
});
