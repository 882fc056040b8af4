import type { Settings } from "../definitions/settings.ts";
import { refuseLongPush, refuseLongSms } from "../messages/message-limits.ts";
import { countSmsParts } from "../messages/sms-parts.ts";
import { parsePartName } from "../messages/template-part.ts";
import { adviseHtml, adviseSubject } from "./advise-mail.ts";
import { advice, type Finding, problemOf } from "./problem.ts";

/** What `unsubscribeUrl` prints in a check. */
export const exampleOptOutUrl = "https://example.com/opt-out";

/** As long as the id of a message of a journey usually is; it travels with a push message. */
const exampleId = "k234567890123456".padEnd(48, "0");

/**
 * How a part comes out with the examples: an error where its provider would refuse it.
 * @param printed by key, as {@link compilePart} names them
 */
export function checkPrinted(
  file: string,
  printed: ReadonlyMap<string, string>,
  settings: Settings | undefined,
): Finding[] {
  const name = parsePartName(file);
  const text = printed.get("");
  switch (name?.part) {
    case "subject.txt":
      return text === undefined ? [] : adviseSubject(text);
    case "email.html": {
      const locale = name.locale ?? settings?.locale ?? "en";
      return text === undefined ? [] : adviseHtml(text, exampleOptOutUrl, locale);
    }
    case "sms.txt":
      return text === undefined ? [] : checkSms(text.trim(), settings);
    case "push.json":
      return checkPush(printed);
    case "email.txt":
    case undefined:
      return [];
  }
}

function checkSms(text: string, settings: Settings | undefined): Finding[] {
  // A transactional SMS goes without the way out, so what only that makes too long is no error.
  const refused = refuseLongSms(text);
  if (refused !== undefined) return [problemOf("error", "", refused)];
  const optOut = settings?.senders?.sms?.optOut;
  const whole = optOut === undefined || text.includes(optOut) ? text : `${text} ${optOut}`;
  const { encoding, characters, parts } = countSmsParts(whole);
  if (parts === 1) return [];
  const fits = encoding === "GSM-7" ? 160 : 70;
  const message = `about ${characters} ${encoding} characters are ${parts} parts; ${fits} fit one`;
  const withWayOut = refuseLongSms(whole);
  return [
    advice("", message),
    ...(withWayOut === undefined ? [] : [problemOf("advice", "", withWayOut)]),
  ];
}

function checkPush(printed: ReadonlyMap<string, string>): Finding[] {
  const { title = "", body = "", ...data } = Object.fromEntries(printed);
  const refused = refuseLongPush({ id: exampleId, title, body, data });
  return refused === undefined ? [] : [problemOf("error", "", refused)];
}
