import { expect, test } from "vitest";
import { byMail, type ExamplePlay, playExamples, type Telling } from "./example-play.ts";

type Happening = readonly [type: string, customer: string, at: string, more?: Telling];

const happenings: readonly Happening[] = [
  ["customer.registered", "C1", "2026-03-02 09:30", { id: "e1", profile: byMail }],
  ["cart.updated", "C1", "2026-03-02 20:00", { id: "e2", properties: { cartId: "K", items: 1 } }],
  ["page.viewed", "C1", "2026-03-03 21:00", { id: "e3" }],
  ["order.placed", "C1", "2026-03-05 12:00", { id: "e4", properties: { total: 80 } }],
  ["order.signed", "C1", "2026-03-08 10:10", { id: "e5" }],
];

async function outcome(
  lines: readonly Happening[],
): Promise<{ play: ExamplePlay; told: string[] }> {
  const play = playExamples();
  for (const line of lines) await play.tell(...line);
  await play.until("2026-05-31 00:00");
  return { play, told: play.steps() };
}

test("events that come again, at once or days later, change nothing", async () => {
  const once = await outcome(happenings);
  const again = happenings.flatMap(([type, customer, at, more]): Happening[] => {
    const [day = "", time = ""] = at.split(" ");
    const later = `${day.slice(0, 8)}${String(Number(day.slice(8)) + 1).padStart(2, "0")} ${time}`;
    const line: Happening = [type, customer, at, more];
    return [line, line, [type, customer, at, { ...more, told: later }]];
  });
  const twice = await outcome(again.toSorted((a, b) => (told(a) < told(b) ? -1 : 1)));
  expect(twice.told).toEqual(once.told);
  expect(once.told.length).toBeGreaterThan(3);
  const before = once.play.play.report();
  const after = twice.play.play.report();
  expect(after.duplicates).toBe(10);
  expect({ ...after, duplicates: 0 }).toEqual(before);
});

function told([, , at, more]: Happening): string {
  return more?.told ?? at;
}

test("what nobody's journey looks at changes nothing, however late it comes", async () => {
  const once = await outcome(happenings);
  const late: Happening[] = happenings.map(([type, customer, at, more]) =>
    type === "page.viewed"
      ? [type, customer, at, { ...more, told: "2026-03-20 08:00" }]
      : [type, customer, at, more],
  );
  const other = await outcome(late.toSorted((a, b) => (told(a) < told(b) ? -1 : 1)));
  expect(other.told).toEqual(once.told);
});
