import { english } from "./english.ts";
import { plural } from "./plural.ts";

/** Codes of the catalogue. */
export type ReasonCode = keyof typeof english;

type NamesIn<Sentence extends string> = Sentence extends `${string}{${infer Hole}}${infer Rest}`
  ? NameOf<Hole> | NamesIn<Rest>
  : never;

/** `count` of `{count}` and of `{count:image|images}`. */
type NameOf<Hole extends string> = Hole extends `${infer Name}:${string}` ? Name : Hole;

/** The parameters that the sentence of a code names. */
export type ReasonParams<Code extends ReasonCode> = Readonly<
  Record<NamesIn<(typeof english)[Code]>, string | number>
>;

/** Why something was done, or was not, as data: records keep it, people read it by the catalogue. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A reason, or the finished English sentence that records of before 0.3 hold in its place. */
export type Why = Reason | string;

/** A reason of the catalogue, with every parameter that its sentence names. */
export function reason<Code extends ReasonCode>(
  code: Code,
  ...[params]: [NamesIn<(typeof english)[Code]>] extends [never] ? [] : [ReasonParams<Code>]
): Reason {
  return { code, params: params ?? {} };
}

/** The reason as an English sentence without its full stop. */
export function printReason(why: Why): string {
  if (typeof why === "string") return why;
  const sentences: Readonly<Record<string, string>> = english;
  // A newer version may have written a code that this one does not know yet: nothing is hidden.
  const sentence = sentences[why.code];
  if (sentence === undefined) return `${why.code} ${JSON.stringify(why.params)}`;
  return sentence.replace(
    /\{(\w+)(?::([^|}]+)\|([^}]+))?\}/g,
    (hole, name: string, one?: string, many?: string) => {
      const value = why.params[name];
      if (one === undefined || typeof value !== "number") return String(value ?? hole);
      return plural(value, one, many);
    },
  );
}

/** Whether a value that was read from a record is a reason of the catalogue, known here or not. */
export function isReason(value: unknown): value is Reason {
  if (typeof value !== "object" || value === null || !("code" in value)) return false;
  return typeof value.code === "string" && "params" in value && typeof value.params === "object";
}
