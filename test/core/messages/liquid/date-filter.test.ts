import { describe, expect, it } from "vitest";
import { formatDate } from "../../../../src/core/messages/liquid/date-filter.ts";
import { findUnknownDirective } from "../../../../src/core/messages/liquid/strftime.ts";
import type { Writing } from "../../../../src/core/messages/liquid/writing.ts";

/** A message that was created on 12 January 2026 at 10:00 in Shanghai. */
const about: Writing = {
  now: Date.UTC(2026, 0, 12, 2),
  zone: "Asia/Shanghai",
  locale: "en",
  currency: undefined,
};

/** The filter stands at the beginning of a text and is given nothing that it writes. */
const call = { args: [], getPosition: () => [1, 1] };

const print = (value: unknown, format?: unknown, zone?: unknown) =>
  formatDate(value, format, zone, about, call);

describe("the filter date", () => {
  it.each([
    ["2026-01-05", "%Y-%m-%d %H:%M", "2026-01-05 00:00"],
    ["2026-01-05 09:30", "%-m月%-d日 %H:%M", "1月5日 09:30"],
    ["2026-01-05T21:05:07", "%I:%M:%S %p, %l %P", "09:05:07 PM,  9 pm"],
    ["2026-01-05T00:05", "%I", "12"],
    // A gap of some zones; on the wall clock of the text there is none.
    ["2026-03-08 02:30", "%H:%M", "02:30"],
    ["2026-01-05", undefined, "2026-01-05"],
    ["2026-01-05", "", "2026-01-05"],
    ["2026-01-05", "100%% %Q", "100% %Q"],
    ["now", "%Y %H:%M", "2026 10:00"],
    ["today", "%d", "12"],
  ])("prints %s by %s as %s", (value, format, expected) => {
    expect(print(value, format)).toBe(expected);
  });

  it.each([
    ["ISO 8601 in UTC", "2026-01-05T23:30:00Z"],
    ["ISO 8601 with an offset", "2026-01-06T08:30:00+09:00"],
    ["Ruby", "2026-01-05 23:30:00 +0000"],
    ["Ruby in UTC", "2026-01-05 23:30:00 UTC"],
    ["RFC 2822", "Mon, 05 Jan 2026 15:30:00 -0800"],
    ["RFC 2822 in GMT", "Mon, 5 Jan 2026 23:30:00 GMT"],
    ["seconds since 1970", 1767655800],
    ["their digits", "1767655800"],
    ["milliseconds since 1970", 1767655800000],
  ])("shows an instant of %s in the customer's zone", (_what, value) => {
    expect(print(value, "%a %d %b %H:%M %z")).toBe("Tue 06 Jan 07:30 +0800");
  });

  it.each([
    ["America/New_York", "05 18:30 -0500 EST"],
    ["+05:30", "06 05:00 +0530 +05:30"],
    ["Asia/Shanghai", "06 07:30 +0800 GMT+8"],
  ])("shows it in another zone: %s", (zone, expected) => {
    expect(print("2026-01-05T23:30:00Z", "%d %H:%M %z %Z", zone)).toBe(expected);
  });

  it("takes a time without an offset for one of the customer's zone", () => {
    expect(print("2026-01-05 09:30", "%d %H:%M", "America/New_York")).toBe("04 20:30");
  });

  it("moves no plain date to another zone", () => {
    expect(print("2026-01-05", "%d %H:%M", "America/New_York")).toBe("05 00:00");
  });

  it("refuses a zone that is none", () => {
    expect(() => print("now", "%d", "Mars/Olympus")).toThrow("is no time zone");
  });

  it.each(["soon", "2026-02-30", "", true, undefined, "25:00", "12 Foo 2026"])(
    "leaves %s as it is",
    (value) => {
      expect(print(value, "%Y")).toBe(value);
    },
  );

  it.each(["January 5, 2026", "Jan 5 2026", "5 January 2026", "Monday, 5 Jan 2026"])(
    "reads %s",
    (value) => {
      expect(print(value, "%F")).toBe("2026-01-05");
    },
  );
});

describe("the letters of strftime", () => {
  // Thursday, 1 January 2026, 04:05:06.078 in Shanghai; the values are those of Ruby 3.3.
  it.each([
    ["%C %y %G %g", "20 26 2026 26"],
    ["%B %b %h %^b %^A", "January Jan Jan JAN THURSDAY"],
    ["%d %e %-d %_d %j", "01  1 1  1 001"],
    ["%H %k %I %l %-H", "04  4 04  4 4"],
    ["%M %S %L %N", "05 06 078 078000000"],
    ["%p %P %#p", "AM am am"],
    ["%A %a %u %w", "Thursday Thu 4 4"],
    ["%U %W %V", "00 00 01"],
    ["%s", "1767211506"],
    ["%z %:z %::z", "+0800 +08:00 +08:00:00"],
    ["%c", "Thu Jan  1 04:05:06 2026"],
    ["%x %D", "01/01/26 01/01/26"],
    ["%X %T %R", "04:05:06 04:05:06 04:05"],
    ["%r", "04:05:06 AM"],
    ["%F", "2026-01-01"],
    ["%v", " 1-JAN-2026"],
    ["%5Y %3d %05e", "02026 001 00001"],
    ["a%nb%tc", "a\nb\tc"],
  ])("print %s", (format, expected) => {
    expect(print("2026-01-01T04:05:06.078+08:00", format)).toBe(expected);
  });

  it.each([
    ["2024-12-30", "2025 01 52 53"],
    ["2021-01-03", "2020 53 01 00"],
  ])("count the weeks of ISO 8601 around New Year: %s", (day, expected) => {
    expect(print(day, "%G %V %U %W")).toBe(expected);
  });

  it.each([
    ["zh-CN", "星期一 周一 一月 1月"],
    ["de", "Montag Mo Januar Jan"],
    ["fr_FR", "lundi lun. janvier janv."],
    ["not a locale", "Monday Mon January Jan"],
  ])("name months and days in the language of the text: %s", (locale, expected) => {
    const printed = formatDate("2026-01-05", "%A %a %B %b", undefined, { ...about, locale }, call);
    expect(printed).toBe(expected);
  });

  it.each([
    ["%Y-%m-%d %H:%M %-e %::z %+", undefined],
    ["%d %Q", "%Q"],
    ["%i", "%i"],
  ])("are known or named: %s", (format, unknown) => {
    expect(findUnknownDirective(format)).toBe(unknown);
  });
});
