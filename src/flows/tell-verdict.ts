import { hashId } from "../core/hash.ts";
import type { Ports } from "../core/ports.ts";
import { describeProblem } from "../core/publishing/problem.ts";
import type { Verdict } from "../core/publishing/verdict.ts";
import type { Instant } from "../core/time/instant.ts";
import type { EmittedEvent } from "../core/turns/effect.ts";

/** An EventBridge entry holds 1 MB; the report beside the file has them all. */
const mostProblems = 20;

/** What became of a file, as a notice for others: it concerns no customer. */
export async function tellVerdict(
  { path, verdict, version, text, problems }: Verdict,
  { bus, clock }: Pick<Ports, "bus" | "clock">,
): Promise<void> {
  const at: Instant = clock.now();
  const properties = {
    file: path,
    verdict,
    ...(version === undefined ? {} : { version }),
    text,
    problems: problems.slice(0, mostProblems).map(describeProblem),
  };
  const told: EmittedEvent = {
    id: hashId(path, verdict, at),
    type: `definition.${verdict}`,
    customer: "",
    at,
    properties,
    notice: true,
  };
  await bus.emit(told);
}
