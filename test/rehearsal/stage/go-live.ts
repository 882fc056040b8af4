import { MINUTE } from "../../../src/core/time/instant.ts";
import type { Stage } from "./stage.ts";

/** Functions keep the definitions for 30 s: a minute later none holds older ones. */
const kept = MINUTE;

/**
 * Publishes files that belong together and waits until every function goes by them.
 * @throws Error with the reports when one of them is not live
 */
export async function goLive(
  { files, clock }: Pick<Stage, "files" | "clock">,
  contents: Readonly<Record<string, string | object>>,
): Promise<void> {
  const reports = await files.publishSet(contents);
  const others = reports.filter(({ verdict }) => verdict !== "live");
  if (others.length > 0) throw new Error(others.map(({ text }) => text).join("\n"));
  await clock.advance(kept);
}

/** The files of a template that says nothing but its subject. */
export function plainMail(name: string, subject: string): Record<string, string | object> {
  return {
    [`templates/${name}/template.json`]: {},
    [`templates/${name}/subject.txt`]: subject,
    [`templates/${name}/email.txt`]: subject,
  };
}
