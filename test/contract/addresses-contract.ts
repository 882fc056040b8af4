import { describe, expect, it } from "vitest";
import type { AddressMarks, AddressName } from "../../src/core/customers/address-marks.ts";
import type { Addresses } from "../../src/core/ports.ts";
import { now } from "./records.ts";

const ann: AddressName = { channel: "email", normal: "ann@example.com" };

const full: AddressMarks = {
  whole: { bounced: now, complained: now + 1 },
  optOuts: { care: now, "win-back.2": now + 2, "*": now + 1 },
  grants: { care: now + 3 },
  spared: { orders: now - 1 },
  allowed: { at: now + 4, reason: "she wrote to us / 她来信" },
  softBounces: [now - 2, now - 1],
  autoReplies: [now - 2],
  deliveries: [now - 3],
  returned: [now - 3],
};

/** What every keeper of marks of addresses keeps to. @param create a new and empty one */
export function addressesContract(create: () => Promise<Addresses>): void {
  describe("marks of an address", () => {
    it("knows nothing of any at first", async () => {
      expect(await (await create()).marksOf(ann)).toEqual({});
    });

    it("gives back all that was noted, and answers it at once", async () => {
      const addresses = await create();
      expect(await addresses.note(ann, full)).toEqual(full);
      expect(await addresses.marksOf(ann)).toEqual(full);
    });

    it("adds news to what is known, the later time of each", async () => {
      const addresses = await create();
      await addresses.note(ann, { whole: { bounced: now } });
      await addresses.note(ann, { optOuts: { care: now + 9 } });
      const known = await addresses.note(ann, { whole: { bounced: now - 9 } });
      expect(known).toEqual({ whole: { bounced: now }, optOuts: { care: now + 9 } });
      expect(await addresses.marksOf(ann)).toEqual(known);
    });

    it("is the same after news that comes again", async () => {
      const addresses = await create();
      for (let times = 0; times < 3; times++) await addresses.note(ann, full);
      expect(await addresses.marksOf(ann)).toEqual(full);
    });

    it("tells channels and addresses apart", async () => {
      const addresses = await create();
      await addresses.note(ann, full);
      for (const other of [
        { channel: "sms", normal: "ann@example.com" },
        { channel: "email", normal: "bob@example.com" },
        { channel: "email", normal: "" },
      ] as const) {
        expect(await addresses.marksOf(other)).toEqual({});
      }
    });

    it("loses nothing of what several note at one time", async () => {
      const addresses = await create();
      const purposes = Array.from({ length: 6 }, (_, n) => `purpose-${n}`);
      await Promise.all(
        purposes.map((purpose, n) => addresses.note(ann, { optOuts: { [purpose]: now + n } })),
      );
      const { optOuts = {} } = await addresses.marksOf(ann);
      expect(Object.keys(optOuts).toSorted()).toEqual(purposes);
    });
  });
}
