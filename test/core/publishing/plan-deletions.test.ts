import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import {
  journeyPath,
  plan,
  publish,
  saved,
  templatePath,
  templatePaths,
  told,
  verdictOf,
} from "./plan-shop.ts";
import { shopFiles } from "./shop-files.ts";

describe("a deletion", () => {
  it("refuses to delete what is in use, and says by whom", () => {
    const live = publish(saved(shopFiles()));
    const template = plan(saved(shopFiles(), ...templatePaths), live);
    expect(template.next).toBeUndefined();
    expect(told(verdictOf(template, templatePath))).toEqual([
      "refused",
      "Not deleted: it is in use. The last good one stays live.",
      `${templatePath}: is used by journeys/winback.json · steps[2].template`,
    ]);
    const segment = plan(saved(shopFiles(), "segments/no-order.json"), live);
    expect(told(verdictOf(segment, "segments/no-order.json"))).toContain(
      "segments/no-order.json: is used by journeys/winback.json · entry.if.segment",
    );
    const settings = plan(saved(shopFiles(), "settings.json"), live);
    expect(told(verdictOf(settings, "settings.json"))).toContain(
      "settings.json: every journey needs it; it can be changed, not deleted",
    );
  });

  it("ends a deleted journey: nobody enters, who is in finishes with what it needs", () => {
    const live = publish(saved(shopFiles()));
    const { next, verdicts } = plan(
      saved(shopFiles(), journeyPath, "segments/no-order.json", ...templatePaths),
      live,
    );
    expect(next?.journeys).toMatchObject([{ version: 1, live: false }]);
    expect(next?.templates).toEqual(live.templates);
    expect(next?.segments).toEqual(live.segments);
    expect(verdicts.map(told)).toEqual([
      ["unchanged", expect.stringMatching(/^Live: these settings hold from now on/)],
      ["deleted", "Deleted; kept for customers who are in an older version of a journey."],
      ["deleted", "Deleted; kept for customers who are in an older version of a journey."],
      [
        "deleted",
        "Deleted: nobody enters any more. Customers who entered version 1 finish it as it was.",
      ],
    ]);
    const compiled = next && compileDefinitions(next);
    expect(compiled?.live.size).toBe(0);
    expect(compiled?.journey("winback", 1)?.name).toBe("winback");
  });

  it("takes a deleted journey up again with the next version", () => {
    const set = publish(saved(shopFiles()), saved(shopFiles(), journeyPath), saved(shopFiles()));
    expect(set.journeys.map(({ version, live }) => [version, live])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it("deletes what nobody uses", () => {
    const files = shopFiles({ "segments/vip.json": { name: "vip", when: { tag: "vip" } } });
    const live = publish(saved(files));
    const result = plan(saved(files, "segments/vip.json"), live);
    expect(result.next?.segments.map(({ name }) => name)).toEqual(["no-order"]);
    expect(told(verdictOf(result, "segments/vip.json"))).toEqual(["deleted", "Deleted."]);
  });

  it("refuses a file at a path that nothing is published from, until it is deleted", () => {
    const path = "journey/winback.json";
    expect(told(verdictOf(plan(saved(shopFiles({ [path]: {} }))), path))).toEqual([
      "refused",
      "Refused: nothing is published from here.",
      `${path}: nothing is published from here; did you mean "journeys/winback.json"?`,
    ]);
    expect(told(verdictOf(plan(saved(shopFiles(), path)), path))).toEqual(["deleted", "Deleted."]);
  });
});
