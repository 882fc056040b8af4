/** How often something can be done in a second of one core, as the best of several rounds. */
export interface Rate {
  readonly perSecond: number;
  /** How far the middle round was below the best, as a share: what the machine's noise took. */
  readonly noise: number;
  readonly rounds: number;
}

type Work = () => number | Promise<number>;

const warmUpMs = 600;
const roundMs = 150;
const rounds = 24;

/**
 * Repeats `work` for some seconds. Counted is CPU time, garbage collection included, so that others
 * on the machine don't count; and of the rounds the best, since they still take caches and clock away.
 * @param work does a batch of some ms and says how many it did
 */
export async function measureRate(work: Work): Promise<Rate> {
  await runFor(work, warmUpMs);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) rates.push(await runFor(work, roundMs));
  rates.sort((a, b) => b - a);
  const [best = 0] = rates;
  const middle = rates[rounds / 2] ?? 0;
  return { perSecond: best, noise: 1 - middle / best, rounds };
}

async function runFor(work: Work, ms: number): Promise<number> {
  const began = process.cpuUsage();
  let done = 0;
  let spent = 0;
  while (spent < ms) {
    done += await work();
    const { user, system } = process.cpuUsage(began);
    spent = (user + system) / 1000;
  }
  return (done / spent) * 1000;
}
