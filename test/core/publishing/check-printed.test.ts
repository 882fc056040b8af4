import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { type Files, now, shopFiles, withSettings } from "./shop-files.ts";

const folder = "templates/winback-offer";

/** What is said of the template's parts. */
function check(files: Files): string[] {
  return checkFiles(files, { now })
    .problems.map(describeProblem)
    .filter((line) => line.startsWith(folder))
    .map((line) => line.slice(folder.length + 1));
}

const withPart = (file: string, text: string | object) =>
  check(
    shopFiles({ [`${folder}/${file}`]: typeof text === "string" ? text : JSON.stringify(text) }),
  );

describe("an SMS that AWS would refuse", () => {
  it("is refused, as the examples make it", () => {
    expect(withPart("sms.txt", "x".repeat(1531))).toEqual([
      "sms.txt: the SMS takes 11 parts; at most 10 go out",
    ]);
    expect(withPart("sms.txt", "字".repeat(631))).toEqual([
      "sms.txt: the SMS has 631 characters, some of them outside GSM-7; at most 630 such go out",
    ]);
    // The example of the name is two characters long.
    expect(withPart("sms.txt", `{{ customer.firstName }}${"字".repeat(628)}`)).toHaveLength(2);
    expect(withPart("sms.txt", `{{ customer.firstName }}${"字".repeat(629)}`)).toEqual([
      "sms.txt: the SMS has 631 characters, some of them outside GSM-7; at most 630 such go out",
    ]);
  });

  it("only with its way out is advice, since an order update has none", () => {
    expect(withPart("sms.txt", "字".repeat(630))).toEqual([
      "sms.txt (advice): about 637 UCS-2 characters are 10 parts; 70 fit one",
      "sms.txt (advice): the SMS has 637 characters, some of them outside GSM-7; at most 630 such go out",
    ]);
  });
});

describe("a push message that a platform would refuse", () => {
  it("is refused for its size", () => {
    expect(withPart("push.json", { title: "Hi", body: "字".repeat(1000) })).toEqual([]);
    expect(withPart("push.json", { title: "Hi", body: "字".repeat(1350) })).toEqual([
      "push.json: the push message has 4169 bytes; the platforms take at most 4096",
    ]);
  });

  it("is refused for a key, at its place", () => {
    const taken = { title: "Hi", body: "x", aps: "1", "google.x": "2", link: "3" };
    expect(withPart("push.json", taken)).toEqual([
      'push.json · aps: "aps" is reserved by the platforms; choose another key',
      'push.json · ["google.x"]: "google.x" is reserved by the platforms; choose another key',
    ]);
  });
});

describe("advice on a mail", () => {
  const html = (text: string) => withPart("email.html", text);
  const page = (body: string) => `<html lang="en"><body>${body}</body></html>`;

  it("comes above 100 KB", () => {
    expect(html(page("x".repeat(102_000)))).toEqual([]);
    expect(html(page("字".repeat(34_200)))).toEqual([
      "email.html (advice): about 101 KB; Gmail cuts a mail after 100 KB",
    ]);
  });

  it("comes without a language, which is the file's own or the shop's", () => {
    expect(html("<p>Hi</p>")).toEqual([
      'email.html (advice): no lang: a screen reader does not know how to read it; write <html lang="zh-CN">',
    ]);
    expect(withPart("email.fr.html", "<p>Salut</p>")).toContain(
      'email.fr.html (advice): no lang: a screen reader does not know how to read it; write <html lang="fr">',
    );
    expect(html("<!-- <html lang='en'> --><p>Hi</p>")).toHaveLength(1);
    expect(html('<table class="x" lang="en"></table>')).toEqual([]);
    expect(html("no element at all")).toEqual([]);
  });

  it("comes with images that say nothing to who sees none", () => {
    expect(html(page('<img src="a.png"><IMG src="b.png" alt=""><img data-altitude="1"/>'))).toEqual(
      [
        'email.html (advice): 2 images without alt: who sees no images reads nothing; write alt, or alt="" for a mere decoration',
      ],
    );
  });

  it("comes with a way out that stands in a comment", () => {
    const comment = "<!--[if mso]><a href='{{ unsubscribeUrl }}'>out</a><![endif]-->";
    expect(html(page(comment))).toEqual([
      "email.html (advice): unsubscribeUrl stands in a comment only, where nobody sees it: a link is added at the end",
    ]);
    expect(html(page(`${comment}<a href="{{ unsubscribeUrl }}">out</a>`))).toEqual([]);
  });

  it("comes where there is HTML alone", () => {
    const files = new Map(withSettings({}));
    files.delete(`${folder}/email.txt`);
    expect(check(files)).toEqual([
      "email.html (advice): no email.txt: a mail with HTML alone is taken for spam more often",
    ]);
  });
});
