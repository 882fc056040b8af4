import { describe, expect, it } from "vitest";
import { readFilePath } from "../../../src/core/publishing/file-path.ts";

describe("readFilePath", () => {
  it.each([
    ["settings.json", { kind: "settings" }],
    ["journeys/winback.json", { kind: "journey", name: "winback" }],
    ["segments/no-order.json", { kind: "segment", name: "no-order" }],
    ["templates/x/template.json", { kind: "template", name: "x", file: "template.json" }],
    ["templates/x/email.zh-CN.html", { kind: "template", name: "x", file: "email.zh-CN.html" }],
    ["templates/x/push.fr.json", { kind: "template", name: "x", file: "push.fr.json" }],
    ["journeys/winback.report.json", { kind: "ignored" }],
    ["templates/x/template.report.json", { kind: "ignored" }],
    ["schemas/journey.schema.json", { kind: "ignored" }],
    ["README.md", { kind: "ignored" }],
    ["journeys/.winback.json.swp", { kind: "ignored" }],
  ])("knows %s", (path, expected) => {
    expect(readFilePath(path)).toEqual(expected);
  });

  it.each([
    ["journey/winback.json", "journeys/winback.json"],
    ["journeys/winback.yaml", "journeys/winback.json"],
    ["journeys/winback.JSON", "journeys/winback.json"],
    ["journeys/My Winback!.json", "journeys/my-winback.json"],
    ["journeys/2026/winback.json", "journeys/winback.json"],
    ["Segments/vip.json", "segments/vip.json"],
    ["templates/x/emial.html", "templates/x/email.html"],
    ["templates/x/email.mjml", "templates/x/email.html"],
    ["templates/x.html", "templates/x/email.html"],
    ["templates/x/subject.markdown.txt", "templates/x/subject.txt"],
    ["setting.json", "settings.json"],
  ])("refuses %s and means %s", (path, nearest) => {
    expect(readFilePath(path)).toMatchObject({ kind: "unknown", nearest });
  });

  it.each(["journeys/constructor.json", "winback.json", "attributes/x/rfm.json", ""])(
    "refuses %j",
    (path) => {
      expect(readFilePath(path)).toMatchObject({ kind: "unknown" });
    },
  );
});
