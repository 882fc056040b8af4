import type { CompiledJourney, Definitions } from "../../src/core/definitions/definitions.ts";
import type { Template } from "../../src/core/definitions/template.ts";
import { countSmsParts } from "../../src/core/messages/sms-parts.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { layPath, type Stretch } from "./lay-path.ts";

/** What a live journey asks of the account for each customer who comes by its event. */
export interface JourneyProfile {
  readonly name: string;
  /** The event that it is entered on. */
  readonly event: string;
  /** Whether its messages need consent, caps and a way out. */
  readonly marketing: boolean;
  /**
   * Share of the customers who come, 0 to 1: the rollout less the journey's holdout and the shop's.
   */
  readonly share: number;
  readonly path: readonly Stretch[];
}

/** The journeys that can be entered now or later. */
export function profileJourneys(definitions: Definitions, now: Instant): readonly JourneyProfile[] {
  return [...definitions.live.values()]
    .filter(({ definition, closes }) => definition.status === "live" && closes > now)
    .map((journey) => profile(journey, definitions));
}

function profile(journey: CompiledJourney, definitions: Definitions): JourneyProfile {
  const { settings } = definitions;
  return {
    name: journey.name,
    event: journey.entry.event,
    marketing: !settings.isTransactional(journey.purpose),
    share: shareOf(journey, definitions),
    path: layPath(journey.definition.steps, {
      partsOf: (template) => countParts(template, journey, definitions),
      isWindowed: (purpose = journey.purpose) =>
        journey.sendWindow !== undefined && !settings.isTransactional(purpose),
    }),
  };
}

function shareOf(
  { rollout, holdout, purpose }: CompiledJourney,
  { settings }: Definitions,
): number {
  const everywhere = settings.isTransactional(purpose) ? 0 : settings.holdout;
  return rollout * (1 - holdout) * (1 - everywhere);
}

/** A name or a code in place of `{{ … }}`: as good a guess as any before a customer is known. */
const filled = "12345678";

/** The longest of the template's languages, a variable taken for 8 characters. */
function countParts(name: string, { purpose }: CompiledJourney, definitions: Definitions): number {
  const { settings, templates } = definitions;
  const marketing = !settings.isTransactional(purpose);
  const optOut = marketing ? settings.definition.senders?.sms?.optOut : undefined;
  const parts = textsOf(templates.get(name)).map((text) => {
    const said = text
      .replaceAll(/\{\{.*?\}\}/gs, filled)
      .replaceAll(/\{%.*?%\}/gs, "")
      .trim();
    const whole = optOut === undefined || said.includes(optOut) ? said : `${said} ${optOut}`;
    return countSmsParts(whole).parts;
  });
  return Math.max(1, ...parts);
}

function textsOf(template: Template | undefined): string[] {
  return Object.entries(template?.parts ?? {})
    .filter(([part]) => /^sms(?:\.[\w-]+)?\.txt$/.test(part))
    .map(([, text]) => text);
}
