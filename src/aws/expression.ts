import { type Item, toItem } from "./item.ts";

/** Names and values of one request, each behind a placeholder: attribute names may be anything. */
export interface Expression {
  /** A placeholder for an attribute. */
  readonly name: (attribute: string) => string;
  /** A placeholder for a value. */
  readonly value: (value: unknown) => string;
}

export interface ExpressionParts {
  readonly ExpressionAttributeNames: Record<string, string> | undefined;
  readonly ExpressionAttributeValues: Item | undefined;
}

/** DynamoDB refuses empty maps of names and values, so those are undefined. */
export function createExpression(): {
  readonly expression: Expression;
  readonly parts: () => ExpressionParts;
} {
  const placeholders = new Map<string, string>();
  const values: Record<string, unknown> = {};
  let count = 0;
  const expression: Expression = {
    name(attribute) {
      const known = placeholders.get(attribute) ?? `#${placeholders.size}`;
      placeholders.set(attribute, known);
      return known;
    },
    value(value) {
      const placeholder = `:${count++}`;
      values[placeholder] = value;
      return placeholder;
    },
  };
  return {
    expression,
    parts: () => ({
      ExpressionAttributeNames:
        placeholders.size === 0
          ? undefined
          : Object.fromEntries([...placeholders].map(([attribute, name]) => [name, attribute])),
      ExpressionAttributeValues: count === 0 ? undefined : toItem(values),
    }),
  };
}
