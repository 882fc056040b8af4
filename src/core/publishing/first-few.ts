import { reason } from "../reasons/reason.ts";
import { type Finding, isBlocking, problemOf } from "./problem.ts";

/** More than a person mends in one go, and few enough to read; 2,000 tags may each have a slip. */
const most = 20;

/** The first findings of a file, and how many more there are. An error is never only counted as advice. */
export function firstFew(findings: readonly Finding[]): Finding[] {
  if (findings.length <= most) return [...findings];
  const rest = findings.slice(most);
  const severity = rest.some(isBlocking) ? "error" : "advice";
  const more = problemOf(severity, "", reason("more-problems", { count: rest.length }));
  return [...findings.slice(0, most), more];
}
