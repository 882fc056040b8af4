import { journeyEnded } from "../../src/core/errors.ts";
import { type Machine, type State, statesOf } from "./definition.ts";

/** They match what has another name: all of it, or all but a timeout. */
const wildcards = ["States.ALL", "States.TaskFailed"];

type Rules = readonly { readonly ErrorEquals: readonly string[] }[];

/**
 * Where a machine's Retry and Catch break AWS's rule for `States.ALL` or keep a journey's end, which
 * comes as an error of that name, from the catcher that is meant for it. One sentence each.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function errorProblems(machine: Machine): readonly string[] {
  return [...statesOf(machine)].flatMap(([name, state]) => [
    ...placeProblems(`${name} · Retry`, state.Retry ?? []),
    ...placeProblems(`${name} · Catch`, state.Catch ?? []),
    ...endProblems(name, state),
  ]);
}

/** "The reserved name States.ALL must appear alone, and in the last retrier or catcher." */
function placeProblems(place: string, rules: Rules): readonly string[] {
  return rules.flatMap(({ ErrorEquals: names }, index) => {
    if (!names.includes("States.ALL")) return [];
    return [
      ...(names.length > 1 ? [`${place}[${index}]: States.ALL stands beside other names.`] : []),
      ...(index < rules.length - 1 ? [`${place}[${index}]: States.ALL is not the last.`] : []),
    ];
  });
}

/** Retriers are looked at first, then catchers in their order. */
function endProblems(name: string, { Retry = [], Catch = [] }: State): readonly string[] {
  const meant = Catch.findIndex(({ ErrorEquals }) => ErrorEquals.includes(journeyEnded));
  if (meant === -1) return [];
  const before = [
    ...Retry.map(({ ErrorEquals }, index) => ({ place: `Retry[${index}]`, ErrorEquals })),
    ...Catch.slice(0, meant).map(({ ErrorEquals }, index) => ({
      place: `Catch[${index}]`,
      ErrorEquals,
    })),
  ];
  return before.flatMap(({ place, ErrorEquals }) =>
    ErrorEquals.filter((each) => each === journeyEnded || wildcards.includes(each)).map(
      (each) => `${name} · ${place}: ${each} takes ${journeyEnded} from the catcher meant for it.`,
    ),
  );
}
