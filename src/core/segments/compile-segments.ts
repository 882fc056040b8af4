import { compileCondition } from "../conditions/compile-condition.ts";
import type { CompileContext } from "../conditions/subject.ts";
import type { CompiledSegment, Since } from "../definitions/definitions.ts";
import type { Segment } from "../definitions/segment.ts";
import { orderByTags } from "./order-by-tags.ts";

/**
 * The unit of all segments: since when the last one was let go that is none any more. Who decides by
 * definitions of before would let customers enter it again.
 */
export const segmentsLetGo = "segments";

/** As of the first publish: everything that happens since is news. */
export const fromTheFirst: Since = { rev: 0, at: 0 };

/**
 * Segments as they are settled, in order.
 * @param since by name
 * @param asked for how many days back is asked who was in a segment, by name: fills while all else
 *   is compiled, so this comes last
 * @param contextOf for one of them, by name. @default the same for all
 */
export function compileSegments(
  segments: readonly Segment[],
  context: CompileContext,
  since: (name: string) => Since,
  asked: ReadonlyMap<string, number>,
  contextOf: (name: string) => CompileContext = () => context,
): CompiledSegment[] {
  const compiled = orderByTags(segments, context).map(
    ({ name, title, when, onEnter, onLeave }) => ({
      name,
      title,
      check: compileCondition(when, contextOf(name)),
      since: since(name),
      onEnter,
      onLeave,
    }),
  );
  return compiled.map((segment) => ({ ...segment, keepLeft: asked.get(segment.name) ?? 0 }));
}
