import type { Attribute } from "../definitions/attribute.ts";
import type { Condition } from "../definitions/condition.ts";

/** The conditions that an attribute hangs on, each with its place in the file. */
export function conditionsIn(attribute: Attribute): { condition: Condition; place: string }[] {
  switch (attribute.kind) {
    case "computed": {
      const { value } = attribute;
      const cases = "cases" in value ? value.cases : [];
      return cases.map(({ when }, i) => ({ condition: when, place: `value.cases[${i}].when` }));
    }
    case "rfm":
      return [];
    case "lifecycle":
      return attribute.stages.map(({ when }, i) => ({
        condition: when,
        place: `stages[${i}].when`,
      }));
    case "clusters":
      return attribute.features.flatMap((feature, i) => {
        if (typeof feature === "string" || !("computed" in feature)) return [];
        const condition = { computed: feature.computed, exists: true };
        return [{ condition, place: `features[${i}]` }];
      });
  }
}
