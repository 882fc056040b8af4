import * as z from "zod";
import type { TemplateHeader } from "../definitions/template.ts";
import { scalar } from "../definitions/words.ts";
import { markupOf, textsOf } from "../messages/compile-template.ts";
import { judgeLiquid } from "../messages/liquid/judge-liquid.ts";
import { parseLiquid } from "../messages/liquid/parse-liquid.ts";
import { isReservedPushKey } from "../messages/message-limits.ts";
import { reason } from "../reasons/reason.ts";
import { checkVariable } from "./check-variable.ts";
import { explainIssues } from "./explain-issues.ts";
import { didYouMean, nearestWord } from "./nearest-word.ts";
import { parseJson } from "./parse-json.ts";
import { atLine, placeOf } from "./place.ts";
import { error, type Finding, problemOf } from "./problem.ts";

/** `push.json`: what a phone shows, and texts for the app. */
const pushPart = z
  .object({ $schema: z.string().optional(), title: z.string().min(1), body: z.string().min(1) })
  .catchall(scalar);

/** A part of a template: its form, its Liquid, its variables. */
export function checkPart(file: string, source: string, header: TemplateHeader): Finding[] {
  if (file.endsWith(".json")) {
    const broken = checkPush(source);
    if (broken.length > 0) return broken;
  }
  return Object.entries(textsOf(file, source)).flatMap(([key, text]) =>
    checkText(text, key, file, header),
  );
}

function checkPush(source: string): Finding[] {
  const parsed = parseJson(source);
  if (!parsed.ok) return [error(atLine(parsed), parsed.message)];
  const issues = explainIssues(pushPart, parsed.value);
  if (issues.length > 0) return issues;
  const keys = Object.keys(parsed.value as object).filter(isReservedPushKey);
  return keys.map((key) =>
    problemOf("error", placeOf([key]), reason("push-key-reserved", { key })),
  );
}

function checkText(text: string, key: string, file: string, header: TemplateHeader): Finding[] {
  const parsed = parseLiquid(text, markupOf(file));
  if (parsed.ok) {
    const judged = judgeLiquid(parsed.nodes, text).map(({ severity, why, ...at }) =>
      problemOf(severity, atLine(at, key), why),
    );
    return [
      ...parsed.uses.flatMap((use) => checkVariable(use, atLine(use, key), header)),
      ...judged,
    ];
  }
  return parsed.faults.map(({ message, unknown, ...at }) => {
    const nearest = unknown && nearestWord(unknown.word, unknown.known);
    const more = nearest !== undefined && { nearest };
    return error(atLine(at, key), message + didYouMean(nearest), { ...more });
  });
}
