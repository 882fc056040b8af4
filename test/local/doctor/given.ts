import { expect } from "vitest";
import { type NeedName, type Needs, needNames } from "../../../bin/doctor/estimate-need.ts";
import type { Finding } from "../../../bin/doctor/finding.ts";
import type { Reading } from "../../../bin/doctor/reading.ts";

export const unread: Reading<never> = { kind: "unknown", why: "AWS does not let you do this" };

export function read<Value>(value: Value): Reading<Value> {
  return { kind: "read", value };
}

/** Needs of nothing but these. */
export function needs(some: Partial<Record<NeedName, number>>): Needs {
  const entries = needNames.map((name) => [name, { value: some[name] ?? 0, how: `how ${name}` }]);
  return Object.fromEntries(entries) as Needs;
}

/** The one finding on a topic. */
export function about(topic: string, findings: readonly Finding[]): Finding {
  const found = findings.filter((one) => one.topic === topic);
  expect(found.map((one) => one.topic)).toEqual([topic]);
  return found[0]!;
}

/** The verdict on a topic, and what was found. */
export function verdictOn(topic: string, findings: readonly Finding[]): string {
  const { verdict, found } = about(topic, findings);
  return `${verdict}: ${found}`;
}
