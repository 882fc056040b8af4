import { describe, expect, it } from "vitest";
import { nothingPaused, type PauseTarget } from "../../src/core/definitions/pause.ts";
import type { Clock, Pauses } from "../../src/core/ports.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import { manualClock, now } from "./records.ts";

const all: PauseTarget = { kind: "all" };
const winback: PauseTarget = { kind: "journey", journey: "winback" };
const sms: PauseTarget = { kind: "channel", channel: "sms" };
const pause = { since: now, by: "ann", why: "短信 is down" };

/**
 * What every keeper of pause flags keeps to. @param create more of the same store, that each reads
 * for itself
 */
export function pausesContract(create: () => Promise<(clock: Clock) => Pauses>): void {
  const fresh = async () => (await create())(manualClock());

  describe("pausing", () => {
    it("has nothing paused at first", async () => {
      expect(await (await fresh()).read()).toEqual(nothingPaused);
    });

    it("sets one flag after the other, with who and why", async () => {
      const pauses = await fresh();
      expect(await pauses.pause(sms, pause)).toEqual({
        rev: 1,
        journeys: {},
        channels: { sms: pause },
      });
      await pauses.pause(winback, { since: now + 1 });
      const flags = await pauses.pause(all, { since: now + 2, by: "bob" });
      expect(flags).toEqual({
        rev: 3,
        all: { since: now + 2, by: "bob" },
        journeys: { winback: { since: now + 1 } },
        channels: { sms: pause },
      });
      expect(await pauses.read()).toEqual(flags);
    });

    it("keeps the words of what is paused already", async () => {
      const pauses = await fresh();
      for (const what of [all, winback, sms]) {
        const first = await pauses.pause(what, pause);
        expect(await pauses.pause(what, { since: now + 9 })).toEqual(first);
      }
    });

    it("lifts one flag and leaves the others", async () => {
      const pauses = await fresh();
      for (const what of [all, winback, sms]) await pauses.pause(what, pause);
      expect(await pauses.unpause(all, now + 5)).toEqual({
        rev: 4,
        journeys: { winback: pause },
        channels: { sms: pause },
        draining: { email: now + 5, sms: now + 5, push: now + 5 },
      });
      await pauses.unpause(sms, now + 6);
      const left = await pauses.unpause(winback, now + 7);
      expect(left).toEqual({
        ...nothingPaused,
        rev: 6,
        draining: {
          email: now + 5,
          sms: now + 6,
          push: now + 5,
          "email/winback": now + 7,
          "sms/winback": now + 7,
          "push/winback": now + 7,
        },
      });
      expect(await pauses.read()).toEqual(left);
    });

    it("closes a channel that its provider refuses, puts its probe off, and opens it", async () => {
      const pauses = await fresh();
      const closing = { since: now, until: now + 60_000, code: "AccessDeniedException" };
      expect((await pauses.closeGate("email", closing)).gates).toEqual({ email: closing });
      const later = { since: now + 9, until: now + 120_000, code: "AccessDenied" };
      const known = { ...later, since: now };
      expect((await pauses.closeGate("email", later)).gates).toEqual({ email: known });
      // Another function that closes it with an older word changes nothing.
      expect((await pauses.closeGate("email", closing)).gates).toEqual({ email: known });
      expect((await pauses.openGate("sms", now)).gates).toEqual({ email: known });
      const open = await pauses.openGate("email", now + 8);
      expect(open).toEqual({ ...nothingPaused, rev: 3, draining: { email: now + 8 } });
      // It was opened again since: what is held from then on is still to be let go.
      expect(await pauses.gateDrained("email", now)).toEqual(open);
      expect(await pauses.gateDrained("email", now + 8)).toEqual({ ...nothingPaused, rev: 4 });
    });

    it("changes nothing by lifting what is not paused", async () => {
      const pauses = await fresh();
      const before = await pauses.pause(winback, pause);
      const other: PauseTarget = { kind: "journey", journey: "welcome" };
      for (const what of [all, other, sms]) expect(await pauses.unpause(what, now)).toEqual(before);
    });

    it("loses no flag when several people pause at the same moment", async () => {
      const open = await create();
      const people = Array.from({ length: 5 }, () => open(manualClock()));
      await Promise.all(
        people.map((pauses, nth) => {
          return pauses.pause({ kind: "journey", journey: `journey-${nth}` }, pause);
        }),
      );
      const flags = await open(manualClock()).read();
      expect(Object.keys(flags.journeys).toSorted()).toEqual(
        people.map((_, nth) => `journey-${nth}`),
      );
      expect(flags.rev).toBe(5);
    });

    it("is seen everywhere after 30 s, set and lifted", async () => {
      const open = await create();
      const clock = manualClock();
      const elsewhere = open(clock);
      const pauses = open(manualClock());
      await elsewhere.read();
      for (const change of [() => pauses.pause(all, pause), () => pauses.unpause(all, now)]) {
        const flags = await change();
        clock.at += 30 * SECOND;
        expect(await elsewhere.read()).toEqual(flags);
      }
    });
  });
}
