import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { Profile, Properties } from "../../src/core/events/event.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/core/time/instant.ts";
import { formatLocal } from "../../src/core/time/zone.ts";
import { describeDecision } from "../../src/core/turns/decision.ts";
import { createPlay, type Play } from "../../src/local/play.ts";
import { readFolder } from "../../src/local/read-folder.ts";

/** A moment in Shanghai: "2026-02-14 10:05". */
export function shanghai(text: string): Instant {
  const at = parseInstant(`${text.replace(" ", "T")}+08:00`);
  if (at === undefined) throw new RangeError(`no moment: ${text}`);
  return at;
}

const { set, problems } = checkFiles(readFolder("examples"), { now: shanghai("2026-01-20 00:00") });
if (set === undefined) throw new Error(`examples: ${JSON.stringify(problems)}`);
export const exampleSet: DefinitionSet = set;

export interface SentMessage {
  readonly at: Instant;
  /** On the wall clock of Shanghai: "Sat 2026-02-14 10:05". */
  readonly local: string;
  readonly journey: string;
  readonly step: string;
  readonly rendered: RenderedMessage;
}

export interface ExamplePlay {
  readonly play: Play;
  readonly sent: SentMessage[];
  /** Something happens to a customer at a moment, and is told then or, as `told` says, later. */
  readonly tell: (type: string, customer: string, at: string, more?: Telling) => Promise<void>;
  /** Lets time run on. */
  readonly until: (at: string) => Promise<void>;
  /** The message's provider reports back, now. */
  readonly report: (index: number, kind: "bounced" | "complained") => Promise<void>;
  /** Every decision so far as people read it: "welcome: message queued by email". */
  readonly decisions: () => string[];
  /** What was sent, by step: "welcome email Sat 2026-02-14 10:05". */
  readonly steps: () => string[];
}

export interface Telling {
  readonly id?: string;
  readonly properties?: Properties;
  readonly profile?: Profile;
  /** When the event reaches us. */
  readonly told?: string;
}

export interface ExampleOptions {
  readonly start?: string;
  readonly settings?: Partial<Settings>;
  readonly set?: DefinitionSet;
}

/** The examples on the embedded runtime, its clock standing at the start. */
export function playExamples(options: ExampleOptions = {}): ExamplePlay {
  const { start = "2026-01-20 00:00", set: own = exampleSet, settings } = options;
  const sent: SentMessage[] = [];
  const definitions = { ...own, settings: { ...own.settings, ...settings } };
  const play = createPlay({
    definitions,
    start: shanghai(start),
    outbox: {
      path: "",
      put(rendered, { journey, step }, at) {
        const local = formatLocal(at, "Asia/Shanghai").replace(" Asia/Shanghai", "");
        sent.push({ at, local, journey, step, rendered });
      },
      flush: async () => undefined,
      written: () => sent.length,
    },
  });
  const { agenda, queues } = play.runtime;
  let told = 0;
  return {
    play,
    sent,
    async tell(type, customer, at, more = {}) {
      told += 1;
      const { id = `t${told}`, properties = {}, profile } = more;
      await agenda.advanceTo(shanghai(more.told ?? at));
      const who = profile === undefined ? customer : { id: customer, ...profile };
      const moment = formatInstant(shanghai(at));
      play.offer(JSON.stringify({ id, type, at: moment, customer: who, properties }));
      await agenda.advanceTo(agenda.clock.now());
    },
    until: (at) => agenda.advanceTo(shanghai(at)),
    async report(index, kind) {
      const message = sent[index]?.rendered.id ?? "";
      const at = agenda.clock.now();
      queues.feedback.send({ message, kind, at, mark: "bounced", reason: "550 no such user" }, 0);
      await agenda.advanceTo(at);
    },
    decisions() {
      const stories = [...play.stories.all()].flatMap(({ writes }) => writes);
      return stories.flatMap(({ write }) =>
        write.kind === "turn"
          ? write.record.decisions.map((decision) => {
              return `${decision.step.split("/").at(-1)}: ${describeDecision(decision)}`;
            })
          : [],
      );
    },
    steps: () => sent.map(({ step, rendered, local }) => `${step} ${rendered.channel} ${local}`),
  };
}

/** Somebody who may be written to by mail, in Shanghai. */
export const byMail: Profile = {
  attributes: { firstName: "晓雯" },
  addresses: { email: ["xiaowen@example.com"] },
  consents: { "email:*": { given: true } },
  zone: "Asia/Shanghai",
  locale: "zh-CN",
  country: "CN",
};

/** Somebody who may be written to by SMS alone. */
export const bySms: Profile = {
  ...byMail,
  addresses: { sms: ["+8613900000001"] },
  consents: { "sms:*": { given: true } },
};
