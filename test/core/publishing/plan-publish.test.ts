import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import {
  journeyPath,
  journeyText,
  plan,
  publish,
  saved,
  templatePath,
  templatePaths,
  told,
  verdictOf,
} from "./plan-shop.ts";
import {
  coupon,
  goodJourney,
  goodSettings,
  send,
  shopFiles,
  withJourney,
  withSettings,
} from "./shop-files.ts";

describe("planPublish", () => {
  it("makes a whole set live as version 1 of rev 1", () => {
    const { next, verdicts } = plan(saved(shopFiles()));
    expect(next?.rev).toBe(1);
    expect(next?.journeys).toMatchObject([{ version: 1, live: true }]);
    expect(verdicts.map(({ path, verdict }) => `${path} ${verdict}`)).toEqual([
      "settings.json live",
      "segments/no-order.json live",
      `${templatePath} live`,
      `${journeyPath} live`,
    ]);
  });

  it("changes nothing when the same is saved again, spaces aside", () => {
    const live = publish(saved(shopFiles()));
    const again = plan(saved(shopFiles({ [journeyPath]: JSON.stringify(goodJourney) })), live);
    expect(again.next).toBeUndefined();
    expect(verdictOf(again, journeyPath)).toMatchObject({ verdict: "unchanged", version: 1 });
  });

  it("doesn't mind in which order a catalog lists what is live", () => {
    const files = shopFiles({ "segments/a.json": { name: "a", when: { tag: "x" } } });
    const live = publish(saved(files));
    const shuffled = { ...live, segments: live.segments.toReversed() };
    expect(plan(saved(files), shuffled).next).toBeUndefined();
  });

  it("gives a changed journey the next version and keeps the one that customers are in", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(withJourney({ priority: 3 })), live);
    expect(result.next?.rev).toBe(2);
    expect(result.next?.journeys.map(({ version, live }) => [version, live])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(told(verdictOf(result, journeyPath))).toEqual([
      "live",
      "Version 2 is live. Customers who entered version 1 finish it as it was.",
    ]);
  });

  it("keeps the rules of a version until its journey is changed", () => {
    const first = publish(saved(shopFiles()));
    expect(rulesOf(first)).toEqual([2]);
    const live = { ...first, journeys: first.journeys.map((one) => ({ ...one, rules: 1 })) };
    expect(plan(saved(shopFiles()), live).next).toBeUndefined();
    const others = plan(saved(withSettings({ holdout: "3%" })), live).next;
    expect(others && rulesOf(others)).toEqual([1]);
    const changed = plan(saved(withJourney({ description: "Now by the new rules." })), live).next;
    expect(changed && rulesOf(changed)).toEqual([1, 2]);
  });

  it("keeps the newest 20 older versions", () => {
    const states = Array.from({ length: 25 }, (_, priority) => saved(withJourney({ priority })));
    const versions = publish(...states).journeys.map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 21 }, (_, index) => index + 5));
  });

  it("lets go of drafts, which nobody is in", () => {
    const set = publish(
      saved(withJourney({ status: "draft" })),
      saved(withJourney({ status: "draft", priority: 1 })),
      saved(shopFiles()),
      saved(withJourney({ status: "ended" })),
      saved(withJourney({ priority: 2 })),
    );
    expect(set.journeys.map(({ version, journey }) => [version, journey.status])).toEqual([
      [3, "live"],
      [5, "live"],
    ]);
  });

  it("keeps the last good version of a file that is bad now, and says why", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(withJourney({ purpose: "winbck" })), live);
    expect(result.next).toBeUndefined();
    expect(told(verdictOf(result, journeyPath))).toEqual([
      "refused",
      "Refused: one problem. Version 1 stays live.",
      'journeys/winback.json · purpose: no purpose "winbck" in settings.json; did you mean "winback"?',
    ]);
    const broken = plan(saved(shopFiles({ [journeyPath]: "{" })), live);
    expect(broken.next).toBeUndefined();
    expect(verdictOf(broken, journeyPath)).toMatchObject({ verdict: "refused", version: 1 });
  });

  it("keeps the last good text of a template while its new one is broken", () => {
    const live = publish(saved(shopFiles()));
    const changes = { "templates/winback-offer/email.html": "{{ customer.nickname }}" };
    const half = plan(saved(shopFiles(changes)), live);
    expect(half.next).toBeUndefined();
    expect(told(verdictOf(half, templatePath))).toEqual([
      "refused",
      "Refused: one problem. The last good one stays live.",
      'templates/winback-offer/email.html · line 1, column 4: "customer.nickname" is not among the variables of template.json; declare it there',
    ]);
    const header = {
      variables: {
        "customer.firstName": { default: "x" },
        "customer.nickname": {},
        "offer.code": {},
      },
    };
    const whole = plan(saved(shopFiles({ ...changes, [templatePath]: header })), live);
    expect(whole.next?.templates[0]?.parts["email.html"]).toBe("{{ customer.nickname }}");
    expect(whole.next?.journeys).toEqual(live.journeys);
  });

  it("waits for what a file names, and goes live when it comes", () => {
    const waiting = plan(saved(shopFiles(), ...templatePaths));
    expect(waiting.next?.journeys).toEqual([]);
    expect(told(verdictOf(waiting, journeyPath))).toEqual([
      "waiting",
      "Waiting for templates/winback-offer; checked again with every save. Nothing is live under this name yet.",
      'journeys/winback.json · steps[2].template: no template "winback-offer"; waiting for templates/winback-offer',
    ]);
    const whole = plan(saved(shopFiles()), waiting.next);
    expect(verdictOf(whole, journeyPath)).toMatchObject({ verdict: "live", version: 1 });
  });

  it("says that a file it names is not good yet", () => {
    const files = saved(shopFiles({ "templates/winback-offer/sms.txt": "{{" }));
    expect(told(verdictOf(plan(files), journeyPath))).toContain(
      'journeys/winback.json · steps[2].template: template "winback-offer" is not good yet; see templates/winback-offer',
    );
  });

  it("makes nothing live before there are settings", () => {
    const result = plan(saved(shopFiles({ "settings.json": undefined })));
    expect(result.next).toBeUndefined();
    expect(result.verdicts.map(({ verdict }) => verdict)).toEqual([
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect(verdictOf(result, "segments/no-order.json").text).toBe(
      "Waiting for settings.json; checked again with every save. Nothing is live under this name yet.",
    );
  });

  it("refuses settings that would break a live journey", () => {
    const live = publish(saved(shopFiles()));
    const { purposes: _, ...others } = goodSettings;
    const purposes = { care: {}, "order-update": { transactional: true } };
    const files = withSettings({ ...others, purposes, caps: [] });
    const result = plan(saved(files), live);
    expect(result.next).toBeUndefined();
    expect(told(verdictOf(result, "settings.json"))).toEqual([
      "refused",
      "Refused: one problem. The last good one stays live.",
      'settings.json: would break journeys/winback.json · purpose: no purpose "winback" in settings.json; known: care, order-update',
    ]);
    expect(verdictOf(result, journeyPath).verdict).toBe("unchanged");
  });

  it("takes settings and the journey that they would break, when it changes with them", () => {
    const live = publish(saved(shopFiles()));
    const purposes = { wakeup: {} };
    const settings = { ...goodSettings, purposes, caps: [] };
    const files = shopFiles({ "settings.json": settings, ...journeyText({ purpose: "wakeup" }) });
    expect(plan(saved(files), live).next?.journeys).toMatchObject([
      { version: 1, live: false },
      { version: 2, live: true, journey: { purpose: "wakeup" } },
    ]);
  });

  it("keeps a calendar that the live version reads, and says so once", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(withSettings({ calendars: {} })), live);
    expect(verdictOf(result, "settings.json").problems.map(describeProblem)).toEqual([
      'settings.json: would break journeys/winback.json · sendWindow.calendar: no calendar "cn" in settings.json',
    ]);
  });

  it("keeps a calendar that an older version still reads", () => {
    const sendWindow = { days: "workdays", between: ["10:00-12:00"] };
    const live = publish(saved(shopFiles()), saved(withJourney({ sendWindow })));
    const files = shopFiles({
      "settings.json": { ...goodSettings, calendars: {} },
      ...journeyText({ sendWindow }),
    });
    expect(told(verdictOf(plan(saved(files), live), "settings.json"))).toContain(
      'settings.json: would break journeys/winback.json, version 1 · sendWindow.calendar: no calendar "cn" in settings.json',
    );
  });

  it("refuses a template that would break a live journey, not the journey", () => {
    const live = publish(saved(shopFiles()));
    const result = plan(saved(shopFiles(), "templates/winback-offer/sms.txt"), live);
    expect(result.next).toBeUndefined();
    expect(told(verdictOf(result, templatePath))).toEqual([
      "refused",
      "Refused: one problem. The last good one stays live.",
      `${templatePath}: would break journeys/winback.json · steps[2].channels[1]: template "winback-offer" has no sms.txt; waiting for templates/winback-offer/sms.txt`,
    ]);
  });

  it("lets a good journey in while the template it names stays at its last good text", () => {
    const live = publish(saved(shopFiles()));
    const files = saved(
      shopFiles(journeyText({ priority: 9 })),
      "templates/winback-offer/sms.txt",
    ).map((file) =>
      file.path === "templates/winback-offer/email.html"
        ? { ...file, text: "{{ shop.nme }}" }
        : file,
    );
    const result = plan(files, live);
    expect(verdictOf(result, templatePath).verdict).toBe("refused");
    expect(verdictOf(result, journeyPath)).toMatchObject({ verdict: "live", version: 2 });
  });

  it("turns down both of two new segments that lead to each other", () => {
    const files = shopFiles({
      "segments/a.json": { name: "a", when: { segment: "b" } },
      "segments/b.json": { name: "b", when: { segment: "a" } },
    });
    const { next } = plan(saved(files));
    expect(next?.segments.map(({ name }) => name)).toEqual(["no-order"]);
    expect(next?.journeys).toHaveLength(1);
  });

  it("doesn't hold what was wrong before against a change that has no part in it", () => {
    const live = publish(saved(shopFiles()));
    const stricter = { ...live, templates: [] };
    const files = withSettings({ locale: "fr" });
    const onlySettings = saved(files).filter(({ path }) => path === "settings.json");
    expect(plan(onlySettings, stricter).next?.settings.locale).toBe("fr");
  });

  it("gives a set that compiles, whatever was refused on the way", () => {
    const set = publish(
      saved(shopFiles()),
      saved(withJourney({ steps: [coupon, { ...send, template: "gone" }] })),
      saved(withJourney({ entry: { on: "customer.dormant" } })),
      saved(withJourney({ entry: { on: "customer.dormant" } }), "segments/no-order.json"),
    );
    expect(compileDefinitions(set).live.get("winback")?.version).toBe(2);
    expect(compileDefinitions(set).journey("winback", 1)).toBeDefined();
  });
});

/** The rules of each version, oldest first, as the engine plays it. */
function rulesOf(set: DefinitionSet): (number | undefined)[] {
  const definitions = compileDefinitions(set);
  return set.journeys.map(({ journey, version }) => {
    return definitions.journey(journey.name, version)?.rules;
  });
}
