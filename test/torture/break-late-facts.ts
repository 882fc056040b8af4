import type { Doubles } from "./world.ts";

/** Runs that an event ends in this way go on as if it had not come. */
function goOnAfter(endings: readonly string[]): Doubles {
  return {
    ports: (ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        commit(before, after) {
          const changed = Object.entries(after.enrollments).map(([id, one]) => {
            const old = before.enrollments[id];
            const isNew = old !== undefined && old.ending !== one.ending;
            return [id, isNew && endings.includes(one.ending ?? "") ? old : one];
          });
          return ports.customers.commit(before, {
            ...after,
            enrollments: Object.fromEntries(changed),
          });
        },
      },
    }),
  };
}

/** A late fact leaves the run under way that it shows to be wrong. */
export const overlooksLateFacts = goOnAfter(["late-fact"]);

/** A run by a date goes on though the date has moved. */
export const overlooksMovedDates = goOnAfter(["date-moved"]);
