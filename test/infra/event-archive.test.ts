import { expect, test } from "vitest";
import { referenced, resourcesOf, synthStage } from "./synth.ts";

const kept = synthStage();
const archives = [...resourcesOf(kept.template, "AWS::Events::Archive").values()];

test("the archive keeps for 30 days what the intake rule takes, and nothing else", () => {
  expect(archives).toHaveLength(1);
  const archive = archives[0]!.Properties;
  expect(archive.RetentionDays).toBe(30);
  const bus = referenced(archive.SourceArn);
  const rules = [...resourcesOf(kept.template, "AWS::Events::Rule").values()];
  const onTheBus = rules.filter(({ Properties }) => {
    return Properties.EventBusName !== undefined && referenced(Properties.EventBusName) === bus;
  });
  expect(onTheBus.map(({ Properties }) => Properties.EventPattern)).toEqual([archive.EventPattern]);
});

test("a stage that wants no archive has none, and tells none", () => {
  const { template } = synthStage({ archiveDays: "0" });
  expect(resourcesOf(template, "AWS::Events::Archive").size).toBe(0);
  expect(template.findOutputs("ArchiveArn")).toEqual({});
  expect(kept.template.findOutputs("ArchiveArn")).not.toEqual({});
});
