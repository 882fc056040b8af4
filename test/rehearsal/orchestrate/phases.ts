/** Runs one phase under its name and tells how long it took. */
export interface Phases {
  <Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Seconds since the first began. */
  total(): string;
}

/** @param tell takes each line; of what failed the error itself tells */
export function createPhases(tell: (line: string) => void = console.log): Phases {
  const began = performance.now();
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
  const phase = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const start = performance.now();
    tell(`${name} …`);
    try {
      const result = await work();
      tell(`${name}: ${seconds(start)} s`);
      return result;
    } catch (error) {
      console.error(`${name} failed after ${seconds(start)} s`);
      throw error;
    }
  };
  return Object.assign(phase, { total: () => seconds(began) });
}
