import type { Step } from "../definitions/step.ts";

/** The lists of steps that lie inside a step, in reading order, by their place in the file. */
export function listsInside(step: Step): { place: string; steps: readonly Step[] }[] {
  switch (step.do) {
    case "waitFor":
      return [
        { place: "then", steps: step.then ?? [] },
        { place: "else", steps: step.else ?? [] },
      ];
    case "branch":
      return [
        ...step.cases.map(({ steps }, index) => ({ place: `cases[${index}].steps`, steps })),
        { place: "else", steps: step.else ?? [] },
      ];
    case "split":
      return step.arms.map(({ steps }, index) => ({ place: `arms[${index}].steps`, steps }));
    case "repeat":
      return [{ place: "steps", steps: step.steps }];
    case "send":
    case "wait":
    case "update":
    case "emit":
    case "task":
    case "offer":
    case "exit":
      return [];
  }
}

/**
 * The id of every step. One without its own gets `after-<nearest earlier id>` (a wait) or
 * `<do>-after-<nearest earlier id>`; at the start the earlier id is `entry`. A second one after
 * the same id gets `-2` and so on.
 */
export function nameSteps(steps: readonly Step[]): ReadonlyMap<Step, string> {
  const ids = new Map<Step, string>();
  const taken = new Set<string>();
  let earlier = "entry";
  const own = (part: readonly Step[]): void => {
    for (const step of part) {
      if (step.id !== undefined) taken.add(step.id);
      for (const inside of listsInside(step)) own(inside.steps);
    }
  };
  const free = (wanted: string): string => {
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
    taken.add(id);
    return id;
  };
  const name = (part: readonly Step[]): void => {
    for (const step of part) {
      if (step.id === undefined) {
        ids.set(step, free(`${step.do === "wait" ? "" : `${step.do}-`}after-${earlier}`));
      } else {
        ids.set(step, step.id);
        earlier = step.id;
      }
      for (const inside of listsInside(step)) name(inside.steps);
    }
  };
  own(steps);
  name(steps);
  return ids;
}
