import { describe, expect, it } from "vitest";
import { formatDate } from "../../../src/core/messages/liquid/date-filter.ts";

describe("the filter date", () => {
  it.each([
    ["2026-01-05", "%Y-%m-%d %H:%M", "2026-01-05 00:00"],
    ["2026-01-05 09:30", "%-m月%-d日 %H:%M", "1月5日 09:30"],
    ["2026-01-05T21:05:07", "%I:%M:%S %p, %l %P", "09:05:07 PM,  9 pm"],
    ["2026-01-05T00:05", "%I", "12"],
    // What stands in the text is printed: no zone is guessed, neither the customer's nor the machine's.
    ["2026-01-05T23:00:00+08:00", "%a %d %b %z", "Mon 05 Jan +0800"],
    ["2026-01-05T23:00:00Z", "%A, %B %e, %y %z", "Monday, January  5, 26 +0000"],
    ["2026-01-05T01:00:00-03:30", "%d %H:%M %z", "05 01:00 -0330"],
    // A gap of some zones; on the wall clock of the text there is none.
    ["2026-03-08 02:30", "%H:%M", "02:30"],
    [1767571200, "%Y-%m-%d", "2026-01-05"],
    ["2026-01-05", undefined, "2026-01-05"],
    ["2026-01-05", "100%% %Q", "100% %Q"],
    ["now", "%Y %H:%M", "2026 10:00"],
    ["today", "%d", "12"],
  ])("prints %s as %s", (value, format, expected) => {
    expect(formatDate(value, format, "2026-01-12 10:00")).toBe(expected);
  });

  it.each(["soon", "2026-02-30", "", true, undefined])("leaves %s as it is", (value) => {
    expect(formatDate(value, "%Y", "2026-01-12 10:00")).toBe(value);
  });
});
