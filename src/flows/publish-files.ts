import { filledBy } from "../core/backfill/backfill.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import { operationalError } from "../core/errors.ts";
import type { Ports, SavedFile } from "../core/ports.ts";
import { readFilePath } from "../core/publishing/file-path.ts";
import { cutText } from "../core/publishing/file-size.ts";
import { type PublishPlan, planPublish } from "../core/publishing/plan-publish.ts";
import { markReady, unreadyFigures } from "../core/publishing/prepare-figures.ts";
import type { StageFacts } from "../core/publishing/read-definitions.ts";
import { reportFor, reportPath, type Verdict } from "../core/publishing/verdict.ts";

export type PublishPorts = Pick<
  Ports,
  "backfillRuns" | "backfills" | "clock" | "customers" | "files" | "publications"
> & {
  /** The stage's zone and sender, which its files may leave out. */
  readonly stage?: StageFacts;
};

/** A save or a deletion, as the bucket tells it. */
export interface Save {
  readonly path: string;
  readonly sequence: string;
  readonly deleted?: boolean;
}

/** Two people saving at once are rare; a whole folder saved at once is a dozen calls at most. */
const mostAttempts = 20;

/**
 * Publishes what was saved: keeps each save, makes live what is whole and good, and writes the
 * verdicts that are news beside their files.
 * @returns the verdicts that are news
 * @throws CatalogUnavailable when others kept publishing in between; the saves are kept, try again
 */
export function createPublishFiles(ports: PublishPorts) {
  return async function publishFiles(saves: readonly Save[]): Promise<Verdict[]> {
    const meant = saves.filter(({ path }) => readFilePath(path).kind !== "ignored");
    if (meant.length === 0) return [];
    for (const save of meant) await ports.publications.keep(await readSave(save, ports));
    return publishAgain(ports);
  };
}

/**
 * Publishes what was saved before once more: tells how far figures are, or lets go live what waited
 * for them.
 * @param ready figures that were begun up to this publish are filled in
 */
export function createPublishReady(ports: PublishPorts) {
  return (ready?: number): Promise<Verdict[]> => publishAgain(ports, ready);
}

async function publishAgain(ports: PublishPorts, ready?: number): Promise<Verdict[]> {
  const { plan, live } = await goLive(ports, ready);
  const unready = live === undefined ? [] : unreadyFigures(live);
  // Also where nothing changed: the call that published them may have died before this.
  if (unready.length > 0) {
    await ports.backfillRuns.start(Math.max(...unready.map(({ since }) => since.rev)));
  }
  return writeNews(plan.verdicts, ports);
}

/** A file that has gone since it was saved is as good as deleted: its own notice is on its way. */
async function readSave(
  { path, sequence, deleted }: Save,
  { files }: PublishPorts,
): Promise<SavedFile> {
  // Whatever it holds, nothing is published from there: an image need not be read to say so.
  const isStray = readFilePath(path).kind === "unknown";
  if (isStray && deleted !== true) return { path, sequence, text: "" };
  const text = deleted === true ? undefined : await files.read(path);
  if (text === undefined) return { path, sequence, text: "", deleted: true };
  if (typeof text !== "string") return { path, sequence, text: "", notUtf8: text };
  return { path, sequence, text: cutText(text) };
}

interface Published {
  readonly plan: PublishPlan;
  /** What is live now. */
  readonly live: DefinitionSet | undefined;
}

async function goLive(ports: PublishPorts, ready: number | undefined): Promise<Published> {
  const { publications } = ports;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    // What is live before the files: a save kept in between is then seen, or seen by its own call.
    const before = await publications.live();
    const files = await publications.files();
    const live = before && ready !== undefined ? markReady(before, ready) : before;
    const plan = await planAnew(files, live, ports);
    const next =
      plan.next ?? (live === before ? undefined : live && { ...live, rev: live.rev + 1 });
    if (next === undefined) return { plan, live };
    if (await publications.goLive(before?.rev ?? 0, next)) return { plan, live: next };
  }
  throw operationalError(
    "CatalogUnavailable",
    `${mostAttempts} other publishes came first; the saves are kept and are published with the next one`,
  );
}

/** While there is no customer, nothing needs to be prepared, and the zone may change. */
async function planAnew(
  files: readonly SavedFile[],
  live: DefinitionSet | undefined,
  { backfills, clock, customers, stage = {} }: PublishPorts,
): Promise<PublishPlan> {
  const isFilling = live !== undefined && unreadyFigures(live).length > 0;
  const filled = isFilling ? filledBy(await backfills.read()) : undefined;
  const about = { files, live, now: clock.now(), stage };
  const plan = planPublish({ ...about, filled });
  const mayDiffer = plan.verdicts.some(
    ({ path, verdict }) =>
      verdict === "preparing" || (verdict === "refused" && path === "settings.json"),
  );
  if (!mayDiffer) return plan;
  const { customers: some } = await customers.page({ slice: 0, slices: 1 });
  return some.length > 0 ? plan : planPublish({ ...about, nobody: true });
}

/** A report says how things are, so one that would say the same is not written again. */
async function writeNews(
  verdicts: readonly Verdict[],
  { files }: PublishPorts,
): Promise<Verdict[]> {
  const news = await Promise.all(
    verdicts.map(async (verdict) => {
      const path = reportPath(verdict.path);
      const report = reportFor(verdict);
      if ((await files.read(path)) === report) return [];
      await files.write(path, report);
      return [verdict];
    }),
  );
  return news.flat();
}
