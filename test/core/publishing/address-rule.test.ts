import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { planPublish } from "../../../src/core/publishing/plan-publish.ts";
import { at, settings } from "../given.ts";

const now = at("01-05");
const file = (change: object = {}) => {
  const { zone: _, ...written } = settings();
  return { path: "settings.json", text: JSON.stringify({ ...written, ...change }), sequence: "1" };
};
const kept = (change: object = {}): DefinitionSet => ({
  rev: 1,
  settings: settings(change),
  journeys: [],
  segments: [],
  templates: [],
});

describe("what addresses of an event do", () => {
  it.each<[stage: string, live: DefinitionSet | undefined, written: object, rule: string]>([
    ["that is new", undefined, {}, "replace"],
    ["that is new and says add", undefined, { addresses: "add" }, "add"],
    ["that comes from 0.2.0 and changes", kept(), { locale: "de" }, "add"],
    ["that comes from 0.2.0 and says replace", kept(), { addresses: "replace" }, "replace"],
    ["that replaces", kept({ addresses: "replace" }), {}, "replace"],
    ["that adds", kept({ addresses: "add" }), {}, "add"],
  ])("on a stage %s stands in what is published", (_, live, written, rule) => {
    const plan = planPublish({ files: [file(written)], live, now });
    const { settings: published } = plan.next ?? live ?? kept();
    expect(published.addresses).toBe(rule);
    expect(plan.verdicts[0]?.text).toContain(`"addresses": "${rule}"`);
    // Once published it never flips, whatever the file leaves open.
    const { addresses: said, ...silent } = written as { addresses?: string };
    const again = planPublish({ files: [file(silent)], live: plan.next ?? live, now });
    expect([again.next, said]).toEqual([undefined, said]);
  });

  it("stays as it is on a stage of 0.2.0 whose file is saved again", () => {
    const { next, verdicts } = planPublish({ files: [file()], live: kept(), now });
    expect(next).toBeUndefined();
    expect(verdicts[0]).toMatchObject({ verdict: "unchanged" });
    expect(verdicts[0]?.text).toContain('"addresses": "add"');
  });

  it("is to add where a set of 0.2.0 is live and nothing was published since", () => {
    expect(compileDefinitions(kept()).settings.addresses).toBe("add");
  });

  it("is to replace where files are played without a stage", () => {
    const files = new Map([["settings.json", file().text]]);
    expect(checkFiles(files, { now }).set?.settings.addresses).toBe("replace");
    expect(checkFiles(files, { now, live: kept() }).set?.settings).not.toHaveProperty("addresses");
  });
});
