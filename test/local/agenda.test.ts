import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAgenda } from "../../src/local/agenda.ts";

/** Work that is planned, and what it plans in turn once it is done. */
interface Plan {
  readonly delay: number;
  readonly then: readonly Plan[];
}

// Mostly for now or the past, as queues and runs plan.
const delay = fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 5 }));

function plansOf(depth: number): fc.Arbitrary<Plan[]> {
  const then = depth === 0 ? fc.constant([]) : plansOf(depth - 1);
  return fc.array(fc.record({ delay, then }), { maxLength: 4 });
}

describe("the agenda", () => {
  it("does what is due in order of time, and at one instant in order of planning", async () => {
    await fc.assert(
      fc.asyncProperty(plansOf(3), async (roots) => {
        const agenda = createAgenda(100);
        const planned: { at: number; order: number }[] = [];
        const done: { at: number; order: number }[] = [];
        const plan = ({ delay, then }: Plan): void => {
          const at = Math.max(agenda.clock.now() + delay, agenda.clock.now());
          const entry = { at, order: planned.length };
          planned.push(entry);
          agenda.plan(agenda.clock.now() + delay, async () => {
            expect(agenda.clock.now()).toBe(at);
            done.push(entry);
            then.forEach(plan);
          });
        };
        roots.forEach(plan);
        await agenda.advanceTo(103);
        await agenda.advanceTo(1000);
        expect(done).toEqual(planned.toSorted((a, b) => a.at - b.at || a.order - b.order));
        expect(agenda.nextAt()).toBeUndefined();
      }),
    );
  });

  it("says when the next work is due, of now or of later", async () => {
    const agenda = createAgenda(100);
    agenda.plan(200, async () => undefined);
    expect(agenda.nextAt()).toBe(200);
    agenda.plan(50, async () => undefined);
    expect(agenda.nextAt()).toBe(100);
    await agenda.advanceTo(150);
    expect(agenda.nextAt()).toBe(200);
  });

  it("leaves out what was cancelled", async () => {
    const agenda = createAgenda(0);
    const done: string[] = [];
    const now = agenda.plan(0, async () => void done.push("now"));
    const later = agenda.plan(5, async () => void done.push("later"));
    agenda.plan(5, async () => void done.push("kept"));
    agenda.cancel(now);
    agenda.cancel(later);
    await agenda.advanceTo(10);
    expect(done).toEqual(["kept"]);
  });
});
