import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  choosePageLanguage,
  renderOptOutPage,
  styleHash,
} from "../../../src/core/messages/opt-out-page.ts";

describe("the opt-out page", () => {
  it("asks by a form that posts to its own address", () => {
    const page = renderOptOutPage("ask", "en");
    expect(page).toContain('<form method="post"><button>Unsubscribe</button></form>');
    expect(page).not.toContain("action=");
  });

  it.each(["done", "bad-link"] as const)("has no form when it says %s", (moment) => {
    expect(renderOptOutPage(moment, "en")).not.toContain("<form");
    expect(renderOptOutPage(moment, "zh")).not.toContain("<form");
  });

  it("states the hash of its style, so that nothing else may be loaded", () => {
    const style = /<style>(.*)<\/style>/.exec(renderOptOutPage("ask", "zh"))?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(styleHash).toBe(`sha256-${hash}`);
  });

  it("is marked with its language", () => {
    expect(renderOptOutPage("ask", "zh")).toContain('<html lang="zh-CN">');
    expect(renderOptOutPage("ask", "zh")).toContain("退订");
  });

  it.each([
    [undefined, "en"],
    ["", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["en-GB,en;q=0.9,zh;q=0.8", "en"],
    ["en;q=0.5, zh-Hant-TW;q=0.7", "zh"],
    ["fr-FR,fr;q=0.9", "en"],
    ["fr,zh;q=0.3", "zh"],
    ["zhx", "en"],
    ["zh;q=nonsense", "en"],
  ])("Accept-Language %s is answered in %s", (header, language) => {
    expect(choosePageLanguage(header)).toBe(language);
  });
});
