import type { AttributeValue } from "../customers/customer.ts";
import { isReserved } from "../definitions/words.ts";
import type { Endpoint } from "./endpoint.ts";
import { deviceFacts, type EndpointForm, placeFacts, positions } from "./endpoint-form.ts";

/**
 * Reads attributes. Where a name comes twice, the user's counts before the endpoint's, and that
 * before a metric or a fact.
 */
export function readAttributes(row: EndpointForm, leftOut: string[]): Endpoint["attributes"] {
  const { Demographic, Location, Metrics, Attributes, User } = row;
  const own = [
    ...deviceFacts.map((name) => [lowerFirst(name), Demographic?.[name]] as const),
    ...placeFacts.map((name) => [lowerFirst(name), Location?.[name]] as const),
    ...positions.map((name) => [lowerFirst(name), Location?.[name]] as const),
    ...Object.entries(Metrics ?? {}),
    ...Object.entries(Attributes ?? {}),
    ...Object.entries(User?.UserAttributes ?? {}),
  ];
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, said] of own) {
    const value = plain(said);
    if (value === undefined) continue;
    const problem = judgeAttribute(name, value);
    if (problem === undefined) attributes[name] = value;
    else leftOut.push(problem);
  }
  return attributes;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Pinpoint keeps every attribute as a list; a list of one is the value itself. */
function plain(
  value: AttributeValue | readonly AttributeValue[] | null | undefined,
): AttributeValue | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (!Array.isArray(value)) return value as AttributeValue;
  return value.length <= 1 ? plain(value[0]) : (value as AttributeValue);
}

/** What an event may say of an attribute (parse-event.ts). */
function judgeAttribute(name: string, value: AttributeValue): string | undefined {
  if (isReserved(name)) return "attributes: a name that is reserved";
  if (name === "" || name.length > 64) return "attributes: a name of more than 64 characters";
  const values = [value].flat();
  if (values.length > 100) return "attributes: a list of more than 100 values";
  if (values.some((one) => typeof one === "string" && one.length > 1024)) {
    return "attributes: a text of more than 1024 characters";
  }
  if (values.some((one) => typeof one === "number" && !isStorable(one))) {
    return "Metrics: a number too large or too small to keep";
  }
  return undefined;
}

/** What a DynamoDB number holds (Developer Guide, "Number"). */
function isStorable(value: number): boolean {
  const magnitude = Math.abs(value);
  return value === 0 || (magnitude >= 1e-130 && magnitude < 1e126);
}
