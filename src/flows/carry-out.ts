import type { Owed } from "../core/events/outcome.ts";
import type { Ports } from "../core/ports.ts";

/**
 * Carries out what a customer item owes the outside. Doing it twice does no harm: a start has a
 * name, a wake is judged by the item.
 */
export async function carryOut(
  owed: readonly Owed[],
  { runs, wakes }: Pick<Ports, "runs" | "wakes">,
): Promise<void> {
  for (const debt of owed) {
    switch (debt.kind) {
      case "start": {
        const { enrollment, generation, turn } = debt;
        await runs.start({ enrollment, generation, turn });
        break;
      }
      case "wake":
        await wakes.send({ enrollment: debt.enrollment, turn: debt.turn }, 0);
        break;
    }
  }
}
