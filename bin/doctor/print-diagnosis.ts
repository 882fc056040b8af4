import { HOUR } from "../../src/core/time/instant.ts";
import { formatTable } from "../../src/local/report/format-table.ts";
import { write } from "./estimate-need.ts";
import type { Diagnosis } from "./examine-stage.ts";
import { type Finding, type Verdict, verdicts } from "./finding.ts";

const words: Readonly<Record<Verdict, readonly [one: string, more: string]>> = {
  problem: ["problem", "problems"],
  warning: ["warning", "warnings"],
  unknown: ["unknown", "unknown"],
  ok: ["ok", "ok"],
};

/** Beyond this a cell makes the table unreadable; the whole text stands below it. */
const widest = 72;

/** A table by topic, problems first; then of each that is not well what it does and what mends it. */
export function printDiagnosis({ audience, findings }: Diagnosis, place: string): string[] {
  const rows = findings.map(({ verdict, topic, found }) => [verdict, topic, shorten(found)]);
  const amiss = findings.filter(({ verdict }) => verdict !== "ok");
  const expected =
    audience === undefined
      ? "No audience: add --customers to judge quotas."
      : `Audience: ${write(audience.customers)} ${audience.customers === 1 ? "customer" : "customers"} within ${write(audience.overMs / HOUR)} h. ` +
        "Needs are the most they can come to: a message counts for every channel it may take.";
  return [
    place,
    expected,
    "",
    ...formatTable(["Verdict", "Topic", "Found"], rows),
    ...amiss.flatMap(tell),
    "",
    summarize(findings),
  ];
}

function tell({ verdict, topic, found, wanted, why, mend }: Finding): string[] {
  return [
    "",
    `${verdict}: ${topic}`,
    `  found   ${found}`,
    `  wanted  ${wanted}`,
    `  why     ${why}`,
    `  mend    ${mend}`,
  ];
}

function shorten(text: string): string {
  if (text.length <= widest) return text;
  return `${text.slice(0, widest - 1).toWellFormed()}…`;
}

/** "2 problems, 1 warning, 30 ok". */
function summarize(findings: readonly Finding[]): string {
  return verdicts
    .map((verdict) => ({
      verdict,
      count: findings.filter((one) => one.verdict === verdict).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${words[verdict][count === 1 ? 0 : 1]}`)
    .join(", ");
}
