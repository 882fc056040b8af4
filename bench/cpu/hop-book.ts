export const hops = ["intake", "take-turn", "wake", "deliver", "feedback"] as const;
export type Hop = (typeof hops)[number];

/** What one hop has cost. */
export interface HopCost {
  runs: number;
  cpuMs: number;
  /** Calls to DynamoDB. */
  storeCalls: number;
  /** Calls to the other services. */
  otherCalls: number;
}

export type Costs = Readonly<Record<Hop, HopCost>>;

/** Keeps book of what each hop costs. */
export interface HopBook {
  run(hop: Hop, act: () => Promise<void>): Promise<void>;
  /** Told of a call to DynamoDB: it is the present hop's. */
  storeCalled(): void;
  /** The same ports: every call of a method of theirs is the present hop's. */
  countCalls<Services extends object>(services: Services): Services;
  /** What has been spent since the last time. */
  takeCosts(): Costs;
}

export function createHopBook(): HopBook {
  let costs = noCosts();
  let present: Hop = "intake";
  const countCalls = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value === "object" && value !== null) return countCalls(value);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          costs[present].otherCalls += 1;
          return (value as (...list: unknown[]) => unknown)(...args);
        };
      },
    });
  return {
    async run(hop, act) {
      present = hop;
      const began = process.cpuUsage();
      await act();
      const { user, system } = process.cpuUsage(began);
      costs[hop].cpuMs += (user + system) / 1000;
      costs[hop].runs += 1;
    },
    storeCalled() {
      costs[present].storeCalls += 1;
    },
    countCalls,
    takeCosts() {
      const taken = costs;
      costs = noCosts();
      return taken;
    },
  };
}

function noCosts(): Record<Hop, HopCost> {
  const none = () => ({ runs: 0, cpuMs: 0, storeCalls: 0, otherCalls: 0 });
  return {
    intake: none(),
    "take-turn": none(),
    wake: none(),
    deliver: none(),
    feedback: none(),
  };
}
