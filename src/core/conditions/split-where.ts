import type { ValueTest, Where } from "../definitions/condition.ts";
import type { Scalar } from "../definitions/words.ts";

/** The filters of an event's own properties alone. */
export type OwnWhere = Readonly<Record<string, Scalar | ValueTest>>;

/** A property of an event that is compared with a property of the event that started a run. */
export interface Compared {
  /** The property of the event. */
  readonly property: string;
  /** The property of the event that started the run. */
  readonly trigger: string;
  /**
   * What holds of an event without the property. concerns: the event is about no key, so it concerns
   * every run (an entry key) · fails: a filter that asks for it fails.
   */
  readonly missing: "concerns" | "fails";
}

/** Parts the filters that need only the event from those that compare it with what started the run. */
export function splitWhere(where: Where | undefined): {
  /** Undefined where none is left. */
  readonly own: OwnWhere | undefined;
  readonly compared: readonly Compared[];
} {
  const own: Record<string, Scalar | ValueTest> = {};
  const compared: Compared[] = [];
  for (const [property, wanted] of Object.entries(where ?? {})) {
    if (typeof wanted !== "object") {
      own[property] = wanted;
      continue;
    }
    const { is, ...rest } = wanted;
    if (typeof is === "object") {
      compared.push({ property, trigger: is.trigger, missing: "fails" });
      if (Object.keys(rest).length > 0) own[property] = rest;
    } else own[property] = is === undefined ? rest : { ...rest, is };
  }
  return { own: Object.keys(own).length === 0 ? undefined : own, compared };
}
