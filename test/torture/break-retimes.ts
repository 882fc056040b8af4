import { changeEach, inside } from "./breaks.ts";
import type { Doubles } from "./world.ts";

/** Intake writes what an event says, and leaves the times of waits as they were. */
export const leavesWaits: Doubles = {
  ports: (ports) => ({
    ...ports,
    customers: {
      ...ports.customers,
      commit(before, after) {
        if (!inside("intake")) return ports.customers.commit(before, after);
        const enrollments = changeEach(after, ({ id, turn, wait }) => {
          const old = before.enrollments[id];
          const stands = old?.wait !== undefined && wait !== undefined && old.turn === turn;
          return stands && wait.matched === undefined ? { wait: old.wait } : {};
        });
        return ports.customers.commit(before, { ...after, enrollments });
      },
    },
  }),
};
